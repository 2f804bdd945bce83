"""Whatever stands in a lesson, and wherever, is text, or refused: never a script, nor the way to one."""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape

from builder.assets import Assets
from builder.document import Formula
from builder.formulas import Formulas
from builder.lessons import place_images, understand
from builder.pages import Pages
from builder.problems import BuildError
from builder.search import search_index
from builder.templates import Templates
from tests.pages.conftest import Project

# What must never come out as an element or an attribute is called evil, or does something.
HOSTILE = [
    "<script>evil()</script>",
    "<evil>",
    "<img src=x onerror=evil()>",
    "<svg onload=evil()><script>evil()</script></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=evil()>",
    '"><evil x="',
    "'><evil x='",
    '" onmouseover="evil()',
    "` onfocus=evil() autofocus `",
    "</title><script>evil()</script>",
    "</code></pre><evil>",
    "--><evil><!--",
    "]]><evil>",
    "&lt;evil&gt; &#60;evil&#62; &amp;lt;evil>",
    "{{ '<evil>' }}",
    "{% raw %}<evil>",
    "\\<evil\\>",
    "javascript:evil()",
    "[x](javascript:evil())",
    "[x](JaVaScRiPt:evil())",
    "[x](java&#115;cript:evil())",
    "[x](data:text/html,<script>evil()</script>)",
    "[x](vbscript:evil)",
    '[x](https://e.example/"onclick=evil())',
    "[x](https://e.example 'a\" onclick=\"evil()')",
    "[x][r]\n\n[r]: javascript:evil() 'r'",
    "<javascript:evil()>",
    '<https://e.example/?"onclick=evil()>',
    '![" onerror="evil()](cat.png "t\' onload=\'evil()")',
    "![x](javascript:evil())",
    "[^1]\n\n[^1]: <evil>",
    '[^"onclick=evil()]\n\n[^"onclick=evil()]: x',
    "<evil>\n: <evil>",
    '| <evil> | b |\n|---|---|\n| <img src=x onerror=evil()> | " onclick="evil() |',
    "```python\n</code><evil>\n```",
    '```"><evil>\nx\n```',
    "```python live\n</pre><evil>\n```",
    '```python live lab="><evil>\nx\n```',
    "$<evil>$",
    "$$\n\\text{</mtext><evil>}\n$$",
    ':::{note} <evil> " onclick="evil()\n<evil>\n:::',
    ':::{"><evil>}\n:::',
    '::::{example} <evil>\n:::{note} "><evil>\n</pre><evil>\n:::\n::::',
    ":::{question}\nid: 'x\"><evil>'\nkind: number\n:::",
    '## <evil> " onclick="evil()',
    "\u202e<evil>\u2028<evil>\x0c<evil>",
    "＜evil＞ ‹evil›",
]
TEXTS = st.sampled_from(HOSTILE) | st.text("<>\"'&=/ \n`{}[]():$#|-evilonsrct\u2028", max_size=40)
SCHEMES = {"", "http", "https", "mailto"}
NEVER = {"iframe", "object", "embed", "base", "style", "applet", "frame", "foreignobject", "animate", "use"}
METAS = {"Content-Security-Policy"}
QUESTION = """
:::{{question}}
kind: choice
prompt: {0}
hint: {0}
options:
  - {{text: {0}, correct: true, reason: {0}}}
  - {{text: other, reason: {0}}}
:::

:::{{question}}
kind: order
prompt: Order
items:
  - {{text: {0}, reason: {0}}}
  - {{text: second, reason: last}}
  - {{text: third, reason: last}}
reason: {0}
:::
"""


class Reader(HTMLParser):
    """Collects what should not be in a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "evil" in tag or tag in NEVER:
            self.faults.append(f"<{tag}>")
        if tag == "script" and not re.fullmatch(r"[./]*assets/\w+\.js", given.get("src", "")):
            self.faults.append(f"a script of {given.get('src')!r}")
        if tag == "meta" and given.get("http-equiv", "Content-Security-Policy") not in METAS:
            self.faults.append(f"meta {given}")
        for name, value in given.items():
            if name.startswith(("on", "style", "srcdoc", "formaction")) or "evil" in name:
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name in ("href", "src", "action", "xlink:href", "poster", "data"):
                scheme = urlsplit(value.strip()).scheme
                if scheme not in SCHEMES or value.strip().startswith("//"):
                    self.faults.append(f"<{tag} {name}={value!r}>")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")


class PlainAssets(Assets):
    """Gives every file a name."""

    def __init__(self) -> None:
        super().__init__(Path(), Path(tempfile.gettempdir()))

    def __getitem__(self, name: str) -> str:
        return f"assets/{re.sub(r'[^a-z]', '', name.split('.')[0])}.js"

    def copy(self, path: Path) -> str:
        return self[path.name]


class PlainFormulas(Formulas):
    """Takes anything for TeX, and shows it."""

    def render(self, formulas: Iterable[Formula], refused: dict[Formula, str]) -> None:
        del formulas, refused

    def __getitem__(self, formula: Formula) -> Markup:
        return escape(formula.tex)


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder) / "project")
        project.write("cat.png", "")
        yield project


def pages_of(project: Project) -> list[str]:
    """All pages of a course, as the build makes them."""
    formulas = PlainFormulas(project.root)
    course = understand(project.root, formulas)
    shared: dict[str, Any] = {"site_pages": [], "has_glossary": True, "site_url": None}
    assets = PlainAssets()
    pages = Pages(course, Templates(project.root, assets, "runtime/x", **shared), formulas)
    (lesson,) = course.lessons
    place_images(lesson, assets)
    json.loads(search_index(course))
    return [pages.lesson(lesson), pages.home(), pages.map(), pages.glossary()]


def faults_in(project: Project, body: str, title: str, told: str) -> list[str]:
    """What is wrong with the pages of a lesson; nothing, if the build refuses it."""
    said, named = json.dumps(told or "x"), json.dumps(title or "x")
    front = f"---\ntitle: {named}\nslug: edges\norder: 1\nsummary: {said}\nminutes: 5\n---\n"
    terms = [f"{{term: edge, definition: {said}}}", f"{{term: {named}, definition: y}}"]
    planned = f"{{slug: later, title: {said}, order: 2, summary: {said}}}"
    project.write("edges.md", front + body + QUESTION.format(said))
    project.write("glossary.yaml", "terms:\n" + "".join(f"  - {term}\n" for term in terms))
    project.write("outline.yaml", f"planned:\n  - {planned}\n")
    try:
        pages = pages_of(project)
    except BuildError:
        return []
    reader = Reader()
    for page in pages:
        reader.feed(page)
        reader.close()
        reader.reset()
    return reader.faults


def test_the_reader_finds_what_it_should() -> None:
    for html in (*HOSTILE[:5], '<a href="javascript:x">', '<a href=" java&#115;cript:x">', "<p style='x'>"):
        reader = Reader()
        reader.feed(html)
        reader.close()
        assert reader.faults, html


def test_what_is_hostile_is_shown_as_it_is(project: Project) -> None:
    text = "<script>evil()</script>"
    assert faults_in(project, f"An edge, {text}.\n", text, text) == []
    lesson, home, course_map, glossary = pages_of(project)
    for page in (lesson, home, course_map, glossary):
        assert "&lt;script&gt;evil()&lt;/script&gt;" in page
    assert lesson.count("&lt;script&gt;") > 8


@pytest.mark.parametrize("text", HOSTILE)
def test_known_attacks_are_text_or_refused(project: Project, text: str) -> None:
    assert faults_in(project, f"An edge.\n\n{text}\n", "Edges", "Told.") == []
    line = text.split("\n")[0]
    assert faults_in(project, f"An edge, {line}.\n", line, text) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.lists(TEXTS, max_size=4), title=TEXTS, told=TEXTS)
@example(body=["x"], title="<evil>", told="<evil>")
def test_any_of_it_together(project: Project, body: list[str], title: str, told: str) -> None:
    assert faults_in(project, "\n\n".join(body) + "\n\n", title, told) == []


HOSTILE_TEX = [
    r"\href{javascript:evil()}{x}",
    r"\url{javascript:evil()}",
    r"\class{x\" onclick=\"evil()}{y}",
    r"\style{color:red;background:url(//e.example)}{x}",
    r"\data{evil=1}{x}",
    r"\id{\"><evil>}{x}",
    r"\text{</mtext><evil>}",
    r"\color{red\" onclick=\"evil()}x",
    r"\textcolor{url(https://e.example)}{x}",
    r"\includegraphics{https://e.example/x.png}",
    r"\def\a{<evil>}\a",
]


def test_formulas_hold_no_more_than_formulas(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    formulas = Formulas(project.root)
    refused: dict[Formula, str] = {}
    wanted = [Formula(tex, False) for tex in HOSTILE_TEX]
    formulas.render(wanted, refused)
    for formula in set(wanted) - set(refused):
        reader = Reader()
        reader.feed(formulas[formula])
        reader.close()
        assert reader.faults == [], formula.tex
    assert "e.example" not in formulas.styles.css()


@pytest.mark.parametrize(
    ("content", "is_refused"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8"/></svg>', False),
        ("<svg><script>evil()</script></svg>", True),
        ("<svg><svg:script>evil()</svg:script></svg>", True),
        ("<svg onload = 'evil()'/>", True),
        ("<svg><a href='javascript:evil()'/></svg>", True),
        ("<svg><foreignObject><iframe/></foreignObject></svg>", True),
        ("<!DOCTYPE svg [<!ENTITY x 'evil'>]><svg/>", True),
    ],
)
def test_pictures_are_only_pictures(tmp_path: Path, content: str, is_refused: bool) -> None:
    project = Project(tmp_path / "project")
    project.write("drawn.svg", content)
    project.lesson("![A drawing](drawn.svg)\n")
    problems = project.problems()
    assert any("more than a picture" in problem for problem in problems) == is_refused, problems
