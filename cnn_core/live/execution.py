"""Running a reader's code: the one place where it is compiled and executed."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import numpy as np

from cnn_core.live.guard import Guard
from cnn_core.live.output import Output
from cnn_core.live.showing import display


def execute(source: str, filename: str, names: dict[str, Any]) -> Any:
    """Run code in `names`; return the value of its last line if that is an expression, else None."""
    body = ast.parse(source, filename).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    code = compile(ast.Module(body, []), filename, "exec", dont_inherit=True)
    value = last.value if isinstance(last, ast.Expr) else ast.Constant(None, lineno=1, col_offset=0)
    value_code = compile(ast.Expression(value), filename, "eval", dont_inherit=True)
    exec(code, names)
    return eval(value_code, names)


def fresh_names() -> dict[str, Any]:
    """Return the names that code finds before it has made any."""
    return {"__name__": "__main__", "display": display, "input": _no_input}


@contextmanager
def alone() -> Iterator[None]:
    """For code that runs on the way to something else: it leaves the library as it is, and says nothing."""
    with Output(lambda _: None).capture(), np.errstate(), Guard():
        yield


def _no_input(*_: object) -> NoReturn:
    """Nobody could answer: the page is not heard while code runs."""
    raise RuntimeError("input() can't ask here. Write the value into the code instead.")
