"""Through the lesson on color: train, look at the patches, paint, take color and shape away, answer."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lab_driver import LabDriver
from tests.browser.lesson_driver import choose, enter, question
from tests.browser.passing import Heard
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver

BANANA = [[(0.25, 0.4), (0.4, 0.55), (0.6, 0.55), (0.75, 0.4)]]


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + "lessons/color-images/")
    lab = LabDriver.on(page)
    lab.button("Train").click()
    expect(lab.root).to_have_attribute("data-test-accuracy", re.compile(r"^0\.[3-9]"), timeout=BOOT_TIMEOUT)
    expect(lab.part("sample-verdict")).to_have_text(re.compile(r"^[a-z]+ [✓✗] (right|wrong), "))
    lab.button("Pause").click()
    lab.expect_state("paused")

    # Filters as patches of color, channel by channel when pressed.
    tiles = lab.part("filters").get_by_role("button")
    expect(tiles).to_have_count(16)
    patch = tiles.first.locator("canvas")
    assert patch.evaluate("(canvas) => canvas.width") == 3
    tiles.first.click()
    expect(tiles.first).to_have_attribute("aria-pressed", "true")
    expect(patch).to_have_js_property("width", 9)

    # A yellow and long thing, painted; by keyboard, a dot in red beside it.
    surface = lab.root.get_by_label("Paint a fruit")
    lab.root.get_by_label("yellow", exact=True).check()
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    assert box is not None
    mouse = page.mouse
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in BANANA[0]]
    mouse.move(*points[0])
    mouse.down()
    for x, y in points[1:]:
        mouse.move(x, y, steps=4)
    mouse.up()
    expect(lab.root).to_have_attribute("data-prediction", re.compile(r"^\d$"))
    expect(lab.part("answer")).to_have_text(re.compile(r"^It says [a-z]+, "))
    seen = lab.part("seen")
    red, green, blue = seen.evaluate(
        "(canvas) => [...canvas.getContext('2d').getImageData(16, 17, 1, 1).data].slice(0, 3)"
    )
    assert min(red, green) > 3 * blue, "yellow"
    lab.root.get_by_label("red", exact=True).check()
    surface.focus()
    page.keyboard.press("Space")
    expect(surface.locator("xpath=following-sibling::p")).to_have_text("Row 5, column 9, drawn")

    matrix = WidgetDriver.on(page, "cnn-confusion")
    expect(matrix.root).to_have_attribute("data-state", "ready", timeout=BOOT_TIMEOUT)
    expect(matrix.part("matrix").get_by_role("columnheader", name="eggplant")).to_be_visible()
    matrix.part("matrix").get_by_role("button", name=re.compile("^tomato taken for tomato")).click()
    expect(matrix.part("cell-title")).to_contain_text("A tomato, and read as a tomato")

    controls = WidgetDriver.on(page, "cnn-controls")
    controls.set("Seeds", "1")
    expect(controls.error("seeds")).to_contain_text("1 is too small")
    first = "^Seed 1 of 2: color and shape, step"
    Heard(controls.part("doing")).press_at(first, controls.part("stop"))
    controls.set("Seeds", "2")
    expect(controls.status).to_contain_text("Stopped.", timeout=BOOT_TIMEOUT)

    enter(question(page, "32 filters of 5 × 5"), {"2400": "Each filter has a bias as well", "2432": "Right."})
    choose(question(page, "How many maps come out?"), "48, one for each", "16")
    expect(page.locator("a[rel=prev]").last).to_be_visible()
