"""All lessons understood: their documents, and the links between them."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from builder.assets import Assets
from builder.course import Lesson, Planned, read_course
from builder.document import Document, Formula
from builder.expressions import Expressions
from builder.figures import NAMESPACE
from builder.formulas import Formulas
from builder.problems import Problems, suggestion
from builder.widgets import Site

LESSON_ROOT = "../../"


@dataclass(frozen=True)
class Understood:
    """A lesson and what its markdown means."""

    lesson: Lesson
    document: Document
    tokens: list[Token]

    @property
    def slug(self) -> str:
        return self.lesson.front.slug


@dataclass(frozen=True)
class UnderstoodCourse:
    lessons: list[Understood]
    planned: list[Planned]


def lesson_url(slug: str, root: str) -> str:
    return f"{root}lessons/{slug}/"


def understand(root: Path, formulas: Formulas) -> UnderstoodCourse:
    """Read all lessons, check everything in them, and have their formulas set.

    Raises:
        BuildError: with all that is wrong in any of them.
    """
    problems = Problems()
    course = read_course(root / "lessons", root, problems)
    found: list[Understood] = []
    figures, site = Expressions(NAMESPACE), Site(root)
    for lesson in course.lessons:
        document = Document(lesson.file, problems, figures, site)
        found.append(Understood(lesson, document, document.parse(lesson.body, lesson.body_line)))
    by_path = {one.lesson.path.resolve(): one for one in found}
    for one in found:
        for token, line in one.document.links:
            _resolve_link(one, token, line, by_path)
        for token, line in one.document.images:
            path = _beside(one, str(token.attrs["src"]))
            if path is None or not path.is_file():
                said = f"there is no image {token.attrs['src']!r} beside the lesson"
                one.document.problem(line, said)
    _set_formulas(formulas, [one.document for one in found])
    problems.raise_any()
    return UnderstoodCourse(found, course.planned)


def _set_formulas(formulas: Formulas, documents: list[Document]) -> None:
    refused: dict[Formula, str] = {}
    formulas.render((formula for document in documents for formula in document.formulas), refused)
    for document in documents:
        for formula in document.formulas.keys() & refused.keys():
            said = f"temml can't set ${formula.tex}$: {refused[formula]}"
            document.problem(document.formulas[formula], said)


def place_images(one: Understood, assets: Assets) -> None:
    """Copy the lesson's pictures, and point at the copies."""
    for token, _ in one.document.images:
        path = _beside(one, str(token.attrs["src"]))
        assert path is not None
        token.attrSet("src", LESSON_ROOT + assets.copy(path))


def _beside(one: Understood, address: str) -> Path | None:
    """The file of a relative address, if it is inside the lessons' folder."""
    parts = urlsplit(address)
    folder = one.lesson.path.parent.resolve()
    path = (folder / unquote(parts.path)).resolve()
    local = not parts.scheme and not parts.netloc and not parts.path.startswith("/")
    return path if local and path.is_relative_to(folder) else None


def _resolve_link(one: Understood, token: Token, line: int, by_path: dict[Path, Understood]) -> None:
    """Check a link's target; one to another lesson's file becomes one to its page."""
    address = str(token.attrs["href"])
    parts = urlsplit(address)
    problem = one.document.problem
    if parts.scheme in ("http", "https", "mailto"):
        return
    if address.startswith("#"):
        target: Understood | None = one
    else:
        path = _beside(one, address)
        target = by_path.get(path or Path())
        if target is None and path and path.suffix == ".md" and path.exists():
            return  # a lesson whose own problem is told
    if target is None:
        names = [x.lesson.path.name for x in by_path.values()]
        expected = (
            "expected https://…, #section of this page, or another lesson's file, such as lesson.md#section"
        )
        problem(line, f"broken link {address!r}{suggestion(parts.path, names)}: {expected}")
        return
    anchor = unquote(parts.fragment)
    if anchor and anchor not in target.document.anchors:
        there = sorted(target.document.anchors)
        problem(
            line, f"broken link {address!r}: {target.lesson.file} has no #{anchor}{suggestion(anchor, there)}"
        )
    if parts.path:
        token.attrSet("href", lesson_url(target.slug, LESSON_ROOT) + (f"#{parts.fragment}" if anchor else ""))
