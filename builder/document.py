"""A lesson's markdown understood: headings, links, math, figures and directives, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it.token import Token
from pydantic import BaseModel
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from builder.expressions import Expressions
from builder.live_code import LiveCode, language_of, read_options
from builder.located import Source, read
from builder.markdown import make_parser
from builder.problems import BuildError, Problem, Problems, one_of, suggestion
from builder.renderer import LessonRenderer
from builder.widgets import CONTAINERS, WIDGETS, Container, Markdown, Site, Widget
from builder.widgets.lab import Lab

PARSER = make_parser(LessonRenderer)
MAX_INSIDE = 8  # containers around another
# What the templates and scripts call their own on every lesson's page.
RESERVED = ("content", "contents-title", "search-input", "search-results")


@dataclass(frozen=True)
class Heading:
    id: str
    title: str
    level: int


@dataclass(frozen=True)
class Formula:
    tex: str
    display: bool


@dataclass
class Placed:
    """A directive where it stands; `tokens` is a container's inside, `heading` a widget title's level."""

    name: str
    directive: Widget | Container
    id: str
    line: int
    tokens: list[Token] = field(default_factory=list)
    context: dict[str, Any] = field(default_factory=dict)
    heading: int = 3


@dataclass
class Document:
    """What a lesson's body holds. Lines are those of the file."""

    file: str
    problems: Problems
    figures: Expressions
    site: Site
    toc: list[Heading] = field(default_factory=list)
    anchors: set[str] = field(default_factory=lambda: set(RESERVED))
    formulas: dict[Formula, int] = field(default_factory=dict)
    links: list[tuple[Token, int]] = field(default_factory=list)
    images: list[tuple[Token, int]] = field(default_factory=list)
    fragments: list[tuple[Markdown, list[Token]]] = field(default_factory=list)
    labs: dict[str, Lab] = field(default_factory=dict)
    widgets: list[Placed] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)  # of those without an id
    _level: int = 1
    _inside: int = 0

    def problem(self, line: int, message: str) -> None:
        self.problems.add(self.file, line, message)

    def parse(self, text: str, first_line: int) -> list[Token]:
        """Tokens of block markdown that begins on `first_line`; what they refer to is noted."""
        tokens = PARSER.parse(text, {})
        source = text.split("\n")
        for i, token in enumerate(tokens):
            start, end = token.map or (0, len(source))
            if token.type == "heading_open":
                self._heading(token, tokens[i + 1], first_line + start)
            elif token.type == "colon_fence":
                self._directive(token, source[start:end], first_line + start)
            elif token.type == "fence":
                self._fence(token, first_line + start)
            elif token.type == "math_block":
                self.formulas.setdefault(Formula(token.content.strip(), True), first_line + start)
            elif token.type == "inline":
                self._inline(token, source[start:end], first_line + start)
        return tokens

    def _inline(self, parent: Token, source: list[str], first_line: int) -> None:
        finder = _Finder(source, first_line)
        for token in parent.children or ():
            if token.type == "math_inline":
                line = finder.line(token.content)
                self.formulas.setdefault(Formula(token.content.strip(), False), line)
            elif token.type == "figure":
                self._figure(token, finder.line(token.content))
            elif token.type == "link_open":
                token.meta["address"] = str(token.attrs["href"])  # which will be that of a page
                self.links.append((token, finder.line(token.meta["address"])))
            elif token.type == "image":
                token.meta["file"] = str(token.attrs["src"])
                line = finder.line(token.meta["file"])
                self.images.append((token, line))
                if not token.content.strip():
                    self.problem(line, "an image lacks its description: expected ![what it shows](file)")
            elif token.type == "text" and "{{" in token.content:
                self.problem(finder.line("{{"), "'{{' is never closed: expected '{{ expression }}'")

    def _figure(self, token: Token, line: int) -> None:
        try:
            figure = self.figures.evaluate(token.content)
        except ValueError as error:
            expression = " ".join(token.content.split())  # in one line, as all problems are told
            self.problem(line, f"'{{{{ {expression} }}}}': {error}")
        else:
            token.meta = {"value": figure.value, "shown": figure.shown}

    def _heading(self, token: Token, inline: Token, line: int) -> None:
        level = int(token.tag[1:])
        if level == 1:
            self.problem(line, "the page's only '#' heading is its title: expected '##' or deeper")
        elif level > self._level + 1:
            self.problem(line, f"a heading {'#' * level} below {'#' * self._level}: levels can't be skipped")
        self._level = level
        title = plain_text(inline)
        name = self.anchor(re.sub(r"[^\w]+", "-", title.lower()).strip("-") or "section")
        token.attrSet("id", name)
        token.meta = {"title": title}
        self.toc.append(Heading(name, title, level))

    def anchor(self, name: str) -> str:
        """`name`, or where it is taken `name-2`, `name-3` ..."""
        unique, n = name, 1
        while unique in self.anchors:
            n += 1
            unique = f"{name}-{n}"
        self.anchors.add(unique)
        return unique

    def _fence(self, token: Token, line: int) -> None:
        language = language_of(token.info)
        if language != token.info.strip():
            self._live(token, line)
        try:
            get_lexer_by_name(language or "text")
        except ClassNotFound:
            self.problem(line, f"no language {language!r} to highlight: expected one that Pygments knows")

    def _live(self, token: Token, line: int) -> None:
        try:
            lab = read_options(token.info)
        except ValueError as error:
            self.problem(line, str(error))
        else:
            number = self._count("code")
            token.meta = {"live": LiveCode(self.anchor(f"code-{number}"), number, lab)}

    def _directive(self, token: Token, source: list[str], line: int) -> None:
        known = [*WIDGETS, *CONTAINERS]
        match = re.fullmatch(r"\{([\w-]+)\}[ \t]*(.*)", token.info.strip())
        if not match:
            said = "without a name" if not token.info.strip() else "malformed"
            self.problem(line, f"a directive {said}: expected ':::{{name}}', {one_of(known)}")
            return
        name, title = match[1], match[2].strip()
        if name not in known:
            self.problem(line, f"unknown directive {name!r}: {one_of(known)}{suggestion(name, known)}")
        elif not re.fullmatch(r"[ \t>]*" + token.markup + ":*[ \t]*", source[-1]) or len(source) < 2:
            self.problem(line, f"':::{{{name}}}' is never closed: expected a line '{token.markup}' below it")
        elif name in CONTAINERS and self._inside == MAX_INSIDE:
            self.problem(line, f"the {name} is inside {MAX_INSIDE} others: expected no more")
        elif name in CONTAINERS:
            self._inside += 1
            tokens = self.parse(token.content, line + 1)
            self._inside -= 1
            directive = Container(name, title, token.content)
            anchor = self.anchor(f"{name}-{self._count(name)}")
            token.meta = {"placed": Placed(name, directive, anchor, line, tokens)}
        elif title:
            self.problem(line, f"':::{{{name}}}' takes no title, got {title!r}")
        else:
            with self.problems.collect():
                token.meta = {"placed": self._widget(name, token.content, line)}

    def _widget(self, directive: str, text: str, line: int) -> Placed:
        found = read(Source(self.file, line + 1, text, f"the {directive}"), WIDGETS[directive])
        widget = found.value
        name = widget.id or f"{directive}-{self._count(directive)}"
        if widget.id in self.anchors:
            said = f"id {widget.id!r} is already there on this page"
            raise BuildError([Problem(self.file, found.line("id"), said)])
        for path, text in markdown_in(widget):
            self.fragment(text, found.text_lines.get(path) or found.line(*path))
        try:
            context = widget.context(replace(self.site, labs=self.labs))
        except ValueError as error:
            raise BuildError([Problem(self.file, line, f"the {directive}: {error}")]) from error
        anchor = self.anchor(name)
        if isinstance(widget, Lab):
            self.labs[anchor] = widget
        heading = min(self._level + 1, 3)  # no level is skipped where a widget comes before all sections
        placed = Placed(directive, widget, anchor, line, context=context, heading=heading)
        self.widgets.append(placed)
        return placed

    def fragment(self, text: Markdown, line: int) -> None:
        """Parse a text that stands apart, such as one of a widget's; it begins on `line`."""
        level, self._level = self._level, 6  # headings are none of a widget's text's
        self.fragments.append((text, self.parse(text, line)))
        self._level = level

    def _count(self, name: str) -> int:
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]


class _Finder:
    """Which line of a paragraph something stands on, in the order that its tokens come."""

    def __init__(self, source: list[str], first_line: int) -> None:
        self._source, self._first_line, self._at = source, first_line, 0

    def line(self, needle: str) -> int:
        first = needle.split("\n")[0]
        for i in [*range(self._at, len(self._source)), *range(self._at)]:
            if first in self._source[i]:
                self._at = i
                break
        return self._first_line + self._at


def markdown_in(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Markdown]]:
    """Every markdown text in a model, and the way to it."""
    if isinstance(value, Markdown):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from markdown_in(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from markdown_in(item, (*path, i))


def plain_text(inline: Token) -> str:
    """The words of a heading, without its markup."""
    parts = (
        token.meta.get("shown", "") if token.type == "figure" else token.content or " "
        for token in inline.children or ()
        if token.type in ("text", "term", "code_inline", "math_inline", "figure", "softbreak")
    )
    return "".join(parts).strip()
