"""Through the lesson on pooling and receptive fields: pool, shift, predict, stack, answer, and on."""

from playwright.sync_api import Page, expect

from tests.browser.lesson_driver import choose, enter, go_on, question
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + "lessons/pooling-and-receptive-fields/")
    pool = WidgetDriver.on(page, "cnn-pooling")
    for _ in range(3):
        pool.button("Step").click()
    pool.expect_cells("output", [[4, 3], [5, 4]])
    pool.button("One window").click()
    pool.field("the mean (average pooling)").check()
    pool.expect_cells("output", [[2.5]])
    pool.expect_cells("input_gradient", [[2, 2], [2, 2]])
    pool.field("the largest (max pooling)").check()
    pool.expect_cells("input_gradient", [[0, 0], [0, 8]])

    shifted = WidgetDriver.on(page, "cnn-pooling", 1)
    shifted.button("Right").click()
    expect(shifted.part("moved")).to_contain_text("not one number of the output", timeout=BOOT_TIMEOUT)
    shifted.button("A move it notices").click()
    shifted.button("Right").click()
    expect(shifted.part("moved")).to_contain_text("4 of the output’s 4 numbers")

    predicted = question(page, "How many pixels across does one number of the result see?")
    predicted.get_by_role("button", name="14 × 14").click()
    predicted.get_by_role("button", name="Compute, and see").click()
    said = predicted.get_by_role("status")
    expect(said).to_contain_text("reach 8 pixels across.", timeout=BOOT_TIMEOUT)
    expect(said).to_contain_text("Not quite. This is what one often reads")

    field = WidgetDriver.on(page, "cnn-receptive-field")
    measured = field.root.locator("[data-text=measured]")
    expect(measured).to_contain_text("8 × 8 pixels, as the formula says")
    field.button("Add a layer").click()
    expect(measured).to_contain_text("12 × 12 pixels, as the formula says", timeout=BOOT_TIMEOUT)

    enter(question(page, "Average pooling, 2 × 2"), {"6": "four times as much", "1.5": "Right."})
    choose(question(page, "A map is moved by one pixel"), "It never changes", "It depends")
    routed = question(page, "bottom left")
    routed.get_by_role("button", name="Row 3, column 2: 6").click()
    expect(routed.get_by_role("status")).to_contain_text("the 7 is larger")
    routed.get_by_role("button", name="Row 4, column 1: 7").click()
    expect(routed.get_by_role("status")).to_contain_text("Right.")
    go_on(page, "convolutional-networks")
