"""What the tests try, with counts, for the table in CONTRIBUTING.md: `python -m tests.tried` writes it.

The counts are taken from the tests themselves. The table may state fewer than there are, since tests are
added, but never more: tests/pages/test_tried.py.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import readme
from tests.browser import (
    elsewhere,
    test_engines,
    test_every_page,
    test_keyboard,
    test_leaving,
    test_page_faults,
    test_release,
    test_runtime_faults,
    test_storage_faults,
)
from tests.browser.faults import KINDS
from tests.pages import (
    test_any_lesson,
    test_any_widget,
    test_faulty_files,
    test_faulty_lessons,
    test_interrupted_builds,
)

ROOT = Path(__file__).parents[1]
PLACE = ROOT / "CONTRIBUTING.md"
HEAD = ("what is tried", "how many", "where")


@dataclass(frozen=True)
class Row:
    what: str
    count: int
    where: str

    @property
    def cells(self) -> tuple[str, str, str]:
        return self.what, f"{self.count:,}", f"`{self.where}`"


def rows(dist: Path) -> list[Row]:
    """All that is tried; `dist` is the built site."""
    files = test_runtime_faults.runtime_files(dist)
    return [
        Row("lessons, in Firefox and in WebKitGTK", 2 * len(test_engines.PATHS), _where(test_engines)),
        Row(
            "ways out of a page and out of Python, each in Chromium, Firefox and WebKitGTK",
            len(re.findall(r"^ {4}\w+: \(url\)", elsewhere.IN_A_PAGE, re.M))
            + 1  # a form
            + len(re.findall(r'^ {4}"\w+": ', elsewhere.IN_PYTHON, re.M)),
            _where(test_leaving),
        ),
        Row(
            "pages, each for readers who enlarge, space out, touch, tab, or want no motion",
            len(test_every_page.ADDRESSES),
            _where(test_every_page),
        ),
        Row(
            "widgets and kinds of question, each used by the keyboard",
            len(test_keyboard.BY_KEYBOARD),
            _where(test_keyboard),
        ),
        Row(
            f"files of the runtime, each {_listed(KINDS)}",
            len(files) * (len(KINDS) - 1) + 1,  # all are slow at once
            _where(test_runtime_faults),
        ),
        Row(
            "scripts and styles that a page's head names, missing, truncated, broken or damaged",
            sum(
                not file.startswith("chunk.") for file, _ in test_page_faults.cases(dist)
            ),  # and what they share
            _where(test_page_faults),
        ),
        Row(
            "moments at which a worker dies, in each of three ways",
            _moments(),
            "tests/pages/js/worker-deaths.test.js",
        ),
        Row(
            "storage closed, full, or with damaged data under each name",
            len(test_storage_faults.NAMES) + len(test_storage_faults.DAMAGED) + 1,
            _where(test_storage_faults),
        ),
        Row("updates and lost servers in mid-visit", 2, _where(test_release)),
        Row(
            "malformed lessons, front matters and files, written by hand",
            len(test_faulty_lessons.FRONT_MATTER)
            + len(test_faulty_lessons.BODIES)
            + len(test_faulty_files.FAULTS),
            _where(test_faulty_lessons),
        ),
        Row(
            "lessons and widgets made by Hypothesis, each run",
            sum(map(_examples, _properties(test_any_lesson) + _properties(test_any_widget))),
            _where(test_any_widget),
        ),
        Row(
            "builds killed, without room, or on a full disk",
            len(test_interrupted_builds.MOMENTS)
            + len(test_interrupted_builds.ROOM)
            + len(test_interrupted_builds.NTH),
            _where(test_interrupted_builds),
        ),
    ]


def table(dist: Path) -> str:
    lines = [HEAD, ("---", "---:", "---"), *(row.cells for row in rows(dist))]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def stated() -> dict[str, int]:
    """The counts in the table, by what is tried."""
    text = PLACE.read_text("utf-8").partition("<!-- tried -->")[2].partition("<!-- /tried -->")[0]
    return {
        what: int(count.replace(",", ""))
        for what, count in re.findall(r"^\| (.+?) \| ([\d,]+) \|", text, re.M)
    }


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _where(module: Any) -> str:
    return Path(inspect.getfile(module)).relative_to(ROOT).as_posix()


def _moments() -> int:
    text = (ROOT / "tests/pages/js/worker-deaths.test.js").read_text("utf-8")
    found = re.search(r"^const MOMENTS = (\d+);", text, re.M)
    assert found
    return 3 * int(found[1])


def _properties(module: Any) -> list[Callable[..., Any]]:
    return [test for test in vars(module).values() if hasattr(test, "hypothesis")]


def _examples(test: Any) -> int:
    return int(test._hypothesis_internal_use_settings.max_examples)


if __name__ == "__main__":
    readme.put("tried", table(ROOT / "dist"), PLACE)
