"""Exercises: a reader's code, and tests that say in words what it doesn't do yet."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from cnn_core.live.execution import execute, fresh_names
from cnn_core.live.failures import describe, is_readers, remember
from cnn_core.live.guard import Guard
from cnn_core.live.output import Output, Tell

CODE = "your code"


def try_exercise(source: str, tests: str, tell: Tell) -> dict[str, Any]:
    """Run a reader's code, then every test on it. Never raises.

    Args:
        source: the reader's code.
        tests: Python with functions `test_…(answer)`, run in the order they are written in. The first line of
            a docstring says what a test wants; an AssertionError what is missing. `answer` has the names of
            the reader's code.
        tell: hears what the code says meanwhile, see `Output`.

    Returns:
        `error` of the code itself, see `failures.describe`, or None; and `results`, for each test `what`,
        `passed` and `detail`, empty if the code could not be run.
    """
    filename = remember(CODE, source)
    output = Output(tell)
    names = fresh_names()
    problem: BaseException | None = None
    results = []
    with output.capture(), np.errstate(), Guard():
        try:
            execute(source, filename, names)
        except BaseException as raised:
            problem = raised
        if problem is None:
            results = [_try(test, SimpleNamespace(**names)) for test in _tests(tests)]
    return {"error": None if problem is None else describe(problem, filename), "results": results}


def _tests(tests: str) -> list[Any]:
    names: dict[str, Any] = {"__name__": "tests"}
    exec(compile(tests, "<tests>", "exec", dont_inherit=True), names)
    return [value for name, value in names.items() if name.startswith("test_")]


def _try(test: Any, answer: SimpleNamespace) -> dict[str, Any]:
    what = (test.__doc__ or test.__name__).strip().split("\n")[0]
    try:
        test(answer)
    except BaseException as problem:
        return {"what": what, "passed": False, "detail": _detail(problem)}
    return {"what": what, "passed": True, "detail": ""}


def _detail(problem: BaseException) -> str:
    if isinstance(problem, AssertionError) and not is_readers(problem):
        return str(problem)
    if isinstance(problem, AttributeError) and isinstance(problem.obj, SimpleNamespace):
        return f"There is no {problem.name} in your code any more."
    told = describe(problem, f"<{CODE}>")
    line = f", line {told['line']}" if told["line"] else ""
    return f"{told['type']}{line}: {told['message']}"
