"""Networks that a reader writes: from the code of a cell to the network of a laboratory."""

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from cnn_core.arrays import Shape
from cnn_core.errors import CnnCoreError
from cnn_core.layers import Layer
from cnn_core.live.execution import alone, execute, fresh_names
from cnn_core.live.failures import remember
from cnn_core.model import Sequential


class ProgramError(CnnCoreError, ValueError):
    """A reader's network that a laboratory can't take, and why."""


def definitions(source: str) -> str:
    """Return of `source` what later code may be made of: imports, functions, classes and plain constants.

    Example:
        >>> definitions("import math\\nsize = 3\\nprint(size)\\ntotal = sum([1, 2])")
        'import math\\nsize = 3\\n'
    """
    kept = [node for node in ast.parse(source).body if _is_definition(node)]
    return "".join(f"{ast.unparse(node)}\n" for node in kept)


def is_network(value: Any) -> bool:
    """Return whether `value` is a network, or a list of layers to make one of."""
    if isinstance(value, Sequential):
        return True
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Layer) for one in value)


def build_network(program: str, input_shape: Shape, classes: int, rng: np.random.Generator) -> Sequential:
    """Return the network that `program` makes, with first weights drawn by `rng`.

    Args:
        program: code whose last line is a `Sequential`, or a list of layers.
        input_shape: of the laboratory's images.
        classes: how many digits it tells apart.
        rng: draws.

    Raises:
        ProgramError: the code makes no network, or not one for these images and classes.
        ShapeError: the layers don't fit.
        Exception: whatever else the code raises.
    """
    with alone():
        made = execute(program, remember("your network", program), fresh_names())
        if not is_network(made):
            raise ProgramError(
                "the last line of the code is no network: expected a Sequential, or a list of layers"
            )
        if isinstance(made, Sequential) and made.input_shape != input_shape:
            raise ProgramError(
                f"your network takes images of {_size(made.input_shape)}, and this lab’s are "
                f"{_size(input_shape)}: expected input_shape={input_shape}"
            )
        layers: Sequence[Layer] = made.layers if isinstance(made, Sequential) else made
        model = Sequential(layers, input_shape=input_shape, rng=rng)
    if model.output_shape != (classes,):
        raise ProgramError(
            f"your network gives {_size(model.output_shape)} numbers for an image, and this lab tells "
            f"{classes} digits apart: expected Dense({classes}) as the last layer"
        )
    if not model.num_params:
        raise ProgramError("your network has no parameters, so there is nothing to train")
    return model


def _is_definition(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
        return True
    if not isinstance(node, ast.Assign):
        return False
    try:
        ast.literal_eval(node.value)
    except (ValueError, TypeError, RecursionError):
        return False
    return all(isinstance(target, ast.Name) for target in node.targets)


def _size(shape: Shape) -> str:
    return " × ".join(map(str, shape))
