"""Whatever is wrong in a lesson is told with its file, its line and what was expected."""

import re
from collections.abc import Callable

import pytest

from builder.widgets import CONTAINERS, WIDGETS
from tests.pages.conftest import FRONT, Project

SecondLesson = Callable[..., str]


def changed(old: str, new: str) -> str:
    assert old in FRONT
    return FRONT.replace(old, new)


FRONT_MATTER = {
    "unknown key": (
        changed("summary:", "sumary:"),
        "lessons/edges.md:5: unknown key 'sumary' in the front matter: expected one of title, slug, order, "
        "summary, minutes, prerequisites, unlocks (did you mean 'summary'?)\n"
        "lessons/edges.md:2: the front matter lacks 'summary'",
    ),
    "missing key": (changed("minutes: 5\n", ""), "lessons/edges.md:2: the front matter lacks 'minutes'"),
    "wrong type": (
        changed("order: 1", "order: first"),
        "lessons/edges.md:4: 'order' in the front matter: input should be a valid integer, unable to parse "
        "string as an integer, got 'first'",
    ),
    "bad slug": (
        changed("slug: edges", "slug: My Edges"),
        "lessons/edges.md:3: 'slug' in the front matter: string should match pattern "
        "'^[a-z0-9]+(-[a-z0-9]+)*$', got 'My Edges'",
    ),
    "key twice": (
        changed("order: 1\n", "order: 1\norder: 2\n"),
        "lessons/edges.md:5: key 'order' is there twice in the front matter",
    ),
    "not YAML": (
        changed("order: 1", "order: [1"),
        "lessons/edges.md:5: the front matter is not YAML: while parsing a flow sequence expected ',' "
        "or ']', but got ':'",
    ),
    "a list": (
        "---\n- title\n---\n",
        "lessons/edges.md:2: the front matter must be a list of 'key: value' lines, got ['title']",
    ),
    "none": ("# Edges\n", "lessons/edges.md:1: the front matter is missing"),
    "never closed": (
        "---\ntitle: Edges\n",
        "lessons/edges.md:1: the front matter is never closed: expected a line '---' below it",
    ),
    "unknown prerequisite": (
        changed("minutes: 5\n", "minutes: 5\nprerequisites:\n  - corners\n"),
        "lessons/edges.md:8: prerequisites names 'corners', which is neither a lesson nor planned in "
        "outline.yaml",
    ),
    "its own prerequisite": (
        changed("minutes: 5\n", "minutes: 5\nprerequisites: [edges]\n"),
        "lessons/edges.md:7: a lesson can't be among its own prerequisites",
    ),
    "alias of itself": (
        changed("minutes: 5\n", "minutes: 5\nunlocks: &a [*a]\n"),
        "lessons/edges.md:2: the front matter is not YAML: nested too deep",
    ),
}


@pytest.mark.parametrize(("front", "expected"), FRONT_MATTER.values(), ids=FRONT_MATTER)
def test_front_matter(project: Project, front: str, expected: str) -> None:
    project.lesson("", front)
    assert project.problems() == sorted(expected.splitlines(), key=_line)


PREDICTION = (
    ":::{{question}}\nkind: predict\nprompt: What?\noptions:\n  - {}\n  - {}\n{}\n"
    "result: 'It is {{value}}.'\n:::"
)
EXPLAIN = (
    "explain: {name: output_size, arguments: {size: 8, kernel_size: 3, strides: 1, padding: 0}, "
    "value: output_size}"
)

NO_VALUE = EXPLAIN.replace("value: output_size", "value: rows")

BODIES = {
    "malformed live code": (
        "```python live now\nx = 1\n```",
        "8: 'python live now': expected 'python live', or 'python live lab=…' with the id of a lab",
    ),
    "no such exercise": (
        ":::{exercise}\nname: none\ntitle: None\nprompt: Do it.\n:::",
        "8: the exercise: there is no starter.py in lessons/exercises/none",
    ),
    "unknown directive": (
        ":::{labb}\n:::",
        "8: unknown directive 'labb': expected one of {directives} (did you mean 'lab'?)",
    ),
    "nameless directive": (
        ":::\ntext\n:::",
        "8: a directive without a name: expected ':::{{name}}', {known}",
    ),
    "malformed directive": (":::lab\n:::", "8: a directive malformed: expected ':::{{name}}', {known}"),
    "unclosed directive": (
        "Text.\n\n:::{lab}\nclasses: [0, 1]\n",
        "10: ':::{{lab}}' is never closed: expected a line ':::' below it",
    ),
    "title where none goes": (":::{lab} Mine\n:::", "8: ':::{{lab}}' takes no title, got 'Mine'"),
    "unknown key in a widget": (
        "Text.\n\n:::{lab}\nclasses: [0, 1]\nclases: [2]\n:::",
        "12: unknown key 'clases' in the lab: expected one of id, network, classes, keeps, continues "
        "(did you mean 'classes'?)",
    ),
    "wrong value in a widget": (
        ":::{lab}\nclasses: [0, 12]\n:::",
        "9: 'classes' in the lab: classes must be at least two different digits from 0 to 9, not (0, 12).",
    ),
    "no such network": (":::{lab}\nnetwork: digits-82\n:::", "9: 'network' in the lab: {any}"),
    "no such lab": (
        ":::{lab}\nid: mine\n:::\n\n:::{excites}\nlab: ours\n:::",
        "12: the excites: there is no lab 'ours' above it on this page: expected mine",
    ),
    "no such convolution": (
        ":::{lab}\nid: mine\n:::\n\n:::{excites}\nlab: mine\nconvolution: 1\n:::",
        "12: the excites: the lab 'mine' has 1 convolutions, counted from 0",
    ),
    "weights that nothing keeps": (
        ":::{lab}\nkeeps: ten\ncontinues: tens\n:::",
        "8: the lab: nothing keeps weights named 'tens': expected ten",
    ),
    "no such example": (
        ":::{convolution}\nexample: crosses\n:::\n\n:::{pooling}\nexample: {}\n:::",
        "9: 'example' in the convolution: {any}\n13: 'example' in the pooling: {any}",
    ),
    "no such digit": (":::{equivariance}\ndigit: 10\n:::", "9: 'digit' in the equivariance: {any}"),
    "shift beyond the limit": (":::{small-data}\nshift: 3\n:::", "9: 'shift' in the small-data: {any}"),
    "unknown key deep in a widget": (
        ":::{question}\nkind: choice\nprompt: Why?\noptions:\n  - text: a\n    correct: true\n    reason: r\n"
        "  - text: b\n    raeson: no\n:::",
        "15: the question lacks 'reason' in options.1\n"
        "16: unknown key 'raeson' in the question: expected one of text, reason, correct "
        "(did you mean 'reason'?)",
    ),
    "two right answers": (
        ":::{question}\nkind: choice\nprompt: Which?\noptions:\n"
        "  - {text: a, correct: true, reason: x}\n  - {text: b, correct: true, reason: x}\n:::",
        "9: the question: expected exactly one option with 'correct: true', got 2",
    ),
    "question of the other kind": (
        ":::{question}\nkind: number\nprompt: How?\nanswer: 1\nreason: r\notherwise: o\noptions: []\n:::",
        "14: unknown key 'options' in the question: expected one of id, kind, prompt, hint, answer, "
        "tolerance, reason, wrong, otherwise",
    ),
    "question of no kind there is": (
        ":::{question}\nkind: chioce\nprompt: Which?\noptions: []\n:::",
        "9: 'kind' in the question: input should be 'cell', 'choice', 'number', 'order' or 'predict', "
        "got 'chioce'",
    ),
    "order of too few": (
        ":::{question}\nkind: order\nprompt: Which?\nreason: r\nitems:\n  - {text: a, reason: r}\n"
        "  - {text: b, reason: r}\n:::",
        "9: the question: expected 3 to 9 items, got 2",
    ),
    "order of two alike": (
        ":::{question}\nkind: order\nprompt: Which?\nreason: r\nitems:\n  - {text: a, reason: r}\n"
        "  - {text: b, reason: r}\n  - {text: a, reason: r}\n:::",
        "9: the question: two options have the same text",
    ),
    "grid that is none": (
        ":::{question}\nkind: cell\nprompt: Which?\ngrid: 1 x / 2\nlabel: L\nanswer: [1, 1]\nreason: r\n"
        "otherwise: o\n:::",
        "11: 'grid' in the question: expected rows of numbers, as in '1 0 2 / 0 1 1'",
    ),
    "cell outside its grid": (
        ":::{question}\nkind: cell\nprompt: Which?\ngrid: 1 2 / 3 4\nlabel: L\nanswer: [1, 3]\nreason: r\n"
        "otherwise: o\n:::",
        "9: the question: the grid has no row 1, column 3",
    ),
    "cell that is right and wrong": (
        ":::{question}\nkind: cell\nprompt: Which?\ngrid: 1 2 / 3 4\nlabel: L\nanswer: [[1, 1], [1, 2]]\n"
        "reason: r\nwrong: [{cells: [1, 2], reason: x}]\notherwise: o\n:::",
        "9: the question: row 1, column 2 is there twice",
    ),
    "prediction of what does not come": (
        PREDICTION.format("{text: a, value: 5, reason: r}", "{text: b, value: 7, reason: r}", EXPLAIN),
        "8: the question: it comes to 6, and 0 of the predictions hold",
    ),
    "prediction without a result": (
        PREDICTION.format("{text: a, reason: r}", "{text: b, value: 6, reason: r}", EXPLAIN),
        "12: 'options.0' in the question: expected 'value', or 'at_least' and 'below', or one of the two",
    ),
    "prediction by an explanation that is refused": (
        PREDICTION.format(
            "{text: a, below: 5, reason: r}", "{text: b, at_least: 5, reason: r}", EXPLAIN.replace("8", "0")
        ),
        "8: the question: Input size must be a whole number from 1 to 1024; 0 is outside.",
    ),
    "prediction of what the explanation does not say": (
        PREDICTION.format(
            "{text: a, below: 5, reason: r}",
            "{text: b, at_least: 5, reason: r}",
            NO_VALUE,
        ),
        "8: the question: no 'rows' on the way to 'rows': there are {any}",
    ),
    "prediction of a training with a gap": (
        PREDICTION.format(
            "{text: a, below: 0.5, reason: r}", "{text: b, at_least: 0.6, reason: r}", "train: {steps: 5}"
        ),
        "9: the question: the predictions must cover every result, and each once",
    ),
    "prediction of a training that is refused": (
        PREDICTION.format(
            "{text: a, below: 0.5, reason: r}",
            "{text: b, at_least: 0.5, reason: r}",
            "train: {steps: 5, settings: {filters: 99}}",
        ),
        "8: the question: Filters must be a whole number from 1 to 16; 99 is outside.",
    ),
    "wrong answer that is right": (
        ":::{question}\nkind: number\nprompt: How many?\nanswer: 4\ntolerance: 1\nreason: r\notherwise: o\n"
        "wrong: [{value: 5, reason: x}]\n:::",
        "9: the question: 5 is among the wrong answers and would count as right",
    ),
    "two widgets of one id": (
        ":::{lab}\nid: mine\n:::\n\n:::{lab}\nclasses: [0, 1]\nid: mine\n:::",
        "14: id 'mine' is already there on this page",
    ),
    "filter larger than its image": (
        ":::{parameters}\nheight: 2\n:::",
        "8: the parameters: A filter of 3 × 3 pixels does not fit into an image of 2 × 224.",
    ),
    "unknown stack of layers": (
        ":::{shapes}\nstack: vgg\n:::",
        "9: 'stack' in the shapes: no such stack: {any}",
    ),
    "unknown example of a receptive field": (
        ":::{receptive-field}\nexample: four\n:::",
        "9: 'example' in the receptive-field: {any}",
    ),
    "number beyond a residual block": (
        ":::{residual}\nx: [1, 10]\n:::",
        "8: the residual: x, row 2, column 1, must be a number from −9 to 9; 10 is outside.",
    ),
    "no such depth": (":::{depth}\ndepth: 12\n:::", "9: 'depth' in the depth: {any}"),
    "race to everything": (":::{race}\ntarget: 100\n:::", "9: 'target' in the race: {any}"),
    "blocks that leave nothing": (
        ":::{rhythm}\nsize: 4\nblocks: 3\n:::",
        "9: the rhythm: 3 blocks halve a side of 4 pixels to nothing",
    ),
    "source of nothing": (
        ":::{source}\nobject: cnn_core.ops.conv9d\n:::",
        "8: the source: cnn_core/ops.py defines no conv9d",
    ),
    "source of no module": (":::{source}\nobject: cnn_core.nowhere.f\n:::", "8: the source: {any}"),
    "collection without a lab": (":::{collection}\n:::", "1: the collection lacks 'lab'"),
    "too many sketches for the ladder": (
        ":::{ladder}\nsketches: 3000\n:::",
        "9: 'sketches' in the ladder: {any}",
    ),
    "too few seeds for the ladder": (":::{ladder}\nseeds: 1\n:::", "9: 'seeds' in the ladder: {any}"),
    "unknown function": ("One.\nTwo {{ paramz() }}.", "9: '{{{{ paramz() }}}}': no function 'paramz': {any}"),
    "not an expression": ("{{ 1 + }}", "8: '{{{{ 1 + }}}}': not an expression"),
    "not an expression, over two lines": (
        "{{ 1 +\n{{ 2 }} is three.",
        "8: '{{{{ 1 + {{{{ 2 }}}}': not an expression",
    ),
    "forbidden expression": (
        "{{ __import__('os').getcwd() }}",
        "8: '{{{{ __import__('os').getcwd() }}}}': \"__import__('os').getcwd()\" is not allowed: expected "
        "calls, numbers and arithmetic",
    ),
    "division by zero": ("{{ 1 / 0 }}", "8: '{{{{ 1 / 0 }}}}': ZeroDivisionError: division by zero"),
    "figure never closed": (
        "One\ntwo {{ three.",
        "9: '{{{{' is never closed: expected '{{{{ expression }}}}'",
    ),
    "figure in a widget's text": (
        ":::{question}\nkind: number\nprompt: |\n  One line.\n  Then {{ nothing() }}.\nanswer: 1\nreason: r\n"
        "otherwise: o\n:::",
        "12: '{{{{ nothing() }}}}': no function 'nothing': {any}",
    ),
    "broken formula": ("One\n$x$ and\n$\\frac{1$.", "10: temml can't set $\\frac{{1$: {any}"),
    "broken displayed formula": ("Text.\n\n$$\n\\nosuchcommand x\n$$", "10: temml can't set {any}"),
    "broken formula in a note": (
        "::::{note}\nText.\n\n:::{takeaways}\n- $\\frac{1$\n:::\n::::",
        "12: temml can't set $\\frac{{1$: {any}",
    ),
    "link to no section": (
        "## Here\n\n[there](#hare)",
        "10: broken link '#hare': lessons/edges.md has no #hare (did you mean 'here'?)",
    ),
    "link to no lesson": ("[x](edge.md)", "8: broken link 'edge.md' (did you mean 'edges.md'?): {any}"),
    "link from the root": ("[x](/lessons/edges/)", "8: broken link '/lessons/edges/': {any}"),
    "script link": ("[x](ftp://example.org)", "8: broken link 'ftp://example.org': {any}"),
    "missing image": ("![A cat](cat.png)", "8: there is no image 'cat.png' beside the lesson"),
    "image elsewhere": (
        "![A cat](../../../etc/hostname)",
        "8: there is no image '../../../etc/hostname' beside the lesson",
    ),
    "image undescribed": (
        "![](cat.png)",
        "8: an image lacks its description: expected ![what it shows](file)\n"
        "8: there is no image 'cat.png' beside the lesson",
    ),
    "title in the body": ("# Edges", "8: the page's only '#' heading is its title: expected '##' or deeper"),
    "skipped level": ("## A\n\n#### B", "10: a heading #### below ##: levels can't be skipped"),
    "unknown language": ("```pyton\n1\n```", "8: no language 'pyton' to highlight: {any}"),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
def test_body(project: Project, body: str, expected: str) -> None:
    project.lesson(body)
    problems = project.problems()
    lines = expected.splitlines()
    assert len(problems) == len(lines), problems
    for problem, line in zip(problems, lines, strict=True):
        directives = ", ".join([*WIDGETS, *CONTAINERS])
        filled = line.format(known=f"expected one of {directives}", directives=directives, any="\0")
        pattern = re.escape(f"lessons/edges.md:{filled}").replace("\0", ".+")
        assert re.fullmatch(pattern, problem), problem


def test_all_problems_of_all_lessons_are_told_at_once(project: Project, second_lesson: SecondLesson) -> None:
    project.lesson("[x](#nowhere)\n\n{{ nothing() }}\n\n$\\frac{1$")
    project.write("corners.md", second_lesson() + ":::{lib}\n:::\n")
    places = [problem.split(": ")[0] for problem in project.problems()]
    assert places == [
        "lessons/corners.md:10",
        "lessons/edges.md:8",
        "lessons/edges.md:10",
        "lessons/edges.md:12",
    ]


def test_a_lesson_with_a_faulty_front_matter_does_not_hide_the_others(
    project: Project, second_lesson: SecondLesson
) -> None:
    project.lesson(
        "[x](corners.md)\n\n[y](#nowhere)", changed("minutes: 5\n", "minutes: 5\nunlocks: [corners]\n")
    )
    project.write("corners.md", second_lesson(minutes="none"))
    places = [problem.split(": ")[0] for problem in project.problems()]
    assert places == ["lessons/corners.md:6", "lessons/edges.md:11"]


@pytest.mark.parametrize("key", ["slug", "order"])
def test_two_lessons_can_not_share_a_slug_or_an_order(
    project: Project, second_lesson: SecondLesson, key: str
) -> None:
    project.lesson("")
    project.write("fields.md", second_lesson(**{key: {"slug": "edges", "order": "1"}[key]}))
    (problem,) = project.problems()
    assert re.fullmatch(
        rf"lessons/fields.md:[34]: {key} '?(edges|1)'? is already lessons/edges.md's", problem
    )


def test_no_lessons(project: Project) -> None:
    assert project.problems() == ["lessons: no lessons: expected at least one .md file"]


def test_a_lesson_that_is_not_text(project: Project) -> None:
    (project.root / "lessons" / "edges.md").write_bytes(FRONT.encode() + b"fine\n\xff\xfe\n")
    assert project.problems() == ["lessons/edges.md:9: not UTF-8 text"]


def test_a_faulty_outline(project: Project) -> None:
    project.lesson("")
    project.write("outline.yaml", "planned:\n  - slug: a\n    title: A\n  - slug: a\n    title: B\n")
    assert project.problems() == ["lessons/outline.yaml:4: slug 'a' is there twice"]
    project.write("outline.yaml", "planed: []\n")
    assert project.problems() == [
        "lessons/outline.yaml:1: unknown key 'planed' in the outline: expected planned "
        "(did you mean 'planned'?)"
    ]


def test_faulty_pages(project: Project) -> None:
    project.lesson("[x](pages/own.md#nowhere)")
    for name, slug in (("own", "own"), ("two", "own"), ("runtime", "runtime")):
        project.write(f"pages/{name}.md", f"---\ntitle: T\nslug: {slug}\nsummary: S.\n---\n[y](../none.md)\n")
    project.write("pages/long.md", "---\ntitle: T\nslug: long\nsummary: S.\nminutes: 3\n---\n")
    problems = project.problems()
    assert [problem for problem in problems if "'../none.md'" not in problem] == [
        "lessons/edges.md:8: broken link 'pages/own.md#nowhere': lessons/pages/own.md has no #nowhere",
        "lessons/pages/long.md:5: unknown key 'minutes' in the front matter: "
        "expected one of title, slug, summary",
        "lessons/pages/runtime.md:3: slug 'runtime' is already the site's",
        "lessons/pages/two.md:3: slug 'own' is already lessons/pages/own.md's",
    ]
    assert len(problems) == 7


def _line(problem: str) -> int:
    return int(problem.split(":")[1])
