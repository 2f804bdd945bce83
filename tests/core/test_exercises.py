"""Every exercise: its solution passes, its starter does not, and typical mistakes are told apart."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cnn_core.live.exercises import try_exercise

FOLDER = Path(__file__).parents[2] / "lessons/exercises"
NAMES = sorted(path.name for path in FOLDER.iterdir())
MISTAKES = [
    (name, mistake)
    for name in NAMES
    for mistake in yaml.safe_load((FOLDER / name / "wrong.yaml").read_text("utf-8"))
]


def read(name: str, file: str) -> str:
    return (FOLDER / name / file).read_text("utf-8")


def attempt(name: str, source: str) -> dict[str, Any]:
    told: list[dict[str, Any]] = []
    return try_exercise(source, read(name, "tests.py"), told.append)


def complaints(tried: dict[str, Any]) -> list[str]:
    return [result["detail"] for result in tried["results"] if not result["passed"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_and_the_starter_does_not(name: str) -> None:
    solved = attempt(name, read(name, "solution.py"))
    assert solved["error"] is None
    assert complaints(solved) == []
    begun = attempt(name, read(name, "starter.py"))
    assert begun["error"] is None
    assert complaints(begun) != []


@pytest.mark.parametrize(
    ("name", "mistake"), MISTAKES, ids=[f"{name}, {mistake['name']}" for name, mistake in MISTAKES]
)
def test_a_typical_mistake_is_told(name: str, mistake: dict[str, str]) -> None:
    """The first complaint is about it: what follows may follow from it."""
    solution = read(mistake.get("solution_of", name), "solution.py")
    assert mistake.get("replace", "") in solution
    wrong = solution.replace(mistake["replace"], mistake["by"]) if "replace" in mistake else solution
    assert mistake["told"] in complaints(attempt(name, wrong))[0]


@pytest.mark.parametrize("name", NAMES)
def test_there_are_typical_mistakes(name: str) -> None:
    assert sum(one == name for one, _ in MISTAKES) >= 3


def test_code_that_cannot_run_or_lost_its_function() -> None:
    tests = (FOLDER / "add-a-filter/tests.py").read_text("utf-8")
    broken = try_exercise("import sys\nsys.exit()", tests, print)
    assert broken["error"]["type"] == "SystemExit"
    assert broken["results"] == []
    lost = try_exercise("x = 1", tests, print)
    assert lost["results"][0]["detail"] == "There is no add_filter in your code any more."
