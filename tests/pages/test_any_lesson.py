"""Whatever a lesson holds, the build either understands it or says what is wrong and where."""

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.building import ROOT
from builder.document import Formula
from builder.formulas import Formulas
from builder.lessons import understand
from builder.problems import BuildError
from tests.pages.conftest import FRONT, Project

LESSON = (ROOT / "lessons" / "convolutional-networks.md").read_text("utf-8").splitlines()

LINES = st.sampled_from(
    [
        *LESSON,
        *FRONT.splitlines(),
        ":::",
        "::::",
        ":::{note}",
        ":::{lab}",
        ":::{question}",
        ":::{source}",
        "```",
        "```python",
        "$$",
        "{{ 1 +",
        "{{ percent('x') }}",
        "[a](#b) ![](c)",
        "- a: &a [*a]",
        "? : |",
        "[^1]: x",
        "> :::{note}",
        "1. :::{goals}",
        "\ttab",
        "order: 2020-13-45",
        "# \u0000\ufeff\u202e𝟙",
    ]
)


class NoFormulas(Formulas):
    """Takes anything for TeX, at once."""

    def render(self, formulas: Iterable[Formula], refused: dict[Formula, str]) -> None:
        del formulas, refused


@pytest.fixture(scope="module")
def project() -> Iterable[Project]:
    with tempfile.TemporaryDirectory() as folder:
        yield Project(Path(folder) / "project")


def check(project: Project, text: str) -> None:
    project.write("edges.md", text)
    try:
        understand(project.root, NoFormulas(project.root))
    except BuildError as error:
        last = text.count("\n") + 2
        for line in str(error).splitlines():
            place = re.match(r"lessons/edges\.md:(\d+): ", line)
            assert place, line
            assert 1 <= int(place[1]) <= last


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES, max_size=30))
def test_any_lines(project: Project, lines: list[str]) -> None:
    check(project, FRONT + "\n".join(lines))


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=200), front=st.text(max_size=60))
def test_any_text(project: Project, text: str, front: str) -> None:
    check(project, text)
    check(project, f"---\n{front}\n---\n{text}")


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_main_lesson_with_a_few_lines_lost_or_changed(project: Project, data: st.DataObject) -> None:
    lines = list(LESSON)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + data.draw(st.integers(0, 3))] = data.draw(st.lists(LINES, max_size=2))
    check(project, "\n".join(lines))
