"""All lessons and pages understood: their documents, and the links between them."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token
from markupsafe import Markup

from builder.assets import Assets
from builder.course import Lesson, Planned, SitePage, Written, read_course
from builder.document import Document, Formula
from builder.expressions import Expressions
from builder.figures import NAMESPACE
from builder.formulas import Formulas
from builder.glossary import GLOSSARY, Glossary, Term, read_glossary
from builder.problems import Problems, one_of, suggestion
from builder.widgets import Site

# On a page they would not run; opened by themselves, SVG files are documents of the site like any other.
ACTIVE = re.compile(
    rb"<\s*(\w+:)?(script|foreignObject|iframe|handler)|\son\w+\s*=|javascript:|<!ENTITY", re.I
)

Kind = TypeVar("Kind", bound=Written[Any])
Source = TypeVar("Source", bound=Written[Any], covariant=True)


@dataclass(frozen=True)
class Understood(Generic[Source]):
    """A markdown file and what it means.

    `terms` are those of the glossary that it explains, as they come; `html` is what was made of it before, by
    what that rests on beside the file.
    """

    source: Source
    document: Document
    tokens: list[Token]
    terms: list[Term] = field(default_factory=list)
    html: dict[tuple[str, ...], Markup] = field(default_factory=dict)

    @property
    def questions(self) -> int:
        """How many practice questions it asks."""
        return sum(placed.name == "question" for placed in self.document.widgets)


AnyPage = Understood[Written[Any]]


@dataclass(frozen=True)
class UnderstoodCourse:
    lessons: list[Understood[Lesson]]
    planned: list[Planned]
    pages: list[Understood[SitePage]]
    glossary: Glossary

    @property
    def all(self) -> list[AnyPage]:
        return [*self.lessons, *self.pages]


@dataclass
class Kept:
    """What is known from an earlier build: a file that didn't change means the same."""

    files: dict[str, AnyPage] = field(default_factory=dict)
    words: tuple[object, Glossary] | None = None


def understand(root: Path, formulas: Formulas, kept: Kept | None = None) -> UnderstoodCourse:
    """Read all lessons and pages, check everything in them, and have their formulas set.

    Args:
        root: where lessons/ is.
        formulas: sets them.
        kept: what is known, and will be once more.

    Raises:
        BuildError: with all that is wrong in any of them.
    """
    kept = kept or Kept()
    problems = Problems()
    course = read_course(root / "lessons", root, problems)
    figures, site = Expressions(NAMESPACE), Site(root)

    words = Document(f"lessons/{GLOSSARY}", problems, figures, site)
    slugs = [*(x.front.slug for x in course.lessons), *(x.slug for x in course.planned)]
    glossary = _words(kept, root, words, slugs)

    def meaning(written: Kind) -> Understood[Kind]:
        known = kept.files.get(written.file)
        if known and (known.source.body, known.source.body_line) == (written.body, written.body_line):
            known.document.problems = problems
            return Understood(written, known.document, known.tokens, known.terms, known.html)
        before = len(problems)
        document = Document(written.file, problems, figures, site)
        one = Understood(written, document, document.parse(written.body, written.body_line))
        if isinstance(written, Lesson):
            one.terms.extend(glossary.mark(one.tokens))
        if len(problems) == before:
            kept.files[written.file] = one
        return one

    found = UnderstoodCourse(
        list(map(meaning, course.lessons)), course.planned, list(map(meaning, course.pages)), glossary
    )
    by_path = {one.source.path.resolve(): one for one in found.all}
    for one in found.all:
        for token, line in one.document.links:
            _resolve_link(one, token, line, by_path)
        for token, line in one.document.images:
            path = _beside(one, token.meta["file"])
            if path is None or not path.is_file():
                said = f"there is no image {token.meta['file']!r} beside the lesson"
                one.document.problem(line, said)
            elif path.suffix == ".svg" and ACTIVE.search(path.read_bytes()):
                said = (
                    f"the image {token.meta['file']!r} is more than a picture: it has scripts or pages in it"
                )
                one.document.problem(line, said)
    _check_kept_weights([one.document for one in found.all])
    definitions = [glossary.document] if glossary.document else []
    _set_formulas(formulas, [*definitions, *(one.document for one in found.all)])
    problems.raise_any()
    return found


def _check_kept_weights(documents: list[Document]) -> None:
    """Weights that a lab goes on with must be kept by something, on whichever page."""
    placed = [(document, one) for document in documents for one in document.widgets]
    kept = {name for _, one in placed if (name := getattr(one.directive, "keeps", None))}
    for document, one in placed:
        name = getattr(one.directive, "continues", None)
        if name and name not in kept:
            expected = f": {one_of(sorted(kept))}" if kept else ""
            document.problem(one.line, f"the {one.name}: nothing keeps weights named {name!r}{expected}")


def _words(kept: Kept, root: Path, document: Document, slugs: list[str]) -> Glossary:
    """The glossary; when it has changed, what lessons were understood with it is forgotten."""
    path = root / "lessons" / GLOSSARY
    key = (path.read_bytes() if path.exists() else b"", slugs)
    if kept.words and kept.words[0] == key:
        glossary = kept.words[1]
        if glossary.document:
            glossary.document.problems = document.problems
        return glossary
    kept.files.clear()
    before = len(document.problems)
    glossary = read_glossary(root / "lessons", root, document, slugs)
    kept.words = (key, glossary) if len(document.problems) == before else None
    return glossary


def _set_formulas(formulas: Formulas, documents: list[Document]) -> None:
    refused: dict[Formula, str] = {}
    formulas.render((formula for document in documents for formula in document.formulas), refused)
    for document in documents:
        for formula in document.formulas.keys() & refused.keys():
            said = f"temml can't set ${formula.tex}$: {refused[formula]}"
            document.problem(document.formulas[formula], said)


def place_images(one: AnyPage, assets: Assets) -> None:
    """Copy the page's pictures, and point at the copies."""
    for token, _ in one.document.images:
        path = _beside(one, token.meta["file"])
        assert path is not None
        token.attrSet("src", one.source.root + assets.copy_picture(path))


def _beside(one: AnyPage, address: str) -> Path | None:
    """The file of a relative address, if it is inside the lessons' folder."""
    parts = urlsplit(address)
    path = (one.source.path.parent / unquote(parts.path)).resolve()
    local = not parts.scheme and not parts.netloc and not parts.path.startswith("/")
    return path if local and path.is_relative_to(one.source.folder.resolve()) else None


def _resolve_link(one: AnyPage, token: Token, line: int, by_path: dict[Path, AnyPage]) -> None:
    """Check a link's target; one to another lesson's file becomes one to its page."""
    address = str(token.meta["address"])
    parts = urlsplit(address)
    problem = one.document.problem
    if parts.scheme in ("http", "https", "mailto"):
        return
    if address.startswith("#"):
        target: AnyPage | None = one
    else:
        path = _beside(one, address)
        target = by_path.get(path or Path())
        if target is None and path and path.suffix == ".md" and path.exists():
            return  # a lesson whose own problem is told
    if target is None:
        names = [x.source.path.name for x in by_path.values()]
        expected = (
            "expected https://…, #section of this page, or another lesson's file, such as lesson.md#section"
        )
        problem(line, f"broken link {address!r}{suggestion(parts.path, names)}: {expected}")
        return
    anchor = unquote(parts.fragment)
    if anchor and anchor not in target.document.anchors:
        anchors = sorted(target.document.anchors)
        problem(
            line,
            f"broken link {address!r}: {target.source.file} has no #{anchor}{suggestion(anchor, anchors)}",
        )
    if parts.path:
        there = one.source.root + target.source.address
        token.attrSet("href", there + (f"#{parts.fragment}" if anchor else ""))
