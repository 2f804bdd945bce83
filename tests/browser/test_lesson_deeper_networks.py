"""Through the lesson on deeper networks: plain against residual, the table, the block, questions."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lesson_driver import choose, enter, question
from tests.browser.passing import Heard
from tests.browser.widget_driver import BOOT_TIMEOUT


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + "lessons/deeper-networks/")
    trial = page.locator("cnn-depth")
    trial.scroll_into_view_if_needed()
    status, rows = trial.locator('[data-part="status"]'), trial.locator('[data-part="rows"] tr')
    depth = trial.get_by_label("Depth")
    expect(trial.locator('[data-part="depth-text"]')).to_have_text("50 layers, 28,628 parameters")
    depth.focus()
    page.keyboard.press("Home")
    expect(trial.locator('[data-part="depth-text"]')).to_have_text("6 layers, 2,932 parameters")
    trial.get_by_label("Seeds").fill("2")
    trial.get_by_role("button", name="Train all three").click()
    expect(status).to_have_text(
        re.compile(r"^At 6 layers and after 400 steps, .*\. Of those with skips, .*\.$"), timeout=BOOT_TIMEOUT
    )
    expect(rows).to_have_count(3)
    means = [float(row.locator("td").nth(2).inner_text().split()[0]) for row in rows.all()]
    assert min(means) > 90
    for kind in ("plain", "residual", "identity"):
        lines = trial.locator(f'[data-part="{kind}-lines"] polyline')
        expect(lines).to_have_count(2)
        points = (lines.first.get_attribute("points") or "").split()
        assert [int(point.split(",")[0]) for point in points] == list(range(0, 401, 20))

    # A deep one, stopped: nothing is kept of what is not done.
    depth.focus()
    page.keyboard.press("End")
    Heard(trial.locator('[data-part="doing"]')).press_at(
        "^Seed 1 of 2: step", trial.locator('[data-part="stop"]')
    )
    trial.get_by_role("button", name="Train all three").click()
    stopped = "Stopped after 0 of 2 seeds. That is too few to say anything."
    expect(status).to_have_text(stopped, timeout=BOOT_TIMEOUT)
    expect(rows).to_have_count(3)
    expect(trial).to_have_attribute("data-state", "idle")

    block = page.locator("cnn-residual")
    block.scroll_into_view_if_needed()
    expect(block.locator("tr[data-key=sum] .residual-forward")).to_contain_text("= −0.485")
    block.get_by_role("switch").uncheck()
    expect(block.locator("tr[data-key=out] .residual-forward")).to_contain_text("= 0.045")

    enter(question(page, "where"), {"-0.5": "The ReLU is still to come", "0": "Right."})
    choose(question(page, "A gradient of 0.6"), "0.3: the sum shares it", "0.6")
