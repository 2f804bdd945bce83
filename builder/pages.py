"""Pages from templates."""

import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from markupsafe import Markup

from builder.assets import Assets
from builder.course import Neighbor
from builder.document import PARSER, Formula, Heading, Placed
from builder.formulas import Formulas
from builder.lessons import LESSON_ROOT, Understood, UnderstoodCourse, lesson_url
from builder.portrait import make_portrait
from builder.problems import BuildError, Problem
from builder.renderer import Rendering
from builder.widgets import Container
from builder.widgets.base import to_json

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
        self._environment = Environment(
            loader=FileSystemLoader(root / TEMPLATES),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self._environment.filters["markdown"] = lambda text: text.html
        self._environment.filters["json"] = to_json

    def lesson(self, one: Understood, formulas: Formulas) -> str:
        front = one.lesson.front
        i = self._lessons.index(one)
        page = Page(
            title=front.title,
            slug=front.slug,
            order=front.order,
            summary=front.summary,
            minutes=front.minutes,
            content=self._content(one, formulas),
            toc=one.document.toc,
            prerequisites=list(map(_link, one.lesson.prerequisites)),
            unlocks=list(map(_link, one.lesson.unlocks)),
            previous=_beside(self._lessons, i - 1),
            next=_beside(self._lessons, i + 1),
        )
        return self._render("lesson.html", LESSON_ROOT, page=page)

    def home(self) -> str:
        return self._render("home.html", "./", page=None, portrait=_portrait())

    def not_found(self, base_path: str) -> str:
        """The page for any address that there is none for: relative links mean nothing on it."""
        return self._render("404.html", base_path, page=None, base_path=base_path)

    def _content(self, one: Understood, formulas: Formulas) -> Markup:
        def formula(tex: str, display: bool) -> Markup:
            return formulas[Formula(tex.strip(), display)]

        def directive(placed: Placed) -> Markup:
            what = placed.directive
            if isinstance(what, Container):
                inside = {"name": what.name, "title": what.title, "content": render(placed.tokens)}
                return Markup(self._render("widgets/container.html", LESSON_ROOT, id=placed.id, **inside))
            template = f"widgets/{placed.name}.html"
            more = {"widget": what, "id": placed.id, "page": one.lesson.front} | placed.context
            return Markup(self._render(template, LESSON_ROOT, **more))

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
        }
        try:
            return self._environment.get_template(template).render(context)
        except (TemplateError, LookupError) as error:
            raise BuildError([_template_problem(template, error)]) from error

    def _listed(self, root: str) -> list[ListedLesson]:
        written = [
            ListedLesson(x.order, x.slug, x.title, x.summary, x.minutes, lesson_url(x.slug, root))
            for x in (one.lesson.front for one in self._lessons)
        ]
        to_come = [
            ListedLesson(x.order, x.slug, x.title, x.summary, None, None) for x in self._planned if x.order
        ]
        return sorted(written + to_come, key=lambda lesson: lesson.order)


_portrait = cache(make_portrait)


def _link(neighbor: Neighbor) -> Link:
    url = lesson_url(neighbor.slug, LESSON_ROOT) if neighbor.file else None
    return Link(neighbor.slug, neighbor.title, url)


def _beside(course: list[Understood], i: int) -> Link | None:
    if not 0 <= i < len(course):
        return None
    front = course[i].lesson.front
    return Link(front.slug, front.title, lesson_url(front.slug, LESSON_ROOT))


def _template_problem(name: str, error: Exception) -> Problem:
    if isinstance(error, TemplateSyntaxError):
        return Problem(f"{TEMPLATES}/{error.name or name}", error.lineno, error.message or "syntax error")
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")]
    if frames:
        file = frames[-1].filename
        return Problem(file[file.index(TEMPLATES) :], frames[-1].lineno or 0, str(error))
    return Problem(f"{TEMPLATES}/{name}", 0, f"the template is missing or broken: {error}")
