"""Every exercise: its solution passes, its starter does not, and typical mistakes are told apart."""

from pathlib import Path
from typing import Any

import pytest

from cnn_core.live.exercises import try_exercise

FOLDER = Path(__file__).parents[2] / "lessons/exercises"
NAMES = sorted(path.name for path in FOLDER.iterdir())
WRONG = sorted(FOLDER.glob("*/wrong/*.py"))


def attempt(source: Path) -> dict[str, Any]:
    folder = FOLDER / source.relative_to(FOLDER).parts[0]
    told: list[dict[str, Any]] = []
    return try_exercise(source.read_text("utf-8"), (folder / "tests.py").read_text("utf-8"), told.append)


def complaints(tried: dict[str, Any]) -> list[str]:
    return [result["detail"] for result in tried["results"] if not result["passed"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_and_the_starter_does_not(name: str) -> None:
    solved = attempt(FOLDER / name / "solution.py")
    assert solved["error"] is None
    assert complaints(solved) == []
    begun = attempt(FOLDER / name / "starter.py")
    assert begun["error"] is None
    assert complaints(begun) != []


@pytest.mark.parametrize("path", WRONG, ids=lambda path: f"{path.parts[-3]}, {path.stem}")
def test_a_typical_mistake_is_told(path: Path) -> None:
    """The first complaint is about it: what follows may follow from it."""
    expected = path.read_text("utf-8").splitlines()[0].removeprefix("# expected: ")
    said = complaints(attempt(path))
    assert expected in said[0]


@pytest.mark.parametrize("name", NAMES)
def test_there_are_typical_mistakes(name: str) -> None:
    assert len([path for path in WRONG if path.parts[-3] == name]) >= 3


def test_code_that_cannot_run_or_lost_its_function() -> None:
    tests = (FOLDER / "add-a-filter/tests.py").read_text("utf-8")
    broken = try_exercise("import sys\nsys.exit()", tests, print)
    assert broken["error"]["type"] == "SystemExit"
    assert broken["results"] == []
    lost = try_exercise("x = 1", tests, print)
    assert lost["results"][0]["detail"] == "There is no add_filter in your code any more."
