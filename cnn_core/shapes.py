"""Arithmetic of sizes: what comes out of a layer, and how far it sees. Nothing is allocated.

A layer, here, is whatever can say its `compute_output_shape`, `count_params` and `windows`: those of
`layers`, built or not, and the records of `architectures`.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from cnn_core.arrays import Padding, Shape
from cnn_core.errors import HyperparameterError, ShapeError


class Shaped(Protocol):
    """What this module needs to know of a layer."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of one output for one input of `input_shape`."""

    def count_params(self, input_shape: Shape) -> int:
        """Return the number of parameters for inputs of `input_shape`."""

    def windows(self) -> list[tuple[int, int]]:
        """Return (size, strides) of each window that slides over the input; a dense layer has none."""


class LayerShape(NamedTuple):
    """One row of `trace_shapes`."""

    layer: str
    output_shape: Shape
    params: int


class ReceptiveField(NamedTuple):
    """What one value depends on: `size` pixels across. Its neighbor's field is the same, `jump` pixels on."""

    size: int
    jump: int


def output_size(size: int, kernel_size: int, strides: int = 1, padding: Padding | int = "valid") -> int:
    """Return how many positions a window takes along one axis.

    With P zeros on either side it is ⌊(W − F + 2P) / S⌋ + 1. A last position that would reach over the edge
    is left out, as in Keras. "valid" is P = 0; "same" pads so that ⌈W / S⌉ come out, see `same_padding`.

    Args:
        size: W, pixels along the axis.
        kernel_size: F, pixels of the window.
        strides: S, pixels from one position to the next.
        padding: "valid", "same", or P.

    Raises:
        ShapeError: when the window is larger than the padded image.
        HyperparameterError: when a number is too small to make sense.

    Example:
        >>> output_size(8, 3), output_size(8, 3, padding="same"), output_size(28, 5, strides=2, padding=2)
        (6, 8, 14)
    """
    if min(size, kernel_size, strides) < 1:
        raise HyperparameterError(f"sizes and strides start at 1, got {size}, {kernel_size} and {strides}")
    if padding == "same":
        return math.ceil(size / strides)
    zeros = 0 if padding == "valid" else padding
    if zeros < 0:
        raise HyperparameterError(f"there can't be {padding} zeros around an image")
    if kernel_size > size + 2 * zeros:
        raise ShapeError(f"a window of {kernel_size} pixels does not fit into {size + 2 * zeros}")
    return (size - kernel_size + 2 * zeros) // strides + 1


def same_padding(size: int, kernel_size: int, strides: int = 1) -> tuple[int, int]:
    """Return how many zeros "same" adds before and after, along one axis; an odd one goes after, as in Keras.

    Example:
        >>> same_padding(8, 3), same_padding(8, 3, strides=2), same_padding(8, 2)
        ((1, 1), (0, 1), (0, 1))
    """
    positions = math.ceil(size / strides)
    total = max((positions - 1) * strides + kernel_size - size, 0)
    return total // 2, total - total // 2


def trace_shapes(layers: Iterable[Shaped], input_shape: Shape) -> list[LayerShape]:
    """Return what comes out of each layer in turn, and its number of parameters.

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
        output_shape = layer.compute_output_shape(shape)
        rows.append(LayerShape(str(layer), output_shape, layer.count_params(shape)))
        shape = output_shape
    return rows


def trace_receptive_field(layers: Iterable[Shaped | tuple[int, int]]) -> list[ReceptiveField]:
    """Return what one value depends on after each layer in turn.

    A window of k values, j pixels apart, sees (k − 1)·j pixels more than one value; with strides s, its own
    outputs are s·j pixels apart.

    Args:
        layers: layers, or (size, strides) of each window.

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
    """Return how many pixels across one value of the last layer depends on.

    Borders are left aside, and so are layers without windows, such as dense ones.

    Args:
        layers: layers, or (size, strides) of each window.

    Example:
        >>> receptive_field([(3, 1), (3, 1)]), receptive_field([(3, 1), (3, 1), (3, 1), (2, 2)])
        (5, 8)
    """
    return max((field.size for field in trace_receptive_field(layers)), default=1)


def count(shape: Shape) -> int:
    """Return how many numbers an array of `shape` holds."""
    return math.prod(shape)
