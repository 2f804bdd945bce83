"""Every widget without a mouse. What a widget's own tests do by keyboard is not done again here."""

import ast
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from builder.building import ROOT
from tests.browser.code_driver import CodeDriver
from tests.browser.lab_driver import LabDriver
from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver

HERE = Path(__file__).parent
TAB_STOPS = (HERE / "tab_stops.js").read_text("utf-8")
SOLUTION = (ROOT / "lessons/exercises/max-pool-backward/solution.py").read_text("utf-8")
# Stops of Tab: nothing on the page has so many, unless there is a trap.
TOO_MANY = 2000
VIEWS = ("network", "backward", "confusion", "excites", "occlusion", "mistakes")

# Each element of the gallery, each kind of question, and the test in which it does its work by the keyboard.
BY_KEYBOARD = {
    "cnn-backward": "test_keyboard.py::test_views_of_a_lab",
    "cnn-code": "test_keyboard.py::test_code_is_written_run_and_left",
    "cnn-collection": "test_keyboard.py::test_a_digit_is_written_named_kept_and_deleted",
    "cnn-compare": "test_trials.py::test_cnn_against_perceptron",
    "cnn-confusion": "test_readings.py::test_they_follow_the_lab_and_agree",
    "cnn-controls": "test_keyboard.py::test_trials_are_refused_begun_and_stopped",
    "cnn-convolution": "test_convolution.py::test_by_keyboard_alone",
    "cnn-depth": "test_keyboard.py::test_trials_are_refused_begun_and_stopped",
    "cnn-equivariance": "test_equivariance.py::test_by_keyboard_alone",
    "cnn-excites": "test_keyboard.py::test_views_of_a_lab",
    "cnn-exercise": "test_keyboard.py::test_code_is_written_run_and_left",
    "cnn-gap": "test_trials.py::test_the_gap_by_keyboard",
    "cnn-lab": "test_lab_access.py::test_by_keyboard_alone",
    "cnn-ladder": "test_keyboard.py::test_trials_are_refused_begun_and_stopped",
    "cnn-mistakes": "test_keyboard.py::test_views_of_a_lab",
    "cnn-network": "test_views.py::test_all_numbers_by_keyboard",
    "cnn-occlusion": "test_keyboard.py::test_views_of_a_lab",
    "cnn-parameters": "test_structure_widgets.py::TestParameters::test_by_keyboard",
    "cnn-pooling": "test_pooling.py::test_by_keyboard_alone",
    "cnn-race": "test_keyboard.py::test_trials_are_refused_begun_and_stopped",
    "cnn-receptive-field": "test_structure_widgets.py::TestReceptiveField::test_by_keyboard",
    "cnn-residual": "test_structure_widgets.py::TestResidual::test_by_keyboard",
    "cnn-shapes": "test_structure_widgets.py::TestShapes::test_by_keyboard",
    "cnn-small-data": "test_keyboard.py::test_trials_are_refused_begun_and_stopped",
    "cnn-storage": "test_privacy.py::test_the_page_tells_all_that_is_kept_and_lets_go_of_it",
    "cnn-story": "test_story.py::test_by_buttons_and_without_motion",
    "digit-canvas": "test_lab_drawing.py::test_by_keyboard_on_the_grid_announced",
    "practice-question cell": "test_question_kinds.py::test_a_cell_is_found",
    "practice-question choice": "test_pages.py::test_a_choice_is_answered_with_its_reason",
    "practice-question number": "test_pages.py::test_a_number_is_answered_with_its_reason",
    "practice-question order": "test_question_kinds.py::test_things_are_put_in_order",
    "practice-question predict": "test_keyboard.py::test_a_prediction_is_put_to_the_test",
}


class Keyboard:
    """The Tab key, from the beginning of an element on, and what is pressed where it comes to."""

    def __init__(self, root: Locator) -> None:
        self.page, self.root = root.page, root
        root.scroll_into_view_if_needed()
        root.evaluate("(element) => { element.tabIndex = -1; element.focus(); }")

    def to(self, target: Locator) -> None:
        expect(target).to_be_enabled(timeout=BOOT_TIMEOUT)
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if target.evaluate("(element) => element === document.activeElement"):
                return
        pytest.fail(f"Tab never came to {target}")

    def press(self, name: str, key: str = "Enter") -> None:
        self.to(self.root.get_by_role("button", name=name, exact=True))
        self.page.keyboard.press(key)

    def type(self, field: Locator, text: str) -> None:
        self.to(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)


def ready(page: Page) -> None:
    """With all that there can be: code comes near the window, and some of it waits for the lab."""
    names: list[str] = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("main *")].map(({ localName }) => localName))]
          .filter((name) => name.includes("-") && !name.includes("annotation"))"""
    )
    for name in names:
        page.locator(name).evaluate_all("(all) => { for (const one of all) one.scrollIntoView(); }")
        expect(page.locator(f"{name}:not(:defined)")).to_have_count(0)
    for view in VIEWS:
        page.locator(f"cnn-{view}").scroll_into_view_if_needed()
        expect(page.locator(f"cnn-{view}")).to_have_attribute("data-state", "ready", timeout=BOOT_TIMEOUT)
    expect(page.locator("main [data-part=learn]:disabled")).to_have_count(0)
    expect(page.locator("practice-question:not([data-live])")).to_have_count(0)


def test_tab_comes_to_every_control_in_order_and_into_view(gallery: WarmPage) -> None:
    page = gallery.fresh("cnn-pooling")
    page.emulate_media(reduced_motion="reduce")  # so that it scrolls at once
    ready(page)
    page.evaluate(TAB_STOPS)
    page.evaluate("tabStops.begin()")
    stops = 0
    faults: list[str] = []
    while stops < TOO_MANY:
        page.keyboard.press("Tab")
        came = page.evaluate("tabStops.came()")
        if came["isAtEnd"]:
            break
        faults += came["faults"]
        stops += 1
    page.emulate_media(reduced_motion="no-preference")
    assert faults == []
    assert 200 < stops < TOO_MANY


@pytest.mark.parametrize("element", ["cnn-ladder", "cnn-race", "cnn-depth", "cnn-controls", "cnn-small-data"])
def test_trials_are_refused_begun_and_stopped(gallery: WarmPage, element: str) -> None:
    widget = WidgetDriver.on(gallery.fresh(element), element)
    keyboard = Keyboard(widget.root)
    page, seeds = widget.page, widget.field("Seeds")
    if element == "cnn-race":
        keyboard.type(widget.field("To get right"), "99")  # which takes longer
    keyboard.type(seeds, "1")
    page.keyboard.press("Enter")
    expect(widget.error("seeds")).to_contain_text("1 is too small")
    expect(seeds).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(seeds.get_attribute("data-maximum") or "")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # The focus is at Stop now.
    expect(widget.status).to_contain_text(re.compile("^Stopped"), timeout=BOOT_TIMEOUT)
    expect(widget.part("start")).to_be_focused()
    expect(widget.part("stop")).to_be_hidden()


def test_views_of_a_lab(gallery: WarmPage) -> None:
    page = gallery.fresh("cnn-lab, cnn-backward, cnn-excites, cnn-occlusion, cnn-mistakes")
    backward = WidgetDriver.on(page, "cnn-backward")
    expect(backward.root).to_have_attribute("data-state", "ready", timeout=BOOT_TIMEOUT)
    keyboard = Keyboard(backward.root)
    keyboard.press("One layer back")
    for stage in range(2, 10):
        expect(backward.part("stage-title")).to_contain_text(f"{stage} of 9: ")
        expect(backward.button("Begin again" if stage == 9 else "One layer back")).to_be_focused()
        page.keyboard.press("Enter")
    expect(backward.part("stage-title")).to_contain_text("1 of 9: ")
    expect(backward.button("One layer back")).to_be_focused()
    keyboard.press("All the way back")
    expect(backward.part("stage-title")).to_contain_text("9 of 9: ")
    expect(backward.button("Begin again")).to_be_focused()

    mistakes = WidgetDriver.on(page, "cnn-mistakes")
    lab = LabDriver.on(page)
    Keyboard(mistakes.root).press("Let it learn")
    expect(lab.root).to_have_attribute("data-step", re.compile(r"^[1-9]\d\d"), timeout=BOOT_TIMEOUT)
    expect(mistakes.button("Let it rest")).to_be_focused()
    page.keyboard.press("Enter")
    lab.expect_state("paused")
    expect(mistakes.root).to_have_attribute("data-step", str(lab.step))
    expect(mistakes.part("summary")).to_contain_text(f"at step {lab.step:,}.")

    excites = WidgetDriver.on(page, "cnn-excites")
    expect(excites.root).to_have_attribute("data-step", str(lab.step))
    Keyboard(excites.root).press("Filter 3")
    expect(excites.status).to_contain_text("Filter 3. ")
    page.keyboard.press("ArrowLeft")
    expect(excites.button("Filter 2")).to_be_focused()
    expect(excites.status).to_contain_text("Filter 2. ")

    cover = WidgetDriver.on(page, "cnn-occlusion")
    expect(cover.root).to_have_attribute("data-step", str(lab.step))
    keyboard = Keyboard(cover.root)
    keyboard.press("Another sketch", "Space")
    expect(cover.status).to_contain_text("Uncovered, it says")
    keyboard.to(cover.field("Size of the square"))
    page.keyboard.press("Home")
    expect(cover.part("window-text")).to_have_text("2 × 2")
    keyboard = Keyboard(cover.root)
    keyboard.to(cover.root.get_by_role("application"))
    for _ in range(7):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(cover.part("here")).to_contain_text("Covered at row 2, column 1: ")


def test_code_is_written_run_and_left(gallery: WarmPage) -> None:
    page = gallery.fresh("cnn-code, cnn-exercise")
    cell = CodeDriver(page, page.locator("cnn-code").first)
    keyboard = Keyboard(cell.root)
    keyboard.to(cell.button("Edit"))
    page.keyboard.press("Enter")
    expect(cell.editor).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("6 * 7")
    page.keyboard.press("Shift+Enter")
    cell.expect_said("Done in")
    expect(cell.output).to_have_text("42\n")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(cell.editor).not_to_be_focused()
    assert cell.source == "6 * 7", "no Tab was typed"
    expect(cell.button("Run")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(cell.editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(cell.editor).not_to_be_focused()
    assert cell.source == "6 * 7"
    keyboard.to(cell.button("Back to the original"))
    page.keyboard.press("Enter")
    cell.expect_said("original again")
    expect(cell.button("Run")).to_be_focused()

    exercise = CodeDriver(page, page.locator("cnn-exercise").first)
    keyboard = Keyboard(exercise.root)
    keyboard.to(exercise.button("Check"))
    page.keyboard.press("Enter")
    exercise.expect_said("of 4 tests pass")
    expect(exercise.button("Check")).to_be_focused()
    keyboard.to(exercise.root.locator("summary").first)
    page.keyboard.press("Enter")
    expect(exercise.root.locator("details").first.locator("li").first).to_be_visible()
    keyboard = Keyboard(exercise.root)
    keyboard.to(exercise.button("Edit"))
    page.keyboard.press("Enter")
    expect(exercise.editor).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(SOLUTION)
    page.keyboard.press("Shift+Enter")
    exercise.expect_said("All tests pass")


def test_a_digit_is_written_named_kept_and_deleted(gallery: WarmPage) -> None:
    page = gallery.fresh("cnn-lab, cnn-collection")
    mine = WidgetDriver.on(page, "cnn-collection")
    tiles = mine.part("tiles").get_by_role("button")
    keyboard = Keyboard(mine.root)
    expect(mine.button("Keep it")).to_be_enabled()
    for count in (1, 2):
        keyboard = Keyboard(mine.root)
        keyboard.to(mine.root.get_by_label("Write a digit to keep"))
        page.keyboard.press("Space")
        for _ in range(5):
            page.keyboard.press("Shift+ArrowDown")
        keyboard.to(mine.root.get_by_role("radio", checked=True))
        page.keyboard.press("ArrowRight" if count == 1 else "ArrowLeft")
        keyboard.press("Keep it")
        expect(tiles).to_have_count(count)
    expect(mine.status).to_have_text(re.compile(r"^Kept a 3, 2 in all\."))
    expect(mine.part("summary")).to_contain_text("of 2 right", timeout=BOOT_TIMEOUT)
    keyboard.to(mine.root.get_by_role("button", name="Delete this 3"))
    page.keyboard.press("Enter")
    expect(tiles).to_have_count(1)
    expect(mine.root.get_by_role("button", name="Delete this 1")).to_be_focused()
    keyboard.press("Delete all")
    expect(tiles).to_have_count(0)
    expect(mine.button("Bring back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tiles).to_have_count(1)
    expect(mine.button("Save as a file")).to_be_focused()


def test_a_prediction_is_put_to_the_test(gallery: WarmPage) -> None:
    page = gallery.fresh("practice-question")
    asked = page.locator("practice-question[data-kind=predict]").first
    keyboard = Keyboard(asked)
    keyboard.press("14")
    keyboard.press("Compute, and see")
    expect(asked.get_by_role("status")).to_contain_text("Not quite.", timeout=BOOT_TIMEOUT)
    again = asked.get_by_role("button", name="Start again")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked.get_by_role("button", name="14")).to_be_focused()
    expect(asked.get_by_role("button", name="Compute, and see")).to_be_disabled()
    keyboard.press("12", "Space")
    keyboard.press("Compute, and see", "Space")
    expect(asked.get_by_role("status")).to_contain_text("Right.", timeout=BOOT_TIMEOUT)


def test_every_widget_is_used_by_keyboard_somewhere(dist: Path) -> None:
    page = (dist / "gallery/index.html").read_text("utf-8")
    main = page[page.index("<main") : page.index("</main>")]
    others = {"annotation-xml", "page-contents", "practice-question"}
    elements = set(re.findall(r"<([a-z]+(?:-[a-z]+)+)\b", main)) - others
    kinds = {
        f"practice-question {kind}" for kind in re.findall(r'<practice-question [^>]*data-kind="(\w+)"', main)
    }
    assert BY_KEYBOARD.keys() == elements | kinds
    for named in set(BY_KEYBOARD.values()):
        file, *names = named.split("::")
        text = (HERE / file).read_text("utf-8")
        body: list[ast.stmt] = ast.parse(text).body
        for name in names:
            (found,) = [
                node
                for node in body
                if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name
            ]
            body = found.body
        assert re.search(r"keyboard|\.press\(", ast.get_source_segment(text, found) or ""), named
