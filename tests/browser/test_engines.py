"""The main path of every lesson in Firefox and WebKit: it loads, trains or computes; one draws, one answers.

In Chromium, the tests of each lesson go further; this one is about what engines differ in.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Playwright

from builder.building import ROOT
from tests.browser.engine_drivers import Driver, driving
from tests.browser.engines import FIREFOX, WEBKIT
from tests.browser.lab_driver import DIGITS
from tests.browser.reader import ATTRIBUTE, Reader

# Which of a question's answers has a verdict: -1 as long as none has.
VERDICT = """(selector, verdict) =>
  [...document.querySelector(selector).querySelectorAll(".answers [data-reason]")]
    .findIndex(({ dataset }) => dataset.reason === verdict)"""


def learns(reader: Reader, accuracy: float) -> None:
    """The lab learns, until it gets this many of the held-out sketches right."""
    reader.press("cnn-lab [data-part=train]")
    reader.expect_attribute("cnn-lab", "data-test-accuracy", lambda text: float(text or 0) >= accuracy)


def writes(reader: Reader, digit: str) -> None:
    """It reads a 1, at the latest when it has learned some more; then it rests."""
    reader.draw("cnn-lab digit-canvas canvas", *DIGITS[1][0])
    reader.expect_attribute("cnn-lab", "data-prediction", re.compile(digit).fullmatch)
    reader.expect("cnn-lab [data-part=answer]", "It says")
    reader.press("cnn-lab [data-part=pause]")
    reader.expect_attribute("cnn-lab", "data-state", "paused".__eq__)


def why_convolutions(reader: Reader) -> None:
    reader.draw("cnn-equivariance [data-part=field]", (0.35, 0.35), (0.5, 0.5), (0.65, 0.65))
    reader.expect("cnn-equivariance [data-part=status]", "Moved 6 down and 6 right. The map moved along")
    reader.press("[data-kind=predict] button.prediction")
    reader.press("[data-kind=predict] .question-actions button")
    reader.expect("[data-kind=predict] [role=status]", r"it reads [\d.]+ % of others")


def convolution_by_hand(reader: Reader) -> None:
    reader.press("cnn-convolution [data-part=next]")
    reader.expect("cnn-convolution [data-part=status]", "Position 2 of 9")
    reader.enter("cnn-convolution [aria-label='Input, row 1, column 3']", "9")
    reader.press("cnn-convolution [data-part=scrub]", at=(0.01, 0.5))
    reader.expect("cnn-convolution [data-part=status]", "Position 1 of 9.*: the sum is 13")


def pooling_and_receptive_fields(reader: Reader) -> None:
    reader.enter("cnn-pooling [aria-label='Feature map, row 1, column 1']", "9")
    reader.expect("cnn-pooling [data-part=output] td", "^9$")
    reader.press("cnn-pooling [data-move=right]", 1)
    reader.expect("cnn-pooling [data-part=moved]", "not one number of the output", 1)
    reader.press("[data-kind=predict] button.prediction")
    reader.press("[data-kind=predict] .question-actions button")
    reader.expect("[data-kind=predict] [role=status]", "reach 8 pixels across")


def convolutional_networks(reader: Reader) -> None:
    learns(reader, 0.9)
    writes(reader, "1")


def backpropagation(reader: Reader) -> None:
    learns(reader, 0.8)
    writes(reader, "1")
    reader.press("cnn-backward [data-part=all]")
    reader.expect_count("cnn-backward .term", 36)


def the_shape_of_a_network(reader: Reader) -> None:
    reader.press("cnn-story [data-part=train]")
    reader.expect("cnn-story [data-part=status]", r"400 of 400 steps: \d\d\.\d %")
    reader.press("cnn-story [data-part=another]")
    reader.expect("cnn-story [data-part=status]", r"^A \d\. The network says \d")


def what_layers_find(reader: Reader) -> None:
    learns(reader, 0.5)
    writes(reader, r"\d")


def reading_accuracy(reader: Reader) -> None:
    learns(reader, 0.5)
    writes(reader, r"\d")
    reader.expect_count("cnn-confusion tbody tr", 10)


def deeper_networks(reader: Reader) -> None:
    """Its shallowest networks, until they get half of the sketches they train on right."""
    reader.press("cnn-depth [data-part=depth]", at=(0.01, 0.5))
    reader.expect("cnn-depth [data-part=depth-text]", "^6 layers")
    reader.press("cnn-depth [data-part=start]")
    reader.expect_attribute("cnn-depth [data-part=plain-lines] polyline", "points", half_right)
    reader.press("cnn-depth [data-part=stop]")
    reader.expect("cnn-depth [data-part=status]", "^Stopped after")
    reader.press("cnn-residual [role=switch]")
    reader.expect("cnn-residual tr[data-key=out] .residual-forward", "= 0.045")


def half_right(points: str) -> bool:
    """A line goes down from 100: 100 less what it gets right, in percent."""
    return any(float(point.split(",")[1]) < 50 for point in points.split())


def color_images(reader: Reader) -> None:
    learns(reader, 0.3)
    writes(reader, r"\d")


PATHS = (
    why_convolutions,
    convolution_by_hand,
    pooling_and_receptive_fields,
    convolutional_networks,
    backpropagation,
    the_shape_of_a_network,
    what_layers_find,
    reading_accuracy,
    deeper_networks,
    color_images,
)


def answers(reader: Reader) -> None:
    """A choice wrong, then right; a number, typed."""
    asked = "practice-question[data-kind=choice]"
    for verdict, said in (("wrong", "Not quite."), ("right", "Right.")):
        option = reader.until("an option", lambda n: n >= 0, VERDICT, asked, verdict)
        reader.press(f"{asked} button.option", option)
        reader.expect(f"{asked} [role=status]", said)
    asked = "practice-question[data-kind=number]"
    number = reader.until("an answer", bool, ATTRIBUTE, asked, "data-answer")
    reader.enter(f"{asked} input", number)
    reader.expect(f"{asked} [role=status]", "Right.")


@pytest.fixture(scope="module", params=[FIREFOX, WEBKIT], ids=lambda engine: engine.name)
def driver(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Driver]:
    """One browser for all lessons."""
    with driving(request.param, request.param.programs_or_skip(), playwright) as driver:
        yield driver


def test_every_lesson_has_its_path() -> None:
    names = {path.__name__.replace("_", "-") for path in PATHS}
    assert names == {file.stem for file in (ROOT / "lessons").glob("*.md")}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_main_path(driver: Driver, url: str, path: Callable[[Reader], None]) -> None:
    reader = Reader(driver, url)
    reader.open(f"lessons/{path.__name__.replace('_', '-')}/")
    path(reader)
    answers(reader)
    assert reader.complaints == []
