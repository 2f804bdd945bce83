"""Receptive fields, cell by cell: what one number of a layer was computed from, in every layer before it."""

from collections.abc import Sequence

import numpy as np

from cnn_core.arrays import Shape
from cnn_core.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D
from cnn_core.shapes import same_padding

Field = list[int]
"""[first row, last row, first column, last column, channel] with channel −1 for all of them; for a layer
without rows and columns [first unit, last unit]."""


def receptive_fields(layers: Sequence[Layer], index: Sequence[int]) -> list[Field]:
    """Return what the cell `index` of the last of `layers` saw, in the input and in each layer's output.

    The last field is the cell itself. Fields end at the edges of what there is: zeros around it are no cells.

    Args:
        layers: built layers, first to last.
        index: (row, column, channel), or (unit,).

    Example:
        >>> layers = [Conv2D(4, 3), MaxPool2D(2)]
        >>> shape = (8, 8, 1)
        >>> for layer in layers:
        ...     shape = layer.build(shape, np.random.default_rng(1))
        >>> receptive_fields(layers, (0, 2, 1))
        [[0, 3, 4, 7, -1], [0, 1, 4, 5, 1], [0, 0, 2, 2, 1]]
    """
    if len(index) == 3:
        row, column, channel = index
        field = [row, row, column, column, channel]
    else:
        field = [index[0], index[0]]
    fields = [field]
    for layer in reversed(layers):
        field = _before(layer, field)
        fields.append(field)
    return fields[::-1]


def window_start(layer: Conv2D | MaxPool2D, row: int, column: int) -> tuple[int, int]:
    """Return where the window of an output begins in the input: below 0 where zeros are around it."""
    assert layer.input_shape is not None
    h, w, _ = layer.input_shape
    top = left = 0
    if isinstance(layer, Conv2D) and layer.padding == "same":
        top = same_padding(h, layer.kernel_size, layer.strides)[0]
        left = same_padding(w, layer.kernel_size, layer.strides)[0]
    return row * layer.strides - top, column * layer.strides - left


def _before(layer: Layer, field: Field) -> Field:
    """Return what `field` of the layer's output depends on in its input."""
    assert layer.input_shape is not None
    shape = layer.input_shape
    match layer:
        case Conv2D() | MaxPool2D():
            size = layer.kernel_size if isinstance(layer, Conv2D) else layer.pool_size
            first_row, last_row, first_column, last_column, channel = field
            top, left = window_start(layer, first_row, first_column)
            bottom, right = window_start(layer, last_row, last_column)
            rows = max(top, 0), min(bottom + size, shape[0]) - 1
            columns = max(left, 0), min(right + size, shape[1]) - 1
            return [*rows, *columns, -1 if isinstance(layer, Conv2D) else channel]
        case Flatten() if len(shape) == 3:
            if field[0] < field[1]:
                return _all(shape)
            row, column, channel = map(int, np.unravel_index(field[0], shape))
            return [row, row, column, column, channel]
        case Dense():
            return _all(shape)
    return field


def _all(shape: Shape) -> Field:
    return [0, shape[0] - 1, 0, shape[1] - 1, -1] if len(shape) == 3 else [0, shape[0] - 1]
