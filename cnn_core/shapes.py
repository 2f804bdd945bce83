"""Arithmetic of sizes: what comes out of a layer, how far a layer sees. Nothing is allocated.

A layer here is anything that can say its `compute_output_shape` and `count_params`: those of `layers`, built or not,
and the records of `architectures`.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from cnn_core.arrays import Padding, Shape
from cnn_core.errors import ShapeError


class Shaped(Protocol):
    """What this module needs to know of a layer."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output for one input of `input_shape`."""

    def count_params(self, input_shape: Shape) -> int:
        """Return the number of parameters for inputs of `input_shape`."""

    def windows(self) -> list[tuple[int, int]]:
        """Return (size, strides) of each window that slides over the input; none for a layer that has no window."""


class LayerShape(NamedTuple):
    """One row of `trace_shapes`."""

    layer: str
    output_shape: Shape
    params: int


class ReceptiveField(NamedTuple):
    """How an output depends on the input: through `size` pixels across; its neighbor's window is `jump` pixels on."""

    size: int
    jump: int


def output_size(size: int, kernel_size: int, strides: int = 1, padding: Padding | int = "valid") -> int:
    """Return how many positions a window takes along one axis.

    With padding P on either side it is ⌊(W − F + 2P) / S⌋ + 1. A last window that would reach over the edge is left
    out, as in Keras. "valid" is P = 0. "same" pads so that ⌈W / S⌉ come out, see `same_padding`.

    Args:
        size: W, pixels along the axis.
        kernel_size: F, size of the window.
        strides: S, pixels from one position to the next.
        padding: "valid", "same" or P, the number of zeros on either side.

    Raises:
        ShapeError: when the window is larger than the padded input.

    Example:
        >>> output_size(8, 3), output_size(8, 3, padding="same"), output_size(28, 5, strides=2, padding=2)
        (6, 8, 14)
    """
    if padding == "same":
        return -(-size // strides)
    around = 0 if padding == "valid" else 2 * padding
    if kernel_size > size + around:
        raise ShapeError(f"a window of {kernel_size} does not fit into {size + around} pixels")
    return (size - kernel_size + around) // strides + 1


def same_padding(size: int, kernel_size: int, strides: int = 1) -> tuple[int, int]:
    """Return the zeros before and after that "same" adds along one axis; the odd one goes after, as in Keras.

    Example:
        >>> same_padding(8, 3), same_padding(8, 3, strides=2), same_padding(8, 2)
        ((1, 1), (0, 1), (0, 1))
    """
    total = max((output_size(size, kernel_size, strides, "same") - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2


def trace_shapes(layers: Iterable[Shaped], input_shape: Shape) -> list[LayerShape]:
    """Return what comes out of each layer in turn, and how many parameters it has.

    Raises:
        ShapeError: when a layer can't take what the one before it gives.

    Example:
        >>> from cnn_core.layers import Conv2D, MaxPool2D
        >>> for row in trace_shapes([Conv2D(64, 3, padding="same"), MaxPool2D(2)], (224, 224, 3)):
        ...     print(row.output_shape, row.params)
        (224, 224, 64) 1792
        (112, 112, 64) 0
    """
    rows = []
    shape = tuple(input_shape)
    for layer in layers:
        params = layer.count_params(shape)
        shape = layer.compute_output_shape(shape)
        rows.append(LayerShape(str(layer), shape, params))
    return rows


def trace_receptive_field(layers: Iterable[Shaped | tuple[int, int]]) -> list[ReceptiveField]:
    """Return, after each layer in turn, how much of the input one value depends on.

    A window of k values that are j pixels apart adds (k − 1)·j pixels to what a value sees; strides s multiply the
    distance j by s.

    Args:
        layers: layers, or (kernel size, strides) of each window.

    Example:
        >>> trace_receptive_field([(3, 1), (3, 1), (3, 1), (2, 2), (3, 1)])[2:]
        [ReceptiveField(size=7, jump=1), ReceptiveField(size=8, jump=2), ReceptiveField(size=12, jump=2)]
    """
    fields = []
    size, jump = 1, 1
    for layer in layers:
        for kernel_size, strides in [layer] if isinstance(layer, tuple) else layer.windows():
            size += (kernel_size - 1) * jump
            jump *= strides
        fields.append(ReceptiveField(size, jump))
    return fields


def receptive_field(layers: Iterable[Shaped | tuple[int, int]]) -> int:
    """Return how many pixels across one value of the last layer sees, the borders left aside.

    Args:
        layers: layers, or (kernel size, strides) of each window.

    Example:
        >>> receptive_field([(3, 1), (3, 1)]), receptive_field([(3, 1), (3, 1), (3, 1), (2, 2)])
        (5, 8)
    """
    fields = trace_receptive_field(layers)
    return fields[-1].size if fields else 1


def count(shape: Shape) -> int:
    """Return how many numbers an array of `shape` holds."""
    return math.prod(shape)
