"""What the templates of whole pages show."""

from dataclasses import dataclass

from markupsafe import Markup

from builder.document import Heading


@dataclass(frozen=True)
class Link:
    """A lesson as another page shows it; `url` is None while it isn't written."""

    slug: str
    title: str
    url: str | None


@dataclass(frozen=True)
class ListedLesson:
    """A lesson in the list of all; `url` and `minutes` are None while it isn't written."""

    order: int
    slug: str
    title: str
    summary: str | None
    minutes: int | None
    url: str | None
    questions: int = 0


@dataclass(frozen=True)
class Definition:
    """A term of the glossary, explained."""

    slug: str
    term: str
    html: Markup


@dataclass(frozen=True)
class GlossaryEntry(Definition):
    """As the glossary has it: with the lesson where the word is at home, and all lessons that use it."""

    home: Link | None
    used: list[Link]


@dataclass(frozen=True)
class Page:
    """What page.html shows: the front matter and the content."""

    title: str
    slug: str
    summary: str
    content: Markup
    toc: list[Heading]


@dataclass(frozen=True)
class LessonPage(Page):
    """What lesson.html shows: as other pages do, and the lessons around it."""

    order: int
    minutes: int
    questions: int
    definitions: list[Definition]
    prerequisites: list[Link]
    unlocks: list[Link]
    previous: Link | None
    next: Link | None
