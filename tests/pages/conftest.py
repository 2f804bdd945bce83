"""Small projects to build: the real site and library, with lessons of a test's own."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from builder.building import ROOT
from builder.formulas import Formulas
from builder.lessons import UnderstoodCourse, understand
from builder.problems import BuildError
from tests.conftest import WORKER

SHARED = ("LICENSE", "NOTICE", "cnn_core", "node_modules", "pyproject.toml", "site")

FRONT = """\
---
title: Edges
slug: edges
order: 1
summary: What an edge is.
minutes: 5
---
"""


class Project:
    """A folder with lessons/, and links to all else that a build needs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "lessons").mkdir(parents=True)
        for name in SHARED:
            (root / name).symlink_to(ROOT / name)

    def write(self, name: str, text: str) -> None:
        path = self.root / "lessons" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def lesson(self, body: str, front: str = FRONT) -> None:
        """Write lessons/edges.md; the body's first line is line 8."""
        self.write("edges.md", front + dedent(body))

    def understand(self) -> UnderstoodCourse:
        return understand(self.root, Formulas(self.root))

    def problems(self) -> list[str]:
        """What the build says is wrong, one line each."""
        try:
            self.understand()
        except BuildError as error:
            return str(error).splitlines()
        return []


@pytest.fixture(scope="session", autouse=True)
def _one_build_at_first(request: pytest.FixtureRequest) -> None:
    """It fetches and compiles the runtime where none is kept yet: for all processes, once."""
    if WORKER:
        request.getfixturevalue("dist")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def second_lesson() -> Callable[..., str]:
    """The text of another lesson, with lines of its front matter replaced."""

    def text(**changed: str) -> str:
        values = {"title": "Corners", "slug": "corners", "order": "2", "summary": "More.", "minutes": "5"}
        lines = [f"{key}: {value}" for key, value in (values | changed).items()]
        return "\n".join(["---", *lines, "---", "", "## A corner", ""])

    return text
