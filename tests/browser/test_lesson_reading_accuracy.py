"""Lesson 8 as a reader goes through it: climb, look at what it takes for what, write, answer, go on."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lesson_driver import choose, enter, go_on, question

BOOT_TIMEOUT = 90_000
LESSON = "lessons/reading-accuracy/"


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    expect(page).to_have_title(re.compile("^Reading an accuracy report"))

    # The ladder stands there measured; climbed here, it is measured anew.
    ladder = page.locator("cnn-ladder")
    rows = ladder.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(ladder.locator("caption")).to_have_text(re.compile("^Measured before, on 1,000 sketches"))
    ladder.get_by_label("Training sketches").fill("300")
    ladder.get_by_label("Seeds").fill("2")
    ladder.get_by_role("button", name="Climb").click()
    status = ladder.locator('[data-part="status"]')
    expect(status).to_have_text(
        re.compile(r"^Perceptron against Linear: .* CNN, augmented against CNN: "), timeout=BOOT_TIMEOUT
    )
    expect(ladder.locator("caption")).to_have_text(re.compile("^On 300 sketches"))
    expect(ladder.locator(".strip-dot")).to_have_count(8)
    wrong = [float(row.locator("td").nth(1).inner_text().split()[0]) for row in rows.all()]
    assert wrong[0] > wrong[2] > wrong[3], wrong

    # One number, ten digits.
    matrix = page.locator("cnn-confusion")
    matrix.scroll_into_view_if_needed()
    matrix.get_by_role("button", name="Let it learn").click()
    expect(matrix).to_have_attribute("data-step", re.compile(r"^[1-9]\d\d"), timeout=BOOT_TIMEOUT)
    matrix.get_by_role("button", name="Let it rest").click()
    expect(matrix.locator("tbody tr")).to_have_count(10)
    matrix.get_by_role("button", name=re.compile("^9 taken for 9: ")).click()
    expect(matrix.locator('[data-part="cell-title"]')).to_have_text(re.compile("^A 9, and read as a 9"))

    # An exam of one's own: a line is a 1.
    mine = page.locator("cnn-collection")
    mine.scroll_into_view_if_needed()
    box = mine.get_by_label("Write a digit to keep").bounding_box()
    assert box is not None
    x, y, side = box["x"], box["y"], box["width"]
    page.mouse.move(x + side / 2, y + side * 0.15)
    page.mouse.down()
    page.mouse.move(x + side / 2, y + side * 0.85, steps=8)
    page.mouse.up()
    mine.get_by_role("radio", name="1", exact=True).check()
    mine.get_by_role("button", name="Keep it").click()
    expect(mine.locator('[data-part="summary"]')).to_have_text(
        re.compile(r"the network reads \d of 1 right"), timeout=BOOT_TIMEOUT
    )

    # Practice: a wrong answer has its reason, the right one too. Then on.
    said = {
        "1.2": "That is the difference, in points.",
        "2.5": "Of 1,000 images, 20 were wrong, and 8 are now.",
    }
    enter(question(page, "How many times fewer mistakes is that?"), said)
    choose(question(page, "must not be used to augment digits"), "Slanting them a little", "Mirroring them")
    go_on(page, "deeper-networks")
