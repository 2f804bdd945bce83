"""The pooling stepper, by its real controls."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import BOOT_TIMEOUT, GALLERY, WidgetDriver


@pytest.fixture
def stepper(gallery: WarmPage) -> WidgetDriver:
    return WidgetDriver.on(gallery.fresh("cnn-pooling"), "cnn-pooling")


def test_the_lesson_s_map_by_maxima_and_by_means(stepper: WidgetDriver) -> None:
    stepper.expect_cells("output", [[4, 3], [5, 4]])
    stepper.expect_cells("input_gradient", [[0, 0, 0, 0], [0, 1, 0, 2], [3, 0, 0, 0], [0, 0, 4, 0]])
    expect(stepper.part("forward")).to_have_text("max(1, 3, 2, 4) = 4")
    stepper.field("the mean (average pooling)").check()
    stepper.expect_cells("output", [[2.5, 1.5], [2, 2]])
    stepper.expect_cells("input_gradient", [[0.25, 0.25, 0.5, 0.5]] * 2 + [[0.75, 0.75, 1, 1]] * 2)
    stepper.button("Step").click()
    expect(stepper.part("forward")).to_have_text("(0 + 2 + 1 + 3) / 4 = 1.5")
    expect(stepper.part("backward")).to_have_text("2 is split: each of the 4 gets 2 / 4 = 0.5.")
    expect(stepper.status).to_have_text("Window 2 of 4: the mean is 1.5.")


def test_a_gradient_that_is_typed_goes_to_the_maxima(stepper: WidgetDriver) -> None:
    stepper.set("Gradient of the output, row 1, column 2", "-6")
    stepper.expect_cells("input_gradient", [[0, 0, 0, 0], [0, 1, 0, -6], [3, 0, 0, 0], [0, 0, 4, 0]])
    stepper.set("Feature map, row 1, column 4", "3")
    stepper.button("Step").click()
    expect(stepper.part("backward")).to_contain_text(
        "Of equal numbers, the first counts.", timeout=BOOT_TIMEOUT
    )
    stepper.expect_cells("input_gradient", [[0, 0, 0, -6], [0, 1, 0, 0], [3, 0, 0, 0], [0, 0, 4, 0]])
    expect(stepper.root.locator(".examples [aria-pressed=true]")).to_have_count(0)


def test_a_move_by_one_pixel_that_it_misses_and_one_that_it_notices(stepper: WidgetDriver) -> None:
    stepper.button("A move it misses").click()
    stepper.expect_cells("output", [[9, 5], [7, 3]])
    stepper.button("Right").click()
    expect(stepper.part("moved")).to_have_text(
        "The map moved by one pixel, and not one number of the output changed.", timeout=BOOT_TIMEOUT
    )
    assert stepper.cells("input")[0] == ["0", "9", "0", "5"]
    stepper.expect_cells("output", [[9, 5], [7, 3]])
    stepper.button("Right").click()
    expect(stepper.part("moved")).to_have_text(
        "The map moved by one pixel, and 4 of the output’s 4 numbers changed."
    )
    stepper.expect_cells("output", [[0, 9], [0, 7]])
    expect(stepper.part("output").locator('[data-mark="was 9"]')).to_have_text("0")


def test_what_makes_no_sense_is_refused_beside_it(stepper: WidgetDriver) -> None:
    stepper.set("Window size", "5")
    expect(stepper.error("pool_size")).to_have_text(
        "Window size must be a whole number from 1 to 4; 5 is outside.", timeout=BOOT_TIMEOUT
    )
    stepper.set("Window size", "3")
    expect(stepper.error("pool_size")).to_be_hidden()
    stepper.expect_cells("output", [[5]])
    gradient = stepper.field("Gradient of the output, row 1, column 1")
    gradient.fill("much")
    gradient.press("Enter")
    expect(gradient).to_have_accessible_description(re.compile("not “much”"))


def test_by_keyboard_alone(stepper: WidgetDriver) -> None:
    keyboard = stepper.page.keyboard
    stepper.button("Sixteen to four").focus()
    stepper.tab_to(stepper.field("the largest (max pooling)"))
    keyboard.press("ArrowRight")
    stepper.expect_cells("output", [[2.5, 1.5], [2, 2]])
    stepper.tab_to(stepper.field("Feature map, row 1, column 1"))
    keyboard.type("5")
    keyboard.press("Enter")
    expect(stepper.field("Feature map, row 2, column 1")).to_be_focused()
    stepper.expect_cells("output", [[3.5, 1.5], [2, 2]])
    stepper.tab_to(stepper.button("Down"))
    keyboard.press("Enter")
    expect(stepper.part("moved")).to_contain_text("3 of the output’s 4 numbers changed")
    expect(stepper.button("Down")).to_be_focused()
    stepper.tab_to(stepper.field("Position of the window"))
    keyboard.press("ArrowRight")
    expect(stepper.status).to_contain_text("Window 2 of 4")


def test_it_reads_without_scripts(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(url + GALLERY)
    stepper = page.locator("cnn-pooling")
    expect(stepper).to_contain_text("max(1, 3, 2, 4) = 4")
    output = stepper.get_by_role("table", name="Output", exact=True)
    expect(output.locator("td")).to_have_text(["4", "3", "5", "4"])
