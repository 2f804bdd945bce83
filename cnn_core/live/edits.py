"""A layer as a reader has rewritten it: compiled from its source, to stand in for the library's."""

import ast
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cnn_core import ops
from cnn_core.backends import references
from cnn_core.errors import CnnCoreError
from cnn_core.layers import Layer
from cnn_core.live.failures import remember
from cnn_core.live.sources import LAYERS


class EditError(CnnCoreError, ValueError):
    """A rewritten layer that can't stand in for the library's, and why."""


@lru_cache(maxsize=32)
def compile_layer(name: str, source: str) -> type[Layer]:
    """Return the class that `source` makes of the layer `name`.

    The code finds all that the layer's own module and `ops` have. Where it calls `ops.conv2d_forward`, and
    has a function of that name itself, its own is called; the rest of `ops` is plain NumPy.

    Args:
        name: of a layer in the library, e.g. "Conv2D".
        source: Python, such as `source_of` gives.

    Raises:
        EditError: the code makes no such layer.
        SyntaxError: it isn't Python.
        Exception: whatever else it raises.
    """
    original = LAYERS[name]
    names = {**vars(ops), **references, **_names_around(original), "operation": lambda function: function}
    names["ops"] = _Operations(names)
    tree = ast.parse(source, remember(f"your {name}", source))
    exec(compile(tree, f"<your {name}>", "exec", dont_inherit=True), names)
    made = names.get(name)
    if not isinstance(made, type) or made is original:
        raise EditError(f"the code has no class {name}: expected `class {name}(...):`, as in the original")
    if not issubclass(made, Layer):
        raise EditError(f"your {name} is no layer: expected `class {name}(Layer):`")
    for method in ("forward", "backward"):
        if getattr(made, method) is getattr(Layer, method):
            raise EditError(f"your {name} has no method {method}")
    # What looks at a network asks for the library's classes; this one answers to them.
    attributes = {"__class__": property(lambda _: original), "__module__": made.__module__}
    return type(name, (made,), attributes)


def like(layer: Layer, made: type[Layer]) -> Layer:
    """Return a layer of the class `made` with the arguments of `layer`.

    Raises:
        EditError: the class doesn't take them.
    """
    written = repr(layer)
    try:
        twin = eval(written, {type(layer).__name__: made})
    except TypeError as error:
        raise EditError(f"your {made.__name__} can’t be made as {written}: {error}") from error
    assert isinstance(twin, Layer)
    return twin


def edited_layers(layers: list[Layer], edits: Mapping[str, str]) -> list[Layer]:
    """Return `layers` with those whose classes `edits` has, by their names, made of that code instead.

    Raises:
        Exception: what `compile_layer` or the code itself raises.
    """
    return [
        like(layer, compile_layer(type(layer).__name__, edits[type(layer).__name__]))
        if type(layer).__name__ in edits
        else layer
        for layer in layers
    ]


class _Operations:
    """`ops`, with the reader's own functions first."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names

    def __getattr__(self, name: str) -> Any:
        if name in self._names and hasattr(ops, name):
            return self._names[name]
        return getattr(ops, name)


def _names_around(layer: type[Layer]) -> dict[str, Any]:
    """Return the names of the module that a class is written in."""
    return dict(vars(sys.modules[layer.__module__]))
