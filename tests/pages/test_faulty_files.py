"""Files that are not what they should be, and names that clash, are told with file and line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.building import build
from builder.course import TAKEN
from tests.pages.conftest import FRONT, Project

SecondLesson = Callable[..., str]
GLOSSARY = "terms:\n"
DEEP = range(300, 2, -1)
TESTS = 'def test_sum(answer):\n    """Adds."""\n'
EXERCISE = ":::{exercise}\nname: sums\ntitle: Sums\nprompt: Add.\n:::"
BOMB = "\n".join(
    [
        "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]",
        *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 8)}]" for i in range(1, 12)),
    ]
)


def term(name: str, **more: str) -> str:
    return f"  - term: {name}\n    definition: What it is.\n" + "".join(
        f"    {k}: {v}\n" for k, v in more.items()
    )


# What is written below lessons/, beside a lesson that is well, and what the build says.
FAULTS: dict[str, tuple[dict[str, str | bytes], str]] = {
    "a glossary that is no list": ({"glossary.yaml": "terms: 3\n"}, "lessons/glossary.yaml:1: {any}"),
    "a glossary that is not text": (
        {"glossary.yaml": b"terms:\n\xff"},
        "lessons/glossary.yaml:2: not UTF-8 text",
    ),
    "a glossary without an end": (
        {"glossary.yaml": BOMB},
        "lessons/glossary.yaml:1: {any} more than 10,000 values, {any}",
    ),
    "YAML that is too deep": (
        {"glossary.yaml": "[" * 1200},
        "lessons/glossary.yaml:1: {any} nested too deep",
    ),
    "two words linked alike": (
        {"glossary.yaml": GLOSSARY + term("feature map") + term("feature-map")},
        "lessons/glossary.yaml:4: 'feature-map' would be linked as 'feature map' is: #feature-map",
    ),
    "a word that can't be linked": (
        {"glossary.yaml": GLOSSARY + term("'++'")},
        "lessons/glossary.yaml:2: '++' has no letter or digit to be linked by",
    ),
    "a word of no lesson": (
        {"glossary.yaml": GLOSSARY + term("edge", lesson="edgse")},
        "lessons/glossary.yaml:4: no lesson 'edgse' (did you mean 'edges'?)",
    ),
    "an outline that is a list": ({"outline.yaml": "- a\n"}, "lessons/outline.yaml:1: {any}"),
    "an outline that is not YAML": (
        {"outline.yaml": "planned: [\n"},
        "lessons/outline.yaml:2: {any} is not YAML: {any}",
    ),
    "names that differ by case": (
        {"pages/Own.md": b"", "pages/own.md": b""},
        "lessons/pages/Own.md:1: the front matter is missing\n"
        "lessons/pages/own.md:1: its name is lessons/pages/Own.md's but for its case: expected another one\n"
        "lessons/pages/own.md:1: the front matter is missing",
    ),
    "pictures whose names differ by case": (
        {"cat.png": b"1", "Cat.png": b"2"},
        "lessons/cat.png:1: its name is lessons/Cat.png's but for its case: expected another one",
    ),
    "an exercise without tests": (
        {"exercises/sums/starter.py": "", "exercises/sums/solution.py": "", "edges.md": FRONT + EXERCISE},
        "lessons/edges.md:8: the exercise: there is no tests.py in lessons/exercises/sums",
    ),
    "an exercise whose tests are not Python": (
        {
            "exercises/sums/starter.py": "",
            "exercises/sums/solution.py": "",
            "exercises/sums/tests.py": f"{TESTS}    return (\n",
            "edges.md": FRONT + EXERCISE,
        },
        "lessons/edges.md:8: the exercise: lessons/exercises/sums/tests.py:3: not Python: {any}",
    ),
    "an exercise that is not text": (
        {
            "exercises/sums/starter.py": b"\xff",
            "exercises/sums/solution.py": "",
            "exercises/sums/tests.py": TESTS,
            "edges.md": FRONT + EXERCISE,
        },
        "lessons/edges.md:8: the exercise: lessons/exercises/sums/starter.py is not UTF-8 text",
    ),
    "an exercise that does not say what it wants": (
        {
            "exercises/sums/starter.py": "",
            "exercises/sums/solution.py": "",
            "exercises/sums/tests.py": "def test_sum(answer):\n    pass\n",
            "edges.md": FRONT + EXERCISE,
        },
        "lessons/edges.md:8: the exercise: test_sum in lessons/exercises/sums/tests.py lacks a doc{any}",
    ),
    "directives too deep": (
        {
            "edges.md": FRONT
            + "\n".join([*(f"{':' * n}{{note}}" for n in DEEP), *(":" * n for n in DEEP[::-1])])
        },
        "lessons/edges.md:16: the note is inside 8 others: expected no more",
    ),
    "text that is multiplied": (
        {"edges.md": FRONT + '{{ "a" * 9999999999 }}'},
        "lessons/edges.md:8: {any}: no arithmetic with 'a': it is no number",
    ),
    "a number that is none": (
        {"edges.md": FRONT + "{{ 1e999 }} {{ 1e999 - 1e999 }}"},
        "lessons/edges.md:8: '{{{{ 1e999 - 1e999 }}}}': it comes to no finite number\n"
        "lessons/edges.md:8: '{{{{ 1e999 }}}}': it comes to no finite number",
    ),
    "an expression too deep": (
        {"edges.md": FRONT + "{{ " + "-" * 20_000 + "1 }}"},
        "lessons/edges.md:8: {any}",
    ),
    "an id that is the page's": (
        {"edges.md": FRONT + ":::{lab}\nid: content\n:::"},
        "lessons/edges.md:9: id 'content' is already there on this page",
    ),
}


@pytest.mark.parametrize(("files", "expected"), FAULTS.values(), ids=FAULTS)
def test_faults_are_told_with_file_and_line(
    project: Project, files: dict[str, str | bytes], expected: str
) -> None:
    project.lesson("")
    for name, content in files.items():
        path = project.root / "lessons" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    if len({name.casefold() for name in files}) > len(
        {path.name for path in (project.root / "lessons").rglob("*")}
    ):
        pytest.skip("this file system holds just one of them")
    pattern = re.escape(expected.format(any="\0")).replace("\0", ".+")
    assert re.fullmatch(pattern, "\n".join(project.problems()))


def test_lessons_that_are_no_files(project: Project) -> None:
    project.lesson("")
    lessons = project.root / "lessons"
    (lessons / "corners.md").mkdir()
    (lessons / "gone.md").symlink_to(lessons / "nowhere.md")
    (lessons / "loop.md").symlink_to("loop.md")
    said = project.problems()
    for name, why in {"corners": "Is a directory", "gone": "No such file", "loop": "Too many levels"}.items():
        assert [line for line in said if re.match(rf"lessons/{name}\.md:1: it can't be read: {why}", line)], (
            said
        )
    assert len(said) == 3


def test_all_that_a_site_has_at_its_root_is_taken(dist: Path) -> None:
    """A page's address is its slug: one of these would be written over."""
    pages = {path.stem for path in Path("lessons/pages").glob("*.md")}
    assert {path.name for path in dist.iterdir() if path.is_dir()} - pages <= set(TAKEN)


def test_pictures_take_no_place_of_the_site_s_own_files(
    project: Project, tmp_path: Path, second_lesson: SecondLesson
) -> None:
    """Whatever a picture is called, pages still have their script, their style and their icon."""
    names = ["main.css", "main.js", "worker.js", "early.js", "favicon.svg", "icon-192.png", "search.json"]
    project.lesson("\n\n".join(f"![A cat]({name})\n\n![Another](pages/{name})" for name in names))
    project.write("corners.md", second_lesson())
    for name in names:
        project.write(name, f"one {name}")
        project.write(f"pages/{name}", f"another {name}")
    build(tmp_path / "dist", root=project.root)
    html = (tmp_path / "dist/lessons/edges/index.html").read_text("utf-8")
    sources = re.findall(r'<img src="\.\./\.\./([^"]+)"', html)
    assert [(tmp_path / "dist" / source).read_text("utf-8") for source in sources] == [
        text for name in names for text in (f"one {name}", f"another {name}")
    ]
    for page in ("lessons/edges", "lessons/corners", "map"):
        head = (tmp_path / "dist" / page / "index.html").read_text("utf-8").split("</head>")[0]
        for address in re.findall(r'(?:href|src)="[./]*(assets/[^"]+)"', head):
            assert not re.match(b"one |another ", (tmp_path / "dist" / address).read_bytes()), address


def test_headings_that_are_called_like_parts_of_the_page(project: Project, tmp_path: Path) -> None:
    project.lesson("## Content\n\n## Search input\n\n[there](#content-2)")
    build(tmp_path / "dist", root=project.root)
    html = (tmp_path / "dist/lessons/edges/index.html").read_text("utf-8")
    assert '<h2 id="content-2">' in html
    assert html.count('id="content"') == 1
