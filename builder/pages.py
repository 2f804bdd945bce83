"""The pages of the site."""

from functools import cache, cached_property
from typing import Any

from builder.content import Content
from builder.course import Lesson, Neighbor, SitePage, Written, lesson_address
from builder.formulas import Formulas
from builder.lessons import Understood, UnderstoodCourse
from builder.map import make_map
from builder.portrait import make_portrait
from builder.templates import Templates
from builder.views import Definition, GlossaryEntry, LessonPage, Link, ListedLesson, Page

HOME_CARD = 2


def card_name(number: int) -> str:
    """Of the picture that shows a number."""
    return f"card-{number}.png"


class Pages:
    """Makes each page of an understood course."""

    def __init__(self, course: UnderstoodCourse, templates: Templates, formulas: Formulas) -> None:
        self._course, self._templates = course, templates
        self._content = Content(templates, formulas)
        self._places = {one.source.front.slug: i for i, one in enumerate(course.lessons)}

    def lesson(self, one: Understood[Lesson]) -> str:
        front, root = one.source.front, one.source.root
        i = self._places[front.slug]
        page = LessonPage(
            title=front.title,
            slug=front.slug,
            order=front.order,
            summary=front.summary,
            minutes=front.minutes,
            questions=one.questions,
            content=self._content.page(one),
            toc=one.document.toc,
            definitions=[
                Definition(term.slug, term.term, self._definitions[term.slug]) for term in one.terms
            ],
            prerequisites=[_link(neighbor, root) for neighbor in one.source.prerequisites],
            unlocks=[_link(neighbor, root) for neighbor in one.source.unlocks],
            previous=self._beside(i - 1, root),
            next=self._beside(i + 1, root),
        )
        where = self._where(one.source.address, card_name(front.order))
        return self._templates.render("lesson.html", root, page=page, **where)

    def page(self, one: Understood[SitePage]) -> str:
        """A page that is no lesson."""
        front = one.source.front
        page = Page(front.title, front.slug, front.summary, self._content.page(one), one.document.toc)
        where = self._where(one.source.address)
        return self._templates.render("page.html", one.source.root, page=page, **where)

    def glossary(self) -> str:
        """The page of all terms."""
        root = "../"
        links = {one.source.front.slug: _link_to(one.source, root) for one in self._course.lessons}
        used: dict[str, list[Link]] = {}
        for one in self._course.lessons:
            for term in one.terms:
                used.setdefault(term.slug, []).append(links[one.source.front.slug])
        entries = [
            GlossaryEntry(
                term.slug,
                term.term,
                self._definitions[term.slug],
                links.get(term.lesson or ""),
                used.get(term.slug, []),
            )
            for term in self._course.glossary.terms
        ]
        return self._templates.render(
            "glossary.html", root, page=None, entries=entries, **self._where("glossary/")
        )

    def map(self) -> str:
        """The page of what builds on what."""
        made = make_map(self._course)
        by_slug = {stop.slug: stop for stop in made.stops}
        where = self._where("map/")
        return self._templates.render("map.html", "../", page=None, map=made, stop_of=by_slug, **where)

    def home(self) -> str:
        context = {"lessons": self._listed("./"), "portrait": _portrait()}
        return self._templates.render("home.html", "./", page=None, **context, **self._where(""))

    def not_found(self, base_path: str) -> str:
        """The page for any address that there is none for: relative links mean nothing on it."""
        return self._templates.render(
            "404.html", base_path, page=None, base_path=base_path, **self._where(None)
        )

    def _where(self, address: str | None, card: str = "") -> dict[str, str | None]:
        """What a page's metadata says of its place; `address` is as seen from the site's root."""
        return {"address": address, "card": self._templates.card(card or card_name(HOME_CARD))}

    @cached_property
    def _definitions(self) -> dict[str, Any]:
        return self._content.definitions(self._course.glossary)

    def _beside(self, i: int, root: str) -> Link | None:
        lessons = self._course.lessons
        return _link_to(lessons[i].source, root) if 0 <= i < len(lessons) else None

    def _listed(self, root: str) -> list[ListedLesson]:
        """All lessons in their order, those to come among them."""
        listed = [
            ListedLesson(item.order, item.slug, item.title, item.summary, None, None)
            for item in self._course.planned
            if item.order
        ]
        for one in self._course.lessons:
            front, url = one.source.front, root + one.source.address
            listed.append(
                ListedLesson(
                    front.order, front.slug, front.title, front.summary, front.minutes, url, one.questions
                )
            )
        return sorted(listed, key=lambda lesson: lesson.order)


_portrait = cache(make_portrait)


def _link(neighbor: Neighbor, root: str) -> Link:
    url = root + lesson_address(neighbor.slug) if neighbor.file else None
    return Link(neighbor.slug, neighbor.title, url)


def _link_to(source: Written[Any], root: str) -> Link:
    return Link(source.front.slug, source.front.title, root + source.address)
