"""The convolution stepper, by its real controls."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import BOOT_TIMEOUT, GALLERY, WidgetDriver

INPUT = [[1, 0, 2, 1, 0], [0, 1, 0, 1, 1], [1, 0, 1, 0, 0], [0, 0, 1, 1, 0], [1, 1, 0, 0, 1]]
CROSS = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]


def slide(x: list[list[int]], kernel: list[list[int]], strides: int = 1, padding: int = 0) -> list[list[int]]:
    padded, k = np.pad(x, padding), len(kernel)
    starts = range(0, len(padded) - k + 1, strides)
    return [[int((padded[i : i + k, j : j + k] * kernel).sum()) for j in starts] for i in starts]


@pytest.fixture
def stepper(gallery: WarmPage) -> WidgetDriver:
    return WidgetDriver.on(gallery.fresh("cnn-convolution"), "cnn-convolution")


def test_playing_it_fills_the_output_sum_by_sum(page: Page, url: str) -> None:
    page.clock.install()
    stepper = WidgetDriver(page, url, "cnn-convolution")
    expect(stepper.status).to_have_text("Position 1 of 9, row 1, column 1: the sum is 6.")
    assert stepper.cells("output") == [["6", "", ""], ["", "", ""], ["", "", ""]]
    expect(stepper.part("sum")).to_contain_text("1×1 + 0×0 + 2×1 = 3")
    expect(stepper.part("sum")).to_contain_text("3 + 1 + 2 = 6")
    # From here on, time passes only where the test says so.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 10)
    stepper.button("Play").click()
    page.clock.run_for(1000)
    expect(stepper.status).to_have_text("Position 2 of 9, row 1, column 2: the sum is 1.")
    stepper.button("Pause").click()
    page.clock.run_for(5000)
    assert stepper.cells("output")[0] == ["6", "1", ""]
    stepper.button("Play").click()
    page.clock.run_for(7000)
    stepper.expect_cells("output", slide(INPUT, CROSS))
    expect(stepper.button("Play")).to_be_visible()
    expect(stepper.button("Step")).to_have_attribute("aria-disabled", "true")


def test_what_is_typed_is_convolved(stepper: WidgetDriver) -> None:
    changed = [[1, 0, -3, 1, 0], *INPUT[1:]]
    stepper.set("Input, row 1, column 3", "-3")
    stepper.button("Step").click()
    stepper.field("Position of the kernel").press("End")
    stepper.expect_cells("output", slide(changed, CROSS))
    expect(stepper.root.locator(".examples [aria-pressed=true]")).to_have_count(0)

    stepper.set("Padding P", "1")
    stepper.set("Stride S", "2")
    expect(stepper.part("output-size")).to_have_text("3 × 3")
    stepper.field("Position of the kernel").press("End")
    stepper.expect_cells("output", slide(changed, CROSS, strides=2, padding=1))
    assert stepper.cells("input")[0] == ["0"] * 7

    stepper.set("Padding P", "0")
    stepper.set("Input size W", "6")
    expect(stepper.part("formula")).to_have_text("= ⌊(6 − 3 + 2·0) / 2⌋ + 1 = ⌊1.5⌋ + 1 = 2")
    expect(stepper.part("formula-note")).to_contain_text("11 pixels are never seen")
    expect(stepper.part("input").locator("[data-unseen]")).to_have_count(11)
    stepper.button("Vertical edges").click()
    stepper.field("Position of the kernel").press("End")
    stepper.expect_cells("output", [[9, 9, 0, -9, -9]] * 3 + [[6, 6, 0, -6, -6]] + [[3, 3, 0, -3, -3]])


def test_what_is_typed_while_an_answer_is_under_way_stays(page: Page, url: str) -> None:
    """The first answer takes as long as Python takes to start."""
    stepper = WidgetDriver(page, url, "cnn-convolution")
    stepper.set("Input size W", "8")
    stepper.set("Padding P", "3")
    stepper.field("Kernel size F").press("Control+a")
    stepper.page.keyboard.type("5")
    expect(stepper.part("output-size")).to_have_text("12 × 12", timeout=BOOT_TIMEOUT)
    expect(stepper.field("Kernel size F")).to_have_value("5")
    stepper.page.keyboard.press("Enter")
    expect(stepper.part("output-size")).to_have_text("10 × 10")


def test_what_is_no_number_is_refused_beside_it(stepper: WidgetDriver) -> None:
    cell, stride = stepper.field("Input, row 2, column 2"), stepper.field("Stride S")
    cell.fill("x")
    cell.press("Enter")
    expect(stepper.error("input")).to_have_text(
        "The input, row 2, column 2, must be a number from −99 to 99, not “x”.", timeout=BOOT_TIMEOUT
    )
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_accessible_description(re.compile("not “x”"))
    cell.fill("1")
    cell.press("Enter")
    expect(stepper.error("input")).to_be_hidden()
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    stepper.set("Stride S", "0")
    expect(stepper.error("strides")).to_have_text("Stride must be a whole number from 1 to 4; 0 is outside.")
    expect(stride).to_have_accessible_description(re.compile("0 is outside"))
    stepper.set("Stride S", "1")
    stepper.set("Kernel size F", "5")
    stepper.set("Input size W", "4")
    expect(stepper.error("kernel_size")).to_contain_text("A window of 5 pixels does not fit into 4")
    stepper.button("Cross").click()
    expect(stepper.error("kernel_size")).to_be_hidden()
    expect(stepper.part("output-size")).to_have_text("3 × 3")


def test_by_keyboard_alone(stepper: WidgetDriver) -> None:
    keyboard = stepper.page.keyboard
    stepper.root.get_by_role("button", name="Cross").focus()
    stepper.tab_to(stepper.field("Input, row 1, column 1"))
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp"):
        keyboard.press(key)
    expect(stepper.field("Input, row 2, column 3")).to_be_focused()
    keyboard.type("7")
    keyboard.press("ArrowUp")
    expect(stepper.field("Input, row 1, column 3")).to_be_focused()
    stepper.tab_to(stepper.field("Kernel, row 1, column 1"), limit=1)
    stepper.tab_to(stepper.button("Step"))
    keyboard.press("Enter")
    changed = [INPUT[0], [0, 1, 7, 1, 1], *INPUT[2:]]
    expected = slide(changed, CROSS)
    expect(stepper.status).to_have_text(
        f"Position 2 of 9, row 1, column 2: the sum is {expected[0][1]}.", timeout=BOOT_TIMEOUT
    )
    stepper.tab_to(stepper.field("Position of the kernel"))
    keyboard.press("End")
    stepper.expect_cells("output", expected)
    expect(stepper.field("Position of the kernel")).to_have_attribute(
        "aria-valuetext", f"row 3, column 3: {expected[2][2]}"
    )


def test_it_reads_without_scripts(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(url + GALLERY)
    stepper = page.locator("cnn-convolution")
    expect(stepper).to_contain_text("1×1 + 0×0 + 2×1 = 3")
    output = stepper.get_by_role("table", name="Output")
    expect(output.locator("td")).to_have_text(["6", "1", "4", "1", "4", "2", "3", "2", "3"])
