"""Who carries out the operations of `ops`: the readable reference, or a faster stand-in.

A backend is a table of functions by the operation's name. An operation that a backend doesn't have falls back
to the reference, so a backend may cover as little as one operation. The function in use stands in the module
under the operation's name, so a call costs what a call costs: write `ops.relu_forward(x)`, and don't import
the function itself, which another backend then couldn't take the place of.
"""

import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cnn_core.errors import BackendError

Function = Callable[..., Any]
F = TypeVar("F", bound=Function)

references: dict[str, Function] = {}  # the NumPy functions, by name
_tables: dict[str, dict[str, Function]] = {"reference": {}}
_active = "reference"


def operation(reference: F) -> F:
    """Make `reference`, a function of a module, replaceable by the function of its name in another backend.

    The reference itself stays at hand in `references`.
    """
    references[reference.__name__] = reference
    return reference


def register(name: str, functions: Mapping[str, Function]) -> None:
    """Add a backend, or replace it: `functions` by the name of the operation each one stands in for.

    Raises:
        BackendError: for the name "reference", and for a function that stands in for no operation.
    """
    if name == "reference":
        raise BackendError("the backend 'reference' is what others are tested against and can't be replaced")
    unknown = sorted(set(functions) - set(references))
    if unknown:
        raise BackendError(
            f"no such operation: {', '.join(unknown)}; there are {', '.join(sorted(references))}"
        )
    _tables[name] = dict(functions)
    if name == _active:
        use_backend(name)


def backend() -> str:
    """Return the name of the backend in use, "reference" or "compiled".

    Example:
        >>> backend() in ("compiled", "reference")
        True
    """
    return _active


def use_backend(name: str) -> None:
    """Let the backend `name` carry out every operation from now on.

    Raises:
        BackendError: when there is no such backend here.
    """
    global _active
    if name not in _tables:
        known = ", ".join(_tables)
        raise BackendError(f"the backend {name!r} is not available here; there is {known}")
    for operation_name, reference in references.items():
        module = sys.modules[reference.__module__]
        setattr(module, operation_name, _tables[name].get(operation_name, reference))
    _active = name
