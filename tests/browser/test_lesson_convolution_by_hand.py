"""Through the lesson on a convolution by hand: step, change, pad, answer, and on."""

from playwright.sync_api import Page, expect

from tests.browser.lesson_driver import choose, enter, go_on, question
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + "lessons/convolution-by-hand/")
    cross = WidgetDriver.on(page, "cnn-convolution")
    expect(cross.part("sum")).to_contain_text("3 + 1 + 2 = 6")
    for _ in range(8):
        cross.button("Step").click()
    cross.expect_cells("output", [[6, 1, 4], [1, 4, 2], [3, 2, 3]])
    for brightness, answer in (("1", "5"), ("9", "13")):
        cross.set("Input, row 1, column 3", brightness)
        expect(cross.part("output").locator("td").first).to_have_text(answer, timeout=BOOT_TIMEOUT)

    kernels = WidgetDriver.on(page, "cnn-convolution", 1)
    expect(kernels.button("Vertical edges")).to_have_attribute("aria-pressed", "true")
    kernels.button("Sharpen").click()
    expect(kernels.part("look-for")).to_contain_text("the output overshoots, below 2 and above 6")
    kernels.field("Position of the kernel").press("End")
    kernels.expect_cells("output", [[2, 0, 4, 8, 6]] * 5)

    sizes = WidgetDriver.on(page, "cnn-convolution", 2)
    expect(sizes.part("formula")).to_contain_text("= ⌊1.5⌋ + 1 = 2")
    expect(sizes.part("input").locator("[data-unseen]")).to_have_count(11)
    sizes.set("Padding P", "1")
    expect(sizes.part("formula-note")).to_contain_text("every pixel is seen")
    expect(sizes.part("input").locator("[data-unseen]")).to_have_count(0)

    enter(question(page, "lies on the pixels"), {"9": "Those under a 0", "7": "Right."})
    choose(question(page, "evenly gray picture"), "The same gray", "Zero everywhere")
    unseen = question(page, "that it never sees")
    unseen.get_by_role("button", name="Row 2, column 5: 1").click()
    expect(unseen.get_by_role("status")).to_contain_text("Not quite.")
    unseen.get_by_role("button", name="Row 6, column 6: 1").click()
    expect(unseen.get_by_role("status")).to_contain_text("Right.")
    go_on(page, "pooling-and-receptive-fields")
