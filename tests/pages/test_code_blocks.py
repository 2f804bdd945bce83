"""The Python in the lessons runs, and gives what the comments beside it say."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder.building import ROOT
from cnn_core.live.execution import fresh_names

LESSONS = sorted((ROOT / "lessons").glob("*.md"))
BLOCK = re.compile(r"^```python(?: live(?: lab=\S+)?)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CLAIM = re.compile(r"^(?P<expression>\S.*?) {2,}# (?P<value>[\[(\d\"'].*|True|False)$")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_code_in_a_lesson_is_true(lesson: Path) -> None:
    """Its blocks run one after the other; `expression    # value` on a line of its own is a claim."""
    names: dict[str, Any] = fresh_names()
    for block in BLOCK.findall(lesson.read_text("utf-8")):
        exec(compile(block, str(lesson), "exec"), names)
        for line in block.splitlines():
            if (claim := CLAIM.match(line)) and not re.match(r"[\w., ]+ =(?!=)", line):
                found = eval(claim["expression"], names)
                expected = eval(claim["value"], {"array": np.array})
                assert found == expected, line
