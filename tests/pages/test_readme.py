"""The README's tables are those that were measured."""

import json
import re

import pytest

from tests.bench import readme
from tests.bench.boot import table as boot_table
from tests.bench.steps import table as steps_table
from tests.bench.steps.tasks import TASKS

RESULTS = readme.README.parent / "tests" / "bench" / "results"


def results(name: str) -> dict:
    return json.loads((RESULTS / name).read_text("utf-8"))


def place(name: str) -> str:
    found = re.search(f"<!-- {name} -->\n(.*)<!-- /{name} -->", readme.README.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_training_steps_are_those_measured_last():
    measured, shown = results("steps.json"), place("bench")
    assert steps_table.speeds(TASKS, measured) in shown
    assert steps_table.waits(TASKS, measured["waits_ms"]) in shown
    assert measured["conditions"]["date"] in shown


def test_the_start_is_the_one_measured_last():
    measured, shown = results("boot.json"), place("bench-boot")
    assert boot_table.times(measured) in shown
    assert measured["conditions"]["date"] in shown


def test_a_table_is_put_in_its_place_and_nowhere_else(tmp_path):
    file = tmp_path / "README.md"
    file.write_text("a\n<!-- one -->\nold\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\n")
    readme.put("one", "new", file)
    assert file.read_text() == "a\n<!-- one -->\n\nnew\n\n<!-- /one -->\nb\n<!-- two -->\n<!-- /two -->\n"
    with pytest.raises(ValueError, match="no place for three"):
        readme.put("three", "new", file)
