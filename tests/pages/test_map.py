"""The map and the search index: what the build makes of all lessons together."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from builder.building import build
from builder.map import BOX_WIDTH, make_map
from tests.pages.conftest import FRONT, Project

SecondLesson = Callable[..., str]


@pytest.fixture
def course(project: Project, second_lesson: SecondLesson) -> Project:
    """edges, then corners and curves, then shapes, which builds on all three; textures are to come."""
    project.lesson(
        "Ink.\n\n## Where it ends\n\nAn *edge*, {{ 6 * 7 }} pixels, $x$.\n\n:::{note} Mind\nBorders.\n:::\n",
        FRONT.replace("minutes: 5\n", "minutes: 5\nunlocks: [corners, textures]\n"),
    )
    project.write("corners.md", second_lesson(prerequisites="[edges]"))
    project.write(
        "curves.md", second_lesson(title="Curves", slug="curves", order="3", prerequisites="[edges]")
    )
    needs = "[edges, corners, curves]"
    project.write("shapes.md", second_lesson(title="Shapes", slug="shapes", order="4", prerequisites=needs))
    project.write("outline.yaml", "planned:\n  - {slug: textures, title: Textures, order: 5}\n")
    return project


def test_each_lesson_stands_below_those_it_builds_on(course: Project) -> None:
    made = make_map(course.understand())
    rows = {stop.slug: stop.row for stop in made.stops}
    assert rows == {"edges": 0, "corners": 1, "curves": 1, "textures": 1, "shapes": 2}
    for row in range(3):
        across = sorted(stop.x for stop in made.stops if stop.row == row)
        assert all(right - left > BOX_WIDTH for left, right in pairwise(across))
        assert across[0] >= BOX_WIDTH / 2
        assert across[-1] <= made.width - BOX_WIDTH / 2
    (shapes,) = (stop for stop in made.stops if stop.slug == "shapes")
    assert shapes.needs == ["edges", "corners", "curves"]


def test_lessons_that_follow_one_another_singly_share_a_row(
    project: Project, second_lesson: SecondLesson
) -> None:
    """One after the other, then two that build on the third, then one that builds on the second of these."""
    names = ["edges", "second", "third", "left", "right", "last"]
    needs = {"second": "edges", "third": "second", "left": "third", "right": "third", "last": "right"}
    project.lesson("Ink.\n", FRONT.replace("minutes: 5\n", "minutes: 5\nunlocks: [last]\n"))
    for order, (slug, before) in enumerate(needs.items(), 2):
        text = second_lesson(title=slug.title(), slug=slug, order=str(order), prerequisites=f"[{before}]")
        project.write(f"{slug}.md", text)
    made = make_map(project.understand())
    stops = {stop.slug: stop for stop in made.stops}
    assert [stops[name].row for name in names] == [0, 0, 0, 1, 1, 2]
    columns = sorted({stop.x for stop in made.stops})
    assert [columns.index(stops[name].x) for name in names] == [0, 1, 2, 1, 2, 2]
    assert [(start, end) for start, end, way in made.ways if "H" in way] == [
        ("edges", "second"),
        ("second", "third"),
    ]
    assert stops["edges"].leads_to == ["second", "last"], "said to be worthwhile after it"
    assert stops["last"].needs == ["right"], "but not needed"


def test_what_is_reached_through_another_lesson_has_no_line_of_its_own(course: Project) -> None:
    ways = {(start, end) for start, end, _ in make_map(course.understand()).ways}
    assert ways == {
        ("edges", "corners"),
        ("edges", "curves"),
        ("edges", "textures"),
        ("corners", "shapes"),
        ("curves", "shapes"),
    }


def test_the_page_draws_and_lists_them(course: Project, tmp_path: Path) -> None:
    build(tmp_path / "dist", root=course.root)
    html = (tmp_path / "dist" / "map" / "index.html").read_text("utf-8")
    listed = re.findall(r'<li id="([^"]+)" data-slug="\1" data-needs="([^"]*)"', html)
    assert listed == [
        ("edges", ""),
        ("corners", "edges"),
        ("curves", "edges"),
        ("shapes", "edges corners curves"),
        ("textures", "edges"),
    ]
    assert html.count('class="map-way"') == 5
    assert 'href="../lessons/shapes/"' in html


def test_the_search_looks_through_every_section(course: Project, tmp_path: Path) -> None:
    course.write("glossary.yaml", "terms:\n  - {term: pixel, forms: [pixels], definition: A *dot*.}\n")
    build(tmp_path / "dist", root=course.root)
    (index,) = (tmp_path / "dist" / "assets").glob("search.*.json")
    entries = json.loads(index.read_text("utf-8"))
    assert entries[:2] == [
        ["lessons/edges/", "Edges", "", "What an edge is. Ink."],
        ["lessons/edges/#where-it-ends", "Edges", "Where it ends", "An edge, 42 pixels, x. Mind Borders."],
    ]
    assert entries[-1] == ["glossary/#pixel", "Glossary", "pixel", "A dot."]
    assert len(entries) == 9
