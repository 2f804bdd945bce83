"""The confusion matrix and the surest mistakes of a lab, which follow it."""

import re

from playwright.sync_api import Page, expect

from cnn_core.lab.networks import NETWORKS
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver


def counts(matrix: WidgetDriver) -> list[list[int]]:
    texts = (
        matrix.part("matrix")
        .locator("tbody tr")
        .evaluate_all(
            """(rows) => rows.map((row) =>
              [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent)))"""
        )
    )
    return [[int(n) for n in row] for row in texts]


def right_and_total(text: str) -> tuple[int, int]:
    found = re.match(r"(\d+) of (\d+) held-out sketches", text)
    assert found, text
    return int(found[1]), int(found[2])


def test_they_follow_the_lab_and_agree(page: Page, url: str) -> None:
    matrix = WidgetDriver(page, url, "cnn-confusion")
    mistakes = page.locator("cnn-mistakes")
    assert sum(map(sum, counts(matrix))) == 500, "there is an example before anything runs"

    matrix.button("Let it learn").click()
    expect(matrix.root).to_have_attribute("data-step", re.compile(r"^[1-9]\d\d"), timeout=BOOT_TIMEOUT)
    matrix.button("Let it rest").click()
    lab = page.locator("cnn-lab").first
    expect(lab).to_have_attribute("data-state", "paused")
    step = lab.get_attribute("data-step") or ""
    while int(step) % NETWORKS["cnn"].test_every:  # to where the lab itself looks at them
        lab.get_by_role("button", name="Step", exact=True).click()
        step = str(int(step) + 1)
        expect(lab).to_have_attribute("data-step", step)
    matrix.root.scroll_into_view_if_needed()  # it follows where it is seen
    expect(matrix.root).to_have_attribute("data-step", step)
    right, total = right_and_total(matrix.part("summary").inner_text())
    found = counts(matrix)
    assert total == 500
    assert sum(map(sum, found)) == 500
    assert sum(row[i] for i, row in enumerate(found)) == right
    accuracy = float(lab.get_attribute("data-test-accuracy") or 0)
    assert abs(right / 500 - accuracy) < 0.001

    # A cell opens its sketches, by the keyboard alone; another key closes them.
    (row, column), count = max(
        (((i, j), found[i][j]) for i in range(4) for j in range(4) if i != j), key=lambda cell: cell[1]
    )
    matrix.part("matrix").get_by_role("button").first.focus()
    for key, times in (("ArrowDown", row), ("ArrowRight", column)):
        for _ in range(times):
            page.keyboard.press(key)
    page.keyboard.press("Enter")
    title = rf"^A {row}, taken for a {column}: {count} sketch"
    expect(matrix.part("cell-title")).to_have_text(re.compile(title))
    expect(matrix.status).to_have_text(re.compile(title))
    tiles = matrix.part("tiles").get_by_role("img")
    expect(tiles).to_have_count(min(count, 24))
    expect(tiles.first).to_have_accessible_name(re.compile(rf"^Sketch \d+, a {row}$"))
    ink: float = tiles.first.evaluate(
        """async (canvas) => {
          for (let i = 0; canvas.width !== 8 && i < 100; i++) await new Promise(requestAnimationFrame);
          const { data } = canvas.getContext("2d").getImageData(0, 0, 8, 8);
          return Math.max(...data) - Math.min(...data.filter((_, i) => i % 4 < 3));
        }"""
    )
    assert ink > 100
    page.keyboard.press("Enter")
    expect(matrix.part("cell")).to_be_hidden()

    # The mistakes are those off the diagonal, the surest first.
    mistakes.scroll_into_view_if_needed()
    summary = mistakes.locator('[data-part="summary"]')
    expect(summary).to_have_text(f"{total - right} of 500 held-out sketches wrong, at step {int(step):,}.")
    captions = mistakes.locator("li p").all_inner_texts()
    assert len(captions) == min(24, total - right)
    sure = [100 if "> 99" in caption else int(caption.split(", ")[-1].split()[0]) for caption in captions]
    assert sure == sorted(sure, reverse=True)
    assert all(re.match(r"a (\d); says (?!\1)\d, ", caption) for caption in captions)

    # Back in time, there were more.
    lab.locator('[data-part="rewind"]').press("Home")
    mistakes.scroll_into_view_if_needed()
    expect(mistakes).to_have_attribute("data-step", "0")
    wrong, _ = right_and_total(summary.inner_text())
    assert wrong > total - right
