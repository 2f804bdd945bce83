"""The field's words: read from lessons/glossary.yaml, and found where a lesson first uses them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it.token import Token

from builder.course import Slug, Text, read_text
from builder.document import Document
from builder.located import Located, Source, Strict, read
from builder.problems import Problems, suggestion
from builder.widgets import Container, Markdown

GLOSSARY = "glossary.yaml"
EXPLAINING = ("note",)  # the containers in which words are explained; goals and takeaways only name them


class Term(Strict):
    """A word, the other forms it is found in, and the lesson in which it is at home."""

    term: Text
    forms: tuple[Text, ...] = ()
    definition: Markdown
    lesson: Slug | None = None

    @property
    def slug(self) -> str:
        return re.sub(r"\W+", "-", self.term.lower()).strip("-")


class Terms(Strict):
    """What the file holds."""

    terms: tuple[Term, ...]


@dataclass
class Glossary:
    """The terms in their order, and their definitions understood."""

    terms: list[Term] = field(default_factory=list)
    document: Document | None = None

    def mark(self, tokens: list[Token]) -> list[Term]:
        """Make tokens of type `term` of the first place where each term stands in a lesson.

        Headings, links, code and widgets are left as they are.

        Returns:
            The terms found, as they come in the lesson.
        """
        return list(_Marking(self.terms).mark(tokens)) if self.terms else []


def read_glossary(folder: Path, root: Path, document: Document, slugs: Iterable[str]) -> Glossary:
    """Read the glossary, if there is one; what is wrong goes to the document's problems.

    Args:
        folder: lessons/.
        root: its parent.
        document: takes up the definitions.
        slugs: those of all lessons, written and planned.
    """
    path = folder / GLOSSARY
    problems = document.problems
    if not path.exists():
        return Glossary()
    file = path.relative_to(root).as_posix()
    found: Located[Terms] | None = None
    with problems.collect():
        found = read(Source(file, 1, read_text(path, file), "the glossary"), Terms)
    if found is None:
        return Glossary()
    _check(found, file, list(slugs), problems)
    for i, term in enumerate(found.value.terms):
        line = found.text_lines["terms", i, "definition"]
        document.fragment(term.definition, line)
        for _, at in document.links:
            problems.add(file, at, "a definition is shown on many pages and can't have links")
        document.links.clear()
    return Glossary(sorted(found.value.terms, key=lambda term: term.term.lower()), document)


def _check(found: Located[Terms], file: str, slugs: list[str], problems: Problems) -> None:
    taken: dict[str, str] = {}
    for i, term in enumerate(found.value.terms):
        for form in (term.term, *term.forms):
            if (other := taken.setdefault(form.lower(), term.term)) != term.term:
                line = found.line("terms", i)
                problems.add(file, line, f"{form!r} is already a form of {other!r}")
        if term.lesson and term.lesson not in slugs:
            line = found.line("terms", i, "lesson")
            problems.add(file, line, f"no lesson {term.lesson!r}{suggestion(term.lesson, slugs)}")


class _Marking:
    """The terms of one lesson that are still to be found."""

    def __init__(self, terms: list[Term]) -> None:
        self._left = {form: term for term in terms for form in (term.term, *term.forms)}
        self._compile()

    def mark(self, tokens: list[Token]) -> Iterator[Term]:
        for i, token in enumerate(tokens):
            if token.type == "colon_fence" and (placed := token.meta.get("placed")):
                if isinstance(placed.directive, Container) and placed.name in EXPLAINING:
                    yield from self.mark(placed.tokens)
            elif token.type == "inline" and token.children and tokens[i - 1].type != "heading_open":
                yield from self._mark_inline(token)

    def _mark_inline(self, parent: Token) -> Iterator[Term]:
        children: list[Token] = []
        links = 0
        for token in parent.children or ():
            links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type != "text" or links:
                children.append(token)
                continue
            rest = token.content
            while match := self._pattern and self._pattern.search(rest):
                term = self._term(match[0])
                yield term
                before, found, rest = rest[: match.start()], match[0], rest[match.end() :]
                children += [_text(before), Token("term", "a", 0, content=found, meta={"slug": term.slug})]
                self._left = {form: other for form, other in self._left.items() if other is not term}
                self._compile()
            children.append(_text(rest))
        parent.children = children

    def _term(self, found: str) -> Term:
        return self._left.get(found) or next(
            term for form, term in self._left.items() if form.lower() == found.lower()
        )

    def _compile(self) -> None:
        forms = sorted(self._left, key=len, reverse=True)
        alternatives = "|".join(
            re.escape(form) if form != form.lower() else f"(?i:{re.escape(form)})" for form in forms
        )
        self._pattern = re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])") if forms else None


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
