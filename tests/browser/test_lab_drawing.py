"""Drawing in the lab: by mouse, finger and keyboard; what the network sees of it and says to it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab_driver import DIGITS, LabDriver
from tests.browser.warm_pages import WarmPage


@pytest.fixture
def lab(lesson: WarmPage) -> LabDriver:
    lab = LabDriver.on(lesson.fresh("cnn-lab"))
    lab.field("Speed").fill("6")  # 500 steps a second
    lab.train_beyond(3)
    return lab


def test_draws_a_0_1_2_and_3_and_gets_each_right(lab: LabDriver) -> None:
    for digit in (0, 1, 2, 3):
        lab.button("Clear").click()
        lab.expect_prediction("")
        lab.draw(DIGITS[digit])
        lab.expect_prediction(digit)
        expect(lab.part("answer")).to_contain_text(f"It says {digit}")
        expect(lab.root.locator(f'[data-digit="{digit}"][data-best]')).to_be_visible()


def test_a_digit_it_does_not_know_is_answered_all_the_same(lab: LabDriver) -> None:
    lab.draw(DIGITS[7])
    expect(lab.root).to_have_attribute("data-prediction", re.compile("^[0123]$"))
    expect(lab.root).to_contain_text("the only digits it knows. Then a 7: it has to answer with one of these")


def test_an_empty_surface_predicts_nothing_and_undo_takes_back(lab: LabDriver) -> None:
    lab.pause()
    expect(lab.part("answer")).to_have_text("Nothing drawn, so it predicts nothing.")
    lab.draw(DIGITS[1])
    lab.expect_prediction(1)
    lab.draw([[(0.1, 0.1), (0.9, 0.1)]])
    lab.button("Undo").click()
    lab.expect_prediction(1)
    lab.button("Clear").click()
    lab.expect_prediction("")
    lab.surface.press("Control+z")
    lab.expect_prediction(1)
    lab.button("Clear").press("Control+z")
    lab.expect_prediction("")


def test_the_drawing_is_read_anew_while_training(lab: LabDriver) -> None:
    """Random weights are in doubt about it; the doubt goes while nothing is touched but Train."""
    lab.draw(DIGITS[2])
    lab.pause()
    lab.button("Reset").click()
    expect(lab.part("answer")).to_contain_text(re.compile(r", [2-5]\d % sure"))
    lab.button("Train").click()
    expect(lab.part("answer")).to_contain_text(re.compile(r"It says 2, (over 99|[7-9]\d) %"), timeout=60_000)


def test_by_keyboard_on_the_grid_announced(lab: LabDriver) -> None:
    """The cursor begins in row 2, column 4: a 1 is five squares down."""
    lab.surface.focus()
    status = lab.root.locator("digit-canvas").get_by_role("status")
    lab.surface.press("ArrowRight")
    expect(status).to_have_text("Row 2, column 5, empty")
    lab.surface.press(" ")
    expect(status).to_have_text("Row 2, column 5, ink")
    for _ in range(5):
        lab.surface.press("Shift+ArrowDown")
    expect(status).to_have_text("Row 7, column 5, ink")
    lab.expect_prediction(1)
    lab.surface.press("Enter")
    expect(status).to_have_text("Row 7, column 5, empty")
    lab.surface.press("Delete")
    lab.expect_prediction("")
