"""The lessons and the pages beside them as they are on disk, read and checked against one another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field

from builder.located import Located, Source, Strict, read
from builder.problems import BuildError, Problem, Problems, suggestion

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Slug = Annotated[str, Field(pattern=SLUG)]
Text = Annotated[str, Field(min_length=1)]
OUTLINE = "outline.yaml"
PAGES = "pages"
TAKEN = ("assets", "glossary", "lessons", "licenses", "map", "runtime")


class FrontMatter(Strict):
    """What stands on top of a lesson, between two lines of `---`."""

    title: Text
    slug: Slug
    order: Annotated[int, Field(ge=1)]
    summary: Text
    minutes: Annotated[int, Field(ge=1, le=600)]
    prerequisites: tuple[Slug, ...] = ()
    unlocks: tuple[Slug, ...] = ()


class PageFront(Strict):
    """What stands on top of a page that is no lesson."""

    title: Text
    slug: Slug
    summary: Text


class Planned(Strict):
    """A subject that lessons may name before it is written; with an order, it is a lesson to come."""

    slug: Slug
    title: Text
    order: Annotated[int, Field(ge=1)] | None = None
    summary: Text | None = None


class Outline(Strict):
    planned: tuple[Planned, ...] = ()


@dataclass(frozen=True)
class Neighbor:
    """A lesson as another page names it; `file` is None while it isn't written."""

    slug: str
    title: str
    file: str | None


Front = TypeVar("Front", FrontMatter, PageFront)


@dataclass(frozen=True)
class Written(Generic[Front]):
    """A markdown file: its front matter, and its body, which begins on line `body_line`.

    `folder` is lessons/, which its links and images don't leave.
    """

    path: Path
    folder: Path
    file: str
    front: Front
    lines: dict[tuple[str | int, ...], int]
    body: str
    body_line: int

    @property
    def address(self) -> str:
        """Of its page, as seen from the site's root."""
        return f"{self.front.slug}/"

    @property
    def root(self) -> str:
        """The site's root, as seen from its page."""
        return "../" * self.address.count("/")


@dataclass(frozen=True)
class Lesson(Written[FrontMatter]):
    """A lesson, and the lessons around it."""

    prerequisites: list[Neighbor] = field(default_factory=list)
    unlocks: list[Neighbor] = field(default_factory=list)

    @property
    def address(self) -> str:
        return lesson_address(self.front.slug)


@dataclass(frozen=True)
class SitePage(Written[PageFront]):
    """A page that is no lesson, such as the gallery of widgets."""


@dataclass(frozen=True)
class Course:
    """The lessons, in their order, those to come, and the pages that are none."""

    lessons: list[Lesson]
    planned: list[Planned]
    pages: list[SitePage]


def lesson_address(slug: str) -> str:
    return f"lessons/{slug}/"


def read_course(folder: Path, root: Path, problems: Problems) -> Course:
    """Every `*.md` that can be read as a lesson, or in pages/ as a page; what is wrong goes to `problems`."""
    paths = sorted(folder.glob("*.md"))
    lessons: list[Lesson] = []
    pages: list[SitePage] = []
    planned: tuple[Planned, ...] = ()
    for path in paths:
        with problems.collect():
            lessons.append(Lesson(**_read(path, folder, root, FrontMatter)))
    for path in sorted(folder.glob(f"{PAGES}/*.md")):
        with problems.collect():
            pages.append(SitePage(**_read(path, folder, root, PageFront)))
    outline = folder / OUTLINE
    if outline.exists():
        with problems.collect():
            planned = _read_outline(outline, outline.relative_to(root).as_posix())
    if not paths:
        problems.add(folder.relative_to(root).as_posix(), 0, "no lessons: expected at least one .md file")
    _check_names(folder, root, problems)
    lessons.sort(key=lambda lesson: (lesson.front.order, lesson.file))
    _check_unique(lessons, problems)
    _check_addresses(pages, problems)
    if len(lessons) == len(paths):
        _resolve_neighbors(lessons, planned, problems)
    written = {lesson.front.slug for lesson in lessons}
    return Course(lessons, [item for item in planned if item.slug not in written], pages)


def read_text(path: Path, file: str) -> str:
    """A source as text.

    Raises:
        BuildError: it is none, or can't be read.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        said = f"it can't be read: {error.strerror}; expected a file of text"
        raise BuildError([Problem(file, 1, said)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BuildError([Problem(file, line, "not UTF-8 text")]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(path: Path, folder: Path, root: Path, model: type[Front]) -> dict[str, Any]:
    """The fields of a `Written`."""
    file = path.relative_to(root).as_posix()
    text = read_text(path, file)
    match = re.match(r"---[ \t]*\n(.*?)^---[ \t]*$\n?", text, re.DOTALL | re.MULTILINE)
    if not match:
        said = "never closed: expected a line '---' below it" if text.startswith("---") else "missing"
        raise BuildError([Problem(file, 1, f"the front matter is {said}")])
    front = read(Source(file, 2, match[1], "the front matter"), model)
    return {
        "path": path,
        "folder": folder,
        "file": file,
        "front": front.value,
        "lines": front.lines,
        "body": text[match.end() :],
        "body_line": match[0].count("\n") + 1,
    }


def _read_outline(path: Path, file: str) -> tuple[Planned, ...]:
    found: Located[Outline] = read(Source(file, 1, read_text(path, file), "the outline"), Outline)
    seen: set[str] = set()
    for i, item in enumerate(found.value.planned):
        if item.slug in seen:
            line = found.line("planned", i, "slug")
            raise BuildError([Problem(file, line, f"slug {item.slug!r} is there twice")])
        seen.add(item.slug)
    return found.value.planned


def _check_names(folder: Path, root: Path, problems: Problems) -> None:
    """Of names that differ only by case, some file systems hold just one."""
    first: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        file = path.relative_to(root).as_posix()
        if (other := first.setdefault(file.casefold(), file)) != file:
            problems.add(file, 1, f"its name is {other}'s but for its case: expected another one")


def _check_unique(lessons: Iterable[Lesson], problems: Problems) -> None:
    for key in ("slug", "order"):
        first: dict[object, Lesson] = {}
        for lesson in lessons:
            value = getattr(lesson.front, key)
            if (other := first.setdefault(value, lesson)) is not lesson:
                problems.add(lesson.file, lesson.lines[key,], f"{key} {value!r} is already {other.file}'s")


def _check_addresses(pages: Iterable[SitePage], problems: Problems) -> None:
    first: dict[str, str] = dict.fromkeys(TAKEN, "the site")
    for page in pages:
        if (other := first.setdefault(page.front.slug, page.file)) != page.file:
            said = f"slug {page.front.slug!r} is already {other}'s"
            problems.add(page.file, page.lines["slug",], said)


def _resolve_neighbors(lessons: Iterable[Lesson], planned: Iterable[Planned], problems: Problems) -> None:
    known = {item.slug: Neighbor(item.slug, item.title, None) for item in planned}
    known |= {x.front.slug: Neighbor(x.front.slug, x.front.title, x.file) for x in lessons}
    for lesson in lessons:
        front = lesson.front
        lesson.prerequisites.extend(_neighbors(lesson, "prerequisites", front.prerequisites, known, problems))
        lesson.unlocks.extend(_neighbors(lesson, "unlocks", front.unlocks, known, problems))


def _neighbors(
    lesson: Lesson, key: str, slugs: tuple[str, ...], known: dict[str, Neighbor], problems: Problems
) -> Iterable[Neighbor]:
    for i, slug in enumerate(slugs):
        line = lesson.lines[key, i]
        if slug == lesson.front.slug:
            problems.add(lesson.file, line, f"a lesson can't be among its own {key}")
        elif slugs.index(slug) < i:
            problems.add(lesson.file, line, f"{slug!r} is there twice in {key}")
        elif slug in known:
            yield known[slug]
        else:
            problems.add(
                lesson.file,
                line,
                f"{key} names {slug!r}, which is neither a lesson nor planned in {OUTLINE}"
                f"{suggestion(slug, known)}",
            )
