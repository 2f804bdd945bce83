"""Through the lesson on the shape of a network: the figure, the story, the tracer, questions, on."""

import re

from playwright.sync_api import Page, expect

from tests.browser.code_driver import CodeDriver
from tests.browser.lesson_driver import choose, enter, question
from tests.browser.widget_driver import BOOT_TIMEOUT


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + "lessons/the-shape-of-a-network/")
    steps = page.locator(".rhythm .rhythm-step")
    expect(steps).to_have_count(10)
    heights = page.locator(".rhythm-slab[data-kind=pool]").evaluate_all(
        "(slabs) => slabs.map((slab) => slab.getBoundingClientRect().height)"
    )
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > 3 * heights[2]

    story = page.locator("cnn-story")
    story.evaluate("(element) => element.scrollIntoView()")
    picture = story.locator('[data-map="maps"]').first
    built = picture.inner_html()
    story.get_by_role("button", name="Train it here").click()
    expect(story).to_have_attribute("data-step", re.compile(r"^\d+$"), timeout=BOOT_TIMEOUT)
    assert picture.inner_html() != built, "random weights see something else"
    expect(story.locator('[data-part="status"]')).to_have_text(
        re.compile(r"^400 of 400 steps: 9\d\.\d % of the held-out sketches right\."), timeout=BOOT_TIMEOUT
    )
    page.keyboard.press("End")

    tracer = page.locator("cnn-shapes")
    tracer.scroll_into_view_if_needed()
    expect(tracer.locator(".shape-rows > li")).to_have_count(3)
    tracer.locator('[data-part="kind"]').select_option("Global average")
    tracer.get_by_role("button", name="Add at the end").click()
    expect(tracer.locator(".shape-rows > li")).to_have_count(4, timeout=BOOT_TIMEOUT)
    expect(tracer.locator('[data-part="status"]')).to_contain_text("75,648 parameters in all")

    cell = CodeDriver(page, page.locator("cnn-code").first)
    cell.root.scroll_into_view_if_needed()
    cell.button("Run").click()
    cell.expect_said("Done in")
    expect(cell.output).to_contain_text("(5258, True)")

    enter(question(page, "32 filters of 3 × 3"), {"4608": "Each of the 32 filters", "4640": "Right."})
    choose(question(page, "already “softmax"), "Nothing: softmax twice", "It trains slowly")
    expect(page.locator("a[rel=prev]").last).to_have_attribute("href", re.compile("backpropagation"))
