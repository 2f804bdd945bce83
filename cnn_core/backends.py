"""Who carries out the operations of `ops`: the readable reference, or a faster stand-in.

A backend is a table of functions by the operation's name. An operation that a backend doesn't have falls back
to the reference, so a backend may cover as little as one operation.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from cnn_core.errors import BackendError

P = ParamSpec("P")
R = TypeVar("R")
Table = dict[str, Callable[..., Any]]

_operations: set[str] = set()
_tables: dict[str, Table] = {"reference": {}}
_active_name = "reference"
_active: Table = _tables["reference"]


def operation(reference: Callable[P, R]) -> Callable[P, R]:
    """Make `reference` replaceable by the function of its name in the backend in use, if there is one.

    The reference itself stays at hand as the attribute `__wrapped__`.
    """
    name = reference.__name__
    _operations.add(name)

    @functools.wraps(reference)
    def dispatch(*args: P.args, **kwargs: P.kwargs) -> R:
        result: R = _active.get(name, reference)(*args, **kwargs)
        return result

    return dispatch


def register(name: str, functions: Mapping[str, Callable[..., Any]]) -> None:
    """Add a backend, or replace it: `functions` by the name of the operation each one stands in for.

    Raises:
        BackendError: for the name "reference", and for a function that stands in for no operation.
    """
    if name == "reference":
        raise BackendError("the backend 'reference' is what others are tested against and can't be replaced")
    unknown = sorted(set(functions) - _operations)
    if unknown:
        raise BackendError(
            f"no such operation: {', '.join(unknown)}; there are {', '.join(sorted(_operations))}"
        )
    table = _tables.setdefault(name, {})
    table.clear()
    table.update(functions)


def backend() -> str:
    """Return the name of the backend in use, "reference" or "compiled".

    Example:
        >>> backend() in ("compiled", "reference")
        True
    """
    return _active_name


def use_backend(name: str) -> None:
    """Let the backend `name` carry out every operation from now on.

    Raises:
        BackendError: when there is no such backend here.
    """
    global _active, _active_name
    if name not in _tables:
        known = ", ".join(_tables)
        raise BackendError(f"the backend {name!r} is not available here; there is {known}")
    _active, _active_name = _tables[name], name
