"""What the search looks through: the sections of all lessons and pages, and the glossary."""

import json
from collections.abc import Iterator
from typing import Any

from markdown_it.token import Token

from builder.document import Heading, plain_text
from builder.lessons import AnyPage, UnderstoodCourse
from builder.widgets import Container

FILE = "search.json"


def search_index(course: UnderstoodCourse) -> bytes:
    """JSON: a list of [address from the site's root, title of the page, title of the section, its words]."""
    entries = [entry for one in course.all for entry in _sections(one)]
    if document := course.glossary.document:
        for term, (_, tokens) in zip(course.glossary.document_order, document.fragments, strict=True):
            entries.append([f"glossary/#{term.slug}", "Glossary", term.term, _words(tokens)])
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()


def _sections(one: AnyPage) -> Iterator[list[str]]:
    front: Any = one.source.front
    headings = {heading.id: heading for heading in one.document.toc}
    section: Heading | None = None
    words: list[str] = [front.summary]
    for part in _parts(one.tokens):
        if isinstance(part, str):
            words.append(part)
            continue
        yield _entry(one, section, words)
        section, words = headings[part.name], []
    yield _entry(one, section, words)


class _Start:
    """Of a section."""

    def __init__(self, name: str) -> None:
        self.name = name


def _parts(tokens: list[Token]) -> Iterator[_Start | str]:
    """Texts, and the starts of sections between them."""
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            yield _Start(str(token.attrs["id"]))
        elif token.type == "inline" and tokens[i - 1].type != "heading_open":
            yield _plain(token)
        elif token.type == "colon_fence" and isinstance(token.meta["placed"].directive, Container):
            container = token.meta["placed"]
            if container.directive.title:
                yield container.directive.title
            yield from (part for part in _parts(container.tokens) if isinstance(part, str))


def _entry(one: AnyPage, section: Heading | None, words: list[str]) -> list[str]:
    address = one.source.address + (f"#{section.id}" if section else "")
    return [address, one.source.front.title, section.title if section else "", " ".join(words)]


def _words(tokens: list[Token]) -> str:
    return " ".join(_plain(token) for token in tokens if token.type == "inline")


def _plain(inline: Token) -> str:
    """Its words, and formulas as long as they read as words do."""
    spoken = [
        token for token in inline.children or () if "math" not in token.type or "\\" not in token.content
    ]
    return plain_text(Token("inline", "", 0, children=spoken))
