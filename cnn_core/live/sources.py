"""The source of a layer as it stands in the library that runs: its class, and the operations it calls."""

import ast
import inspect
from collections.abc import Iterable
from typing import Any

from cnn_core import layers, ops
from cnn_core.backends import references
from cnn_core.layers import Layer

LAYERS: dict[str, type[Layer]] = {
    name: getattr(layers, name) for name in layers.__all__ if name not in ("Layer", "Residual")
}

CALLED = "# The operations that it calls, from cnn_core/ops.py.\n"


def source_of(name: str) -> dict[str, Any]:
    """Return the source of the layer `name`, read from the file that was imported.

    Returns:
        `name`; `file` and `line` of its class; `text`: the class, and after it the operations that it calls,
        with the functions of `ops` that these call in turn.

    Raises:
        KeyError: there is no such layer.
    """
    layer = LAYERS[name]
    lines, first = inspect.getsourcelines(layer)
    text = "".join(lines)
    called = [inspect.getsource(_operation(one)) for one in _called(text)]
    return {
        "name": name,
        "file": f"{layer.__module__.replace('.', '/')}.py",
        "line": first,
        "text": "\n\n".join([text, CALLED + "\n\n" + "\n\n".join(called)] if called else [text]),
    }


def _called(text: str) -> list[str]:
    """Return the functions of `ops` that a class calls, and those that these call, in the file's order."""
    found: set[str] = set()
    new = {
        node.attr
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "ops"
    }
    while new := {name for name in new if name not in found and inspect.isfunction(_operation(name))}:
        found |= new
        new = set().union(*map(_names_in, new))
    return sorted(found, key=lambda name: _operation(name).__code__.co_firstlineno)


def _names_in(operation: str) -> Iterable[str]:
    tree = ast.parse(inspect.getsource(_operation(operation)))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} & vars(ops).keys()


def _operation(name: str) -> Any:
    """Return what `ops` has of that name, as it is written there, whichever backend stands in for it."""
    thing = references.get(name) or getattr(ops, name, None)
    return thing if getattr(thing, "__module__", "") == ops.__name__ else None
