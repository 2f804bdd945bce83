"""Cells: what they say, what they share, how their errors read, and what they may not do to the page."""

import sys
from itertools import groupby
from typing import Any

import numpy as np
import pytest

import cnn_core
from cnn_core import Conv2D, backend, ops
from cnn_core.live import Cells
from cnn_core.live.output import MOST_TEXT

Told = list[dict[str, Any]]


class Page:
    """Runs cells and keeps what they say."""

    def __init__(self) -> None:
        self._cells = Cells()
        self.told: Told = []

    def run(self, source: str, name: str = "cell 1") -> dict[str, Any]:
        self.told = []
        return self._cells.run(name, source, self.told.append)

    def fail(self, source: str, name: str = "cell 1") -> dict[str, Any]:
        error: dict[str, Any] | None = self.run(source, name)["error"]
        assert error is not None
        return error

    @property
    def text(self) -> str:
        return "".join(one["text"] for one in self.told if one["kind"] == "text")


@pytest.fixture
def page() -> Page:
    return Page()


def test_names_are_shared_and_the_last_value_is_shown(page: Page) -> None:
    assert page.run("x = 20\nprint('set')")["error"] is None
    assert page.text == "set\n"
    page.run("x += 1\nx * 2", "cell 2")
    assert page.text == "42\n"
    page.run("None")
    assert page.text == ""


def test_streams_come_in_order_and_while_the_cell_runs(page: Page) -> None:
    page.run("import sys, time\nprint('a')\nprint('b', file=sys.stderr)\ntime.sleep(0.06)\nprint('c')\nx")
    # In how many pieces depends on how busy the machine is.
    streams = groupby(page.told, key=lambda one: one["stream"])
    assert [(stream, "".join(one["text"] for one in told)) for stream, told in streams] == [
        ("out", "a\n"),
        ("error", "b\n"),
        ("out", "c\n"),
    ]
    heard: Told = []
    Cells().run("c", "for i in range(4):\n print(i)\n import time; time.sleep(0.06)", heard.append)
    assert len(heard) > 2


def test_too_much_is_cut(page: Page) -> None:
    assert page.run("for _ in range(1000): print('x' * 1000)")["error"] is None
    assert MOST_TEXT < len(page.text) < MOST_TEXT + 100
    assert "no more than 100,000 characters" in page.text
    page.run("import numpy as np\nfor _ in range(100): display(np.eye(3))")
    assert sum(one["kind"] == "images" for one in page.told) == 60


def test_an_error_names_the_line_and_the_readers_own_frames(page: Page) -> None:
    page.run("import numpy as np\n\ndef join(a, b):\n    return a @ b\n", "cell 1")
    error = page.fail("x = 1\njoin(np.ones((2, 3)),\n     np.ones((2, 3)))", "cell 2")
    assert error["type"] == "ValueError"
    assert error["line"] == 2
    assert [(one["where"], one["line"], one["name"]) for one in error["frames"]] == [
        ("cell 2", 2, ""),
        ("cell 1", 4, "join"),
    ]
    assert error["frames"][1]["text"] == "return a @ b"
    assert error["inside"] is None
    error = page.fail("from cnn_core import Conv2D\nConv2D(4, 0)", "cell 3")
    assert error["line"] == 2
    assert error["inside"].startswith("cnn_core/validation.py, line ")
    assert "kernel_size must be a whole number of at least 1, got 0" in error["message"]


def test_python_that_cannot_be_read(page: Page) -> None:
    error = page.fail("x = 1\nif x\n  print(x)")
    assert (error["type"], error["line"], error["column"]) == ("SyntaxError", 2, 5)
    assert "expected ':'" in error["message"]


def test_python_guesses_at_what_was_meant(page: Page) -> None:
    error = page.fail("total = 1\ntotl")
    assert "name 'totl' is not defined" in error["message"]
    if sys.version_info >= (3, 12):  # as in the browser
        assert "Did you mean: 'total'" in error["message"]
    assert "cells have run" in error["hint"]


HOSTILE = {
    "sys.exit": ("import sys\nsys.exit(3)", "SystemExit", "ended this code and nothing else"),
    "interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt", None),
    "recursion": ("def f(): return f()\nf()", "RecursionError", "kept calling itself"),
    "memory": ("import numpy as np\nnp.ones((10**7, 10**8))", "MemoryError", "Restart gives back"),
    "input": ("input('name? ')", "RuntimeError", None),
    "no such module": ("import torch", "ModuleNotFoundError", "display(...) draws arrays"),
    "an error that can't be told": (
        "class E(Exception):\n  def __str__(self): raise ValueError\nraise E",
        "E",
        None,
    ),
    "broken builtins": (
        "import builtins\nbuiltins.isinstance = builtins.len = None\n1 / 0",
        "ZeroDivisionError",
        None,
    ),
}


@pytest.mark.parametrize(("source", "kind", "hint"), HOSTILE.values(), ids=HOSTILE)
def test_what_would_end_a_program_ends_only_the_cell(
    page: Page, source: str, kind: str, hint: str | None
) -> None:
    stdout = sys.stdout
    error = page.fail(source)
    assert error["type"] == kind
    assert hint is None or hint in error["hint"]
    assert sys.stdout is stdout
    page.run("len('still here')")
    assert page.text == "10\n"


def test_many_frames_are_left_out(page: Page) -> None:
    error = page.fail("def f(n): return f(n - 1) if n else 1 / 0\nf(50)")
    assert len(error["frames"]) == 8
    assert error["left_out"] == 44


def test_the_library_is_changed_for_the_cells_alone(page: Page) -> None:
    """Functions, classes, methods, code and tables are put back; the next cell finds its own again."""
    before = ops.relu_forward
    forward, code, defaults = Conv2D.forward, Conv2D.backward.__code__, sys.getrecursionlimit()
    answer = page.run(
        "import sys, cnn_core, builtins\nfrom cnn_core import ops, Conv2D, backends\n"
        "ops.relu_forward = lambda x: (x, x)\n"
        "Conv2D.forward = lambda self, x, training=False: x\n"
        "Conv2D.backward.__code__ = (lambda self, grad_output: grad_output).__code__\n"
        "Conv2D.extra = 1\n"
        "backends.references['relu_forward'] = None\n"
        "builtins.max = min\n"
        "cnn_core.sketches.digits = None\n"
        "sys.modules['cnn_core.ops'] = None\n"
        "sys.setrecursionlimit(5000)\n"
        "import numpy as np; np.seterr(all='raise'); np.maximum = np.minimum\n"
    )
    assert answer["error"] is None
    assert ops.relu_forward is before
    assert Conv2D.forward is forward
    assert Conv2D.backward.__code__ is code
    assert not hasattr(Conv2D, "extra")
    assert max(1, 2) == 2
    assert np.maximum(1, 2) == 2
    assert np.geterr()["divide"] != "raise"
    assert sys.modules["cnn_core.ops"] is ops
    assert sys.getrecursionlimit() == defaults
    assert callable(cnn_core.sketches.digits)
    assert {"cnn_core.ops.relu_forward", "cnn_core.layers.conv2d.Conv2D.forward", "builtins.max"} <= set(
        answer["changed"]
    )
    page.run("ops.relu_forward(-1)[0], max(1, 2), Conv2D.extra", "cell 2")
    assert page.text == "(-1, 2, 1)\n"
    assert ops.relu_forward is before


def test_a_backend_chosen_in_a_cell_is_the_cells(page: Page) -> None:
    before = backend()
    answer = page.run("from cnn_core import use_backend\nuse_backend('reference')")
    assert answer["changed"] == []
    assert backend() == before
    page.run("from cnn_core import backend\nbackend()")
    assert page.text == "'reference'\n"


def test_pictures_and_plots(page: Page) -> None:
    page.run("import numpy as np\ndisplay(np.eye(4), label='I')\ndisplay(np.zeros((5, 8, 8, 1)))")
    first, many = page.told
    assert (first["kind"], first["images"].shape, first["low"], first["high"]) == (
        "images",
        (1, 4, 4, 1),
        0,
        1,
    )
    assert first["label"] == "I"
    assert many["images"].shape == (5, 8, 8, 1)
    page.run("display(np.array([[-3.0, 1.0], [0, np.nan]]))")
    assert (page.told[0]["low"], page.told[0]["high"]) == (-3, 3)
    page.run("display(np.zeros((6, 6, 4)))\ndisplay(np.zeros((6, 6, 3)))\ndisplay(np.zeros((1, 6, 6, 4)))")
    assert [one["images"].shape for one in page.told] == [(6, 6, 4, 1), (1, 6, 6, 3), (4, 6, 6, 1)]
    page.run("display([1, 4, 9])\ndisplay({'a': [1, 2], 'b': np.ones(3)})\ndisplay('words', 7)")
    plot, two, *words = page.told
    assert plot["series"][0]["values"].tolist() == [1, 4, 9]
    assert [(one["name"], len(one["values"])) for one in two["series"]] == [("a", 2), ("b", 3)]
    assert "".join(one["text"] for one in words) == "words\n7\n"


def test_a_network_at_the_end_of_a_cell_comes_with_what_it_is_made_of(page: Page) -> None:
    page.run(
        "from cnn_core import *\nunits = 8\ndef head(n):\n"
        "    return [Flatten(), Dense(units), Dense(n)]\nprint(1)"
    )
    assert page.run("1 + 1")["program"] is None
    program = page.run("head(4)", "cell 2")["program"]
    assert program is not None
    assert "print" not in program
    names: dict[str, Any] = {}
    exec(program, names)
    assert names["units"] == 8
