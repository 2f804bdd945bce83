"""An exercise: code to be written, held to tests that run in the page."""

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from builder.highlight import highlight
from builder.widgets.base import Markdown, Site, Widget

FOLDER = "lessons/exercises"


class Exercise(Widget):
    """`name` is that of its folder in lessons/exercises/, which has starter.py, solution.py and tests.py."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: str
    prompt: Markdown
    hints: tuple[Markdown, ...] = ()
    why: Markdown | None = None

    def context(self, site: Site) -> dict[str, Any]:
        texts = read_exercise(site.root / FOLDER / self.name)
        return {
            "starter": texts.starter,
            "tests": texts.tests,
            "wanted": texts.wanted,
            "starter_code": highlight(texts.starter, "python"),
            "solution_code": highlight(texts.solution, "python"),
        }


@dataclass(frozen=True)
class Texts:
    """The files of an exercise; `wanted` is what each of its tests wants."""

    starter: str
    solution: str
    tests: str
    wanted: list[str]


def read_exercise(folder: Path) -> Texts:
    """Read an exercise's files.

    Raises:
        ValueError: one is missing or can't be read, or a test doesn't say what it wants.
    """
    starter, solution, tests = (_text(folder / name) for name in ("starter.py", "solution.py", "tests.py"))
    wanted = []
    for node in _parsed(tests, folder / "tests.py").body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            said = ast.get_docstring(node)
            if not said:
                raise ValueError(
                    f"{node.name} in {FOLDER}/{folder.name}/tests.py lacks a docstring: what does it want?"
                )
            wanted.append(said.split("\n")[0])
    return Texts(starter, solution, tests, wanted)


def _text(path: Path) -> str:
    if not path.is_file():
        raise ValueError(f"there is no {path.name} in {FOLDER}/{path.parent.name}")
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"{FOLDER}/{path.parent.name}/{path.name} is not UTF-8 text") from None


def _parsed(code: str, path: Path) -> ast.Module:
    try:
        return ast.parse(code)
    except SyntaxError as error:
        where = f"{FOLDER}/{path.parent.name}/{path.name}:{error.lineno or 1}"
        raise ValueError(f"{where}: not Python: {error.msg}") from None
