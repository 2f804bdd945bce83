"""Whatever a widget or a front matter says becomes a page, or the build tells what is wrong and where."""

import copy
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from builder.building import ROOT
from builder.document import Formula
from builder.formulas import Formulas
from builder.lessons import understand
from builder.pages import Pages
from builder.problems import BuildError
from builder.templates import Templates
from builder.widgets import WIDGETS
from tests.pages.conftest import FRONT, Project

EXAMPLES = 120
DIRECTIVE = re.compile(r"^:::\{([\w-]+)\}[^\n]*\n(.*?)^:::$", re.MULTILINE | re.DOTALL)


def bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every widget of the gallery and the lessons, with what its body says."""
    for path in sorted((ROOT / "lessons").rglob("*.md")):
        for name, body in DIRECTIVE.findall(path.read_text("utf-8")):
            if name in WIDGETS:
                yield name, yaml.safe_load(body) or {}


BODIES = list(bodies())
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-3, 12),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["", "{{ 1", "$", "](x", "<b>", "a\nb", "cnn_core.ops", "__proto__", "\u202e", "0 1 / 2", ":::"]
    ),
    st.lists(st.integers(-1, 11), max_size=4),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)


class AnyFormulas(Formulas):
    """Takes anything for TeX, at once."""

    def render(self, formulas: Iterable[Formula], refused: dict[Formula, str]) -> None:
        del formulas, refused

    def __getitem__(self, formula: Formula) -> Markup:
        return Markup("<math></math>")


class AnyAssets:
    """Every file that is asked for, without a build."""

    def __getitem__(self, name: str) -> str:
        return f"assets/{name}"

    def get(self, name: str) -> str:
        del name
        return ""


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder) / "project")
        (project.root / "lessons" / "exercises").symlink_to(ROOT / "lessons" / "exercises")
        yield project


def check(project: Project, text: str) -> None:
    """Understand a lesson and make its page; or be told a line of it."""
    project.write("edges.md", text)
    formulas = AnyFormulas(project.root)
    try:
        course = understand(project.root, formulas)
        shared: dict[str, Any] = {"site_pages": [], "has_glossary": False, "site_url": None}
        templates = Templates(project.root, AnyAssets(), "runtime/x", **shared)  # type: ignore[arg-type]
        pages = Pages(course, templates, formulas)
        made = [pages.lesson(course.lessons[0]), pages.map(), pages.home()]
    except BuildError as error:
        last = text.count("\n") + 2
        for line in str(error).splitlines():
            place = re.match(r"lessons/edges\.md:(\d+): .", line)
            assert place, line
            assert 1 <= int(place[1]) <= last
    else:
        assert all("</html>" in html for html in made)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a body."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*path, key)
        yield from places(item, (*path, key))


def test_the_bodies_are_those_of_every_widget() -> None:
    assert {name for name, _ in BODIES} == set(WIDGETS)


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_widget_with_something_changed(project: Project, data: st.DataObject) -> None:
    name, body = copy.deepcopy(data.draw(st.sampled_from(BODIES)))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from([*places(body), ("more",)]))
        holder: Any = body
        for key in way:
            holder = holder[key]
        if isinstance(holder, dict) and data.draw(st.booleans()):
            holder.pop(last, None)
        else:
            holder[last] = data.draw(VALUES)
    lab = ":::{lab}\nid: lab\n:::\n\n" if data.draw(st.booleans()) else ""
    text = yaml.safe_dump(body, allow_unicode=True)
    check(project, f"{FRONT}{lab}:::{{{name}}}\n{text}:::\n")


@settings(max_examples=EXAMPLES // 2, suppress_health_check=[HealthCheck.too_slow])
@given(
    front=st.fixed_dictionaries(
        {
            "title": VALUES | st.text(max_size=300),
            "slug": st.from_regex(r"[a-z0-9-]{1,80}", fullmatch=True) | VALUES,
            "order": st.integers(1, 10**30) | VALUES,
            "summary": st.text(max_size=300) | VALUES,
            "minutes": st.integers(1, 700) | VALUES,
        }
    )
)
def test_any_front_matter(project: Project, front: dict[str, Any]) -> None:
    check(project, f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\nText.\n")
