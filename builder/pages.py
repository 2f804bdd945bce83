"""Pages from templates."""

import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from builder.assets import Assets
from builder.course import Lesson, Neighbor, SitePage, Written, lesson_address
from builder.document import PARSER, Formula, Heading, Placed
from builder.formulas import Formulas
from builder.lessons import Understood, UnderstoodCourse
from builder.portrait import make_portrait
from builder.problems import BuildError, Problem
from builder.renderer import Rendering
from builder.widgets import Container
from builder.widgets.base import to_json
from builder.widgets.grids import tint
from cnn_core.explain.writing import write_factor, write_number

CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; connect-src 'self'; "
    "style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
TEMPLATES = "site/templates"


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


@dataclass(frozen=True)
class Page:
    """What page.html shows: the front matter and the content."""

    title: str
    slug: str
    summary: str
    content: Markup
    toc: list[Heading]


@dataclass(frozen=True)
class LessonPage:
    """What lesson.html shows: the front matter, the content, and the lessons around it."""

    title: str
    slug: str
    order: int
    summary: str
    minutes: int
    content: Markup
    toc: list[Heading]
    prerequisites: list[Link]
    unlocks: list[Link]
    previous: Link | None
    next: Link | None


class Pages:
    """Renders the templates of site/templates/."""

    def __init__(self, root: Path, assets: Assets, runtime: str, course: UnderstoodCourse) -> None:
        self._assets, self._runtime = assets, runtime
        self._lessons, self._planned = course.lessons, course.planned
        self._pages = course.pages
        self._environment = Environment(
            loader=FileSystemLoader(root / TEMPLATES),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters["markdown"] = lambda text: text.html
        self._environment.filters |= {
            "json": to_json,
            "number": write_number,
            "factor": write_factor,
            "tint": tint,
        }

    def lesson(self, one: Understood[Lesson], formulas: Formulas) -> str:
        front, root = one.source.front, one.source.root
        i = self._lessons.index(one)
        page = LessonPage(
            title=front.title,
            slug=front.slug,
            order=front.order,
            summary=front.summary,
            minutes=front.minutes,
            content=self._content(one, formulas),
            toc=one.document.toc,
            prerequisites=[_link(neighbor, root) for neighbor in one.source.prerequisites],
            unlocks=[_link(neighbor, root) for neighbor in one.source.unlocks],
            previous=_beside(self._lessons, i - 1, root),
            next=_beside(self._lessons, i + 1, root),
        )
        return self._render("lesson.html", root, page=page)

    def page(self, one: Understood[SitePage], formulas: Formulas) -> str:
        """A page that is no lesson."""
        front = one.source.front
        content = self._content(one, formulas)
        page = Page(front.title, front.slug, front.summary, content, one.document.toc)
        return self._render("page.html", one.source.root, page=page)

    def home(self) -> str:
        return self._render("home.html", "./", page=None, portrait=_portrait())

    def not_found(self, base_path: str) -> str:
        """The page for any address that there is none for: relative links mean nothing on it."""
        return self._render("404.html", base_path, page=None, base_path=base_path)

    def _content(self, one: Understood[Written[Any]], formulas: Formulas) -> Markup:
        root = one.source.root

        def formula(tex: str, display: bool) -> Markup:
            return formulas[Formula(tex.strip(), display)]

        def directive(placed: Placed) -> Markup:
            what = placed.directive
            if isinstance(what, Container):
                inside = {"container": what, "content": render(placed.tokens)}
                return Markup(self._render(f"widgets/{what.template}.html", root, id=placed.id, **inside))
            template = f"widgets/{placed.name}.html"
            more = {"widget": what, "id": placed.id, "page": one.source.front} | placed.context
            return Markup(self._render(template, root, **more))

        def render(tokens: Any) -> Markup:
            rendering = Rendering(formula, directive)
            return Markup(PARSER.renderer.render(tokens, PARSER.options, {"page": rendering}))

        for text, tokens in one.document.fragments:
            one_paragraph = [token.type for token in tokens] == [
                "paragraph_open",
                "inline",
                "paragraph_close",
            ]
            text.html = render(tokens[1:2] if one_paragraph else tokens)
        return render(one.tokens)

    def _render(self, template: str, root: str, **context: Any) -> str:
        def asset(asset_name: str) -> str:
            return root + self._assets[asset_name]

        context |= {
            "root": root,
            "asset": asset,
            "runtime": f"{root}{self._runtime}/",
            "csp": CSP,
            "lessons": self._listed(root),
            "site_pages": [_link_to(one.source, root) for one in self._pages],
        }
        try:
            return self._environment.get_template(template).render(context)
        except (TemplateError, LookupError) as error:
            raise BuildError([_template_problem(template, error)]) from error

    def _listed(self, root: str) -> list[ListedLesson]:
        written = [
            ListedLesson(x.front.order, x.front.slug, x.front.title, x.front.summary, x.front.minutes, url)
            for x, url in ((one.source, root + one.source.address) for one in self._lessons)
        ]
        to_come = [
            ListedLesson(x.order, x.slug, x.title, x.summary, None, None) for x in self._planned if x.order
        ]
        return sorted(written + to_come, key=lambda lesson: lesson.order)


_portrait = cache(make_portrait)


def _link(neighbor: Neighbor, root: str) -> Link:
    url = root + lesson_address(neighbor.slug) if neighbor.file else None
    return Link(neighbor.slug, neighbor.title, url)


def _link_to(source: Written[Any], root: str) -> Link:
    return Link(source.front.slug, source.front.title, root + source.address)


def _beside(course: list[Understood[Lesson]], i: int, root: str) -> Link | None:
    return _link_to(course[i].source, root) if 0 <= i < len(course) else None


def _template_problem(name: str, error: Exception) -> Problem:
    if isinstance(error, TemplateSyntaxError):
        return Problem(f"{TEMPLATES}/{error.name or name}", error.lineno, error.message or "syntax error")
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")]
    if frames:
        file = frames[-1].filename
        return Problem(file[file.index(TEMPLATES) :], frames[-1].lineno or 0, str(error))
    return Problem(f"{TEMPLATES}/{name}", 0, f"the template is missing or broken: {error}")
