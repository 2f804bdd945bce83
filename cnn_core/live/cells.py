"""Cells of code that share their names, as in a notebook."""

import time
from typing import Any

import numpy as np

from cnn_core.live.execution import execute, fresh_names
from cnn_core.live.failures import describe, remember
from cnn_core.live.guard import Guard
from cnn_core.live.output import Output, Tell
from cnn_core.live.programs import definitions, is_network
from cnn_core.model import Sequential


class Cells:
    """What the cells of one page share.

    Example:
        >>> cells, told = Cells(), []
        >>> cells.run("cell 1", "x = 6 * 7", told.append)["error"] is None
        True
        >>> answer = cells.run("cell 2", "x", told.append)
        >>> told
        [{'kind': 'text', 'stream': 'out', 'text': '42\\n'}]
    """

    def __init__(self) -> None:
        self._guard = Guard()
        self._names = fresh_names()
        self._definitions = ""  # so far, for networks that are made of them

    def run(self, name: str, source: str, tell: Tell) -> dict[str, Any]:
        """Run a cell.

        Args:
            name: of the cell, as its errors name it.
            source: Python; the value of a last line that is an expression is shown.
            tell: hears what the cell says while it runs, see `Output`.

        Returns:
            `error`, see `failures.describe`, or None; `seconds` it took; `changed`, names in the library that
            the cells have changed for themselves; `program`, code that makes the network that the cell's
            last line is, or None if it is none.
        """
        filename = remember(name, source)
        problem: BaseException | None = None
        network = False
        output = Output(tell)
        began = time.perf_counter()
        with output.capture(), np.errstate(), self._guard:
            try:
                value = execute(source, filename, self._names)
                network = is_network(value)
                if value is not None:
                    output.show({"kind": "text", "stream": "out", "text": f"{_written(value)}\n"})
            except BaseException as raised:  # SystemExit too: a cell may not end the page's Python
                problem = raised
        seconds = time.perf_counter() - began
        program = None
        if problem is None:
            program = self._definitions + source if network else None
            self._definitions += definitions(source)
        return {
            "error": None if problem is None else describe(problem, filename),
            "seconds": seconds,
            "changed": self._guard.changed,
            "program": program,
        }


def _written(value: Any) -> str:
    return value.summary() if isinstance(value, Sequential) else repr(value)
