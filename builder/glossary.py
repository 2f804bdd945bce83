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

AROUND = ("link_open", "link_close", "strong_open", "strong_close")  # what is strong is a button's name


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
    """The terms by the alphabet, and in the order in which their definitions were understood."""

    terms: list[Term] = field(default_factory=list)
    document: Document | None = None

    def __post_init__(self) -> None:
        self.document_order = self.terms
        self.terms = sorted(self.terms, key=lambda term: term.term.lower())
        self._forms = {form: term for term in self.terms for form in (term.term, *term.forms)}
        self._small = {form.lower(): term for form, term in self._forms.items()}
        # The longest first: a residual network is no network.
        forms = sorted(self._forms, key=len, reverse=True)
        alternatives = (re.escape(x) if x != x.lower() else f"(?i:{re.escape(x)})" for x in forms)
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(alternatives)})(?![\w-])")

    def mark(self, tokens: list[Token]) -> list[Term]:
        """Make tokens of type `term` of the first place where each term stands in a lesson.

        Headings, links, names of buttons, code and widgets are left as they are.

        Returns:
            The terms found, as they come in the lesson.
        """
        found: dict[str, Term] = {}
        if self.terms:
            self._mark(tokens, found)
        return list(found.values())

    def _mark(self, tokens: list[Token], found: dict[str, Term]) -> None:
        for i, token in enumerate(tokens):
            if token.type == "colon_fence" and (placed := token.meta.get("placed")):
                if isinstance(placed.directive, Container) and placed.name in EXPLAINING:
                    self._mark(placed.tokens, found)
            elif token.type == "inline" and token.children and tokens[i - 1].type != "heading_open":
                token.children = list(self._marked(token.children, found))

    def _marked(self, children: list[Token], found: dict[str, Term]) -> Iterator[Token]:
        """The tokens of a paragraph, with those of terms between them."""
        inside = 0
        for token in children:
            inside += token.nesting if token.type in AROUND else 0
            if token.type != "text" or inside:
                yield token
                continue
            end = 0
            for match in self._pattern.finditer(token.content):
                term = self._forms.get(match[0]) or self._small[match[0].lower()]
                if term.slug in found:
                    continue
                found[term.slug] = term
                yield _text(token.content[end : match.start()])
                yield Token("term", "a", 0, content=match[0], meta={"slug": term.slug})
                end = match.end()
            yield _text(token.content[end:])


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
    return Glossary(list(found.value.terms), document)


def _check(found: Located[Terms], file: str, slugs: list[str], problems: Problems) -> None:
    taken: dict[str, str] = {}
    slugs_of: dict[str, str] = {}
    for i, term in enumerate(found.value.terms):
        line = found.line("terms", i, "term")
        if not term.slug:
            problems.add(file, line, f"{term.term!r} has no letter or digit to be linked by")
        elif (other := slugs_of.setdefault(term.slug, term.term)) != term.term:
            problems.add(file, line, f"{term.term!r} would be linked as {other!r} is: #{term.slug}")
        for form in (term.term, *term.forms):
            if (other := taken.setdefault(form.lower(), term.term)) != term.term:
                line = found.line("terms", i)
                problems.add(file, line, f"{form!r} is already a form of {other!r}")
        if term.lesson and term.lesson not in slugs:
            line = found.line("terms", i, "lesson")
            problems.add(file, line, f"no lesson {term.lesson!r}{suggestion(term.lesson, slugs)}")


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
