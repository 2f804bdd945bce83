"""The glossary: its words found where a lesson first uses them, and nowhere that they would be in the way."""

import re
from pathlib import Path
from textwrap import dedent

from builder.building import build
from tests.pages.conftest import FRONT, Project

WORDS = """\
terms:
  - term: filter
    forms: [filters, kernel]
    definition: "A grid of *weights* $w$."
    lesson: edges
  - term: MLP
    definition: "Dense layers."
  - term: feature map
    forms: [feature maps]
    definition: "What a filter makes."
"""

BODY = """\
## A filter has a heading

[A filter](#a-filter-has-a-heading) and `filter` do not count, nor do pre-filtered ones. *Filters* do,
and only once: a kernel.

:::{goals}
- A feature map is only named here.
:::

:::{note}
Feature maps. An mlp is none, but an MLP is.
:::

:::{question}
kind: number
prompt: "How many feature maps?"
answer: 1
reason: "One filter, one."
otherwise: "No."
:::
"""


def test_the_first_place_of_each_word_explains_it(project: Project, tmp_path: Path) -> None:
    project.lesson(BODY)
    project.write("glossary.yaml", WORDS)
    build(tmp_path / "dist", root=project.root)
    html = (tmp_path / "dist" / "lessons" / "edges" / "index.html").read_text("utf-8")
    found = re.findall(r'<a class="term" href="([^"]+)" data-term="[^"]+">([^<]+)</a>', html)
    assert found == [
        ("../../glossary/#filter", "Filters"),
        ("../../glossary/#feature-map", "Feature maps"),
        ("../../glossary/#mlp", "MLP"),
    ]
    assert re.search(r'<p id="definition-filter"><dfn>filter</dfn> A grid of <em>weights</em> <math', html)

    words = (tmp_path / "dist" / "glossary" / "index.html").read_text("utf-8")
    assert re.findall(r"<dt>([^<]+)</dt>", words) == ["feature map", "filter", "MLP"]
    entry = words[words.index('id="filter"') :]
    assert 'At home in <a href="../lessons/edges/">Edges</a>' in entry
    assert '<a href="./glossary/">Glossary</a>' in (tmp_path / "dist" / "index.html").read_text("utf-8")


def test_a_course_without_a_glossary_has_no_page_of_it(project: Project, tmp_path: Path) -> None:
    project.lesson("A filter.")
    build(tmp_path / "dist", root=project.root)
    assert not (tmp_path / "dist" / "glossary").exists()
    assert "glossary" not in (tmp_path / "dist" / "index.html").read_text("utf-8")


def test_faults_are_told_with_their_lines(project: Project) -> None:
    project.write("edges.md", FRONT)
    project.write(
        "glossary.yaml",
        dedent("""\
            terms:
              - term: filter
                definition: "See [edges](edges.md)."
                lesson: edgs
              - term: kernel
                forms: [Filter]
                definition: "{{ nothing() }}"
            """),
    )
    assert [problem.split(": ", 1)[0] for problem in project.problems()] == [
        "lessons/glossary.yaml:3",
        "lessons/glossary.yaml:4",
        "lessons/glossary.yaml:5",
        "lessons/glossary.yaml:7",
    ]
    project.write("glossary.yaml", "terms:\n  - term: filter\n    meaning: x\n")
    assert project.problems() == [
        "lessons/glossary.yaml:2: the glossary lacks 'definition' in terms.0",
        "lessons/glossary.yaml:3: unknown key 'meaning' in the glossary: "
        "expected one of term, forms, definition, lesson",
    ]
