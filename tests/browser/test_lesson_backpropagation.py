"""Through the lesson on backpropagation: all the way back, a weight's terms, a race, questions, on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.code_driver import CodeDriver
from tests.browser.lesson_driver import choose, enter, go_on, question
from tests.browser.passing import Heard
from tests.browser.test_views import number, rounding
from tests.browser.widget_driver import BOOT_TIMEOUT


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + "lessons/backpropagation/")
    back = page.locator("cnn-backward")
    back.scroll_into_view_if_needed()
    back.get_by_role("button", name="All the way back").click(timeout=BOOT_TIMEOUT)
    expect(back.locator('[data-part="stage-title"]')).to_contain_text("9 of 9", timeout=BOOT_TIMEOUT)
    terms = back.locator(".term b")
    expect(terms).to_have_count(36, timeout=BOOT_TIMEOUT)
    result = back.locator('[data-part="result"]').inner_text().split(" ")[-1]
    shown = [*terms.all_inner_texts(), result]
    assert sum(map(number, shown[:-1])) == pytest.approx(number(result), abs=sum(map(rounding, shown)))
    expect(back.locator('[data-part="more"]')).to_contain_text("✓")

    cell = CodeDriver(page, page.locator("cnn-code").first)
    cell.root.scroll_into_view_if_needed()
    cell.button("Run").click()
    cell.expect_said("Done in")
    expect(cell.output).to_contain_text("([[4.0, -1.0], [1.0, -1.0]], 7.0)")

    race = page.locator("cnn-race")
    race.scroll_into_view_if_needed()
    status = race.locator('[data-part="status"]')
    seeds = race.get_by_label("Seeds")
    seeds.fill("1")
    seeds.press("Enter")
    expect(race.locator('[data-error="seeds"]')).to_contain_text("1 is too small")
    seeds.fill("2")
    seeds.press("Enter")
    expect(status).to_have_text(
        re.compile(r"^To 90 % of centered digits: in steps, the .* By the clock, the .*"),
        timeout=BOOT_TIMEOUT,
    )
    rows = race.locator('[data-part="rows"] tr')
    expect(rows).to_have_count(3)
    expect(rows.first.locator(".strip-dot")).to_have_count(2)
    means = [float(row.locator("td").nth(2).inner_text()) for row in rows.all()]
    assert means[2] < means[0], "the wide perceptron needs fewer steps than the CNN"

    race.get_by_label("Shift").press("End")
    expect(race.locator('[data-part="shift-text"]')).to_have_text("up to 2 pixels")
    race.get_by_label("To get right").fill("99")
    Heard(race.locator('[data-part="doing"]')).press_at(
        "^Seed 1 of 2: CNN", race.locator('[data-part="stop"]')
    )
    race.get_by_role("button", name="Race").click()
    stopped = "Stopped after 0 of 2 seeds. That is too few to say anything."
    expect(status).to_contain_text(stopped, timeout=BOOT_TIMEOUT)
    expect(rows).to_have_count(3)

    enter(question(page, "top right"), {"4": "the top left weight", "−1": "Right."})
    choose(question(page, "a probability of 0.999"), "As much as from any other", "Almost nothing")
    go_on(page, "the-shape-of-a-network")
