"""Through the lesson on what layers find: train, ask what excites a filter, cover a part, come back, on."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lab_driver import DIGITS, LabDriver
from tests.browser.lesson_driver import choose, enter, question
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver

LESSON = "lessons/what-layers-find/"


def number(text: str) -> float:
    return float(text.split(": ")[-1])


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    lab = LabDriver.on(page)
    expect(lab.part("kept")).to_be_hidden()
    lab.button("Train").click()
    expect(lab.root).to_have_attribute("data-test-accuracy", re.compile(r"^0\.[89]"), timeout=BOOT_TIMEOUT)
    lab.pause()
    step = lab.root.get_attribute("data-step") or ""
    expect(lab.part("keeping")).to_contain_text(f"Kept on this device, as of step {int(step):,}")
    lab.draw(DIGITS[7])
    expect(lab.root).to_have_attribute("data-prediction", re.compile(r"^\d$"))
    assert lab.part("seen").evaluate("(canvas) => canvas.width") == 28
    expect(lab.part("filters").get_by_role("img", name="on your drawing")).to_have_count(8)

    excites = WidgetDriver.on(page, "cnn-excites")
    expect(excites.root).to_have_attribute("data-step", step, timeout=BOOT_TIMEOUT)
    filters = excites.part("filters").get_by_role("button")
    expect(filters).to_have_count(16)
    filters.nth(2).click()
    filters.nth(2).press("ArrowRight")
    expect(filters.nth(3)).to_be_focused()
    expect(excites.status).to_contain_text("Filter 4. ")
    responses = [number(text) for text in excites.part("tiles").locator("p").all_inner_texts()]
    assert responses == sorted(responses, reverse=True)
    expect(excites.part("tiles").locator("li").first.locator("rect").first).to_have_attribute("width", "8")
    expect(excites.part("drawing-text")).to_have_text(re.compile(r"^Your drawing: \d+\.\d\d, more than \d+"))
    excites.root.get_by_label("First convolution").check()
    expect(filters).to_have_count(8)
    expect(excites.part("tiles").locator("li").first.locator("rect").first).to_have_attribute("width", "3")

    cover = WidgetDriver.on(page, "cnn-occlusion")
    expect(cover.root).to_have_attribute("data-step", step, timeout=BOOT_TIMEOUT)
    cover.button("Another sketch").click()
    expect(cover.part("whole")).to_contain_text("Uncovered, it says")
    surface = cover.root.get_by_role("application")
    surface.focus()
    for _ in range(30):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
    # In the corner there is paper, and paper over it changes nothing.
    whole = re.search(r"it says (\d), ", cover.part("whole").inner_text())
    assert whole
    expect(cover.part("here")).to_have_text(re.compile(rf"^Covered at row 4, column 4: {whole[1]}, [^.]+\.$"))
    cover.field("Size of the square").press("ArrowRight")
    expect(cover.part("window-text")).to_have_text("8 × 8")
    expect(cover.part("worst")).to_contain_text("The square takes most away at row")
    cover.root.get_by_label("Your drawing").check()
    expect(cover.part("whole")).to_contain_text("Your drawing. Uncovered, it says")

    choose(
        question(page, "All twelve sketches"),
        "That the filter detects the digit 7",
        "That a piece it answers to",
    )
    enter(question(page, "pure ink"), {"9": "whose nine weights are all 1", "0": "Right."})

    # Another visit goes on from here.
    page.reload()
    lab.root.scroll_into_view_if_needed()
    expect(lab.part("kept-text")).to_contain_text(
        f"which you trained in “What the layers find”: {int(step):,} steps"
    )
    lab.button("Go on with it").press("Enter")
    expect(lab.button("Train")).to_be_focused()  # since the button is gone
    expect(lab.part("notice")).to_contain_text("Taken up at step", timeout=BOOT_TIMEOUT)
    expect(lab.root).to_have_attribute("data-step", step)
    expect(lab.root).to_have_attribute("data-test-accuracy", re.compile(r"^0\.[89]"))
    page.locator("a[rel=next]").last.click()
    expect(page).not_to_have_url(re.compile(LESSON))
