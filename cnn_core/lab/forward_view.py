"""One pass forward, laid open: what every layer gives, and the arithmetic of any one number of it.

Layers are counted from 0, the input; softmax comes after the last. Arrays are of one sample: (h, w, c) or
(units,).
"""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from cnn_core import ops
from cnn_core.arrays import Array
from cnn_core.lab.fields import receptive_fields, window_start
from cnn_core.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ReLU
from cnn_core.losses import softmax
from cnn_core.model import Sequential


def forward(model: Sequential, x: Array) -> list[Array]:
    """Return x and the output of every layer, each with its axis of samples."""
    outputs = [np.asarray(x, model.dtype)]
    for layer in model.layers:
        outputs.append(layer.forward(outputs[-1]))
    return outputs


def activations(model: Sequential, x: Array) -> list[dict[str, Any]]:
    """Return what every layer gives for the one sample x, with its parameters.

    Returns:
        For each layer, with the input as the first and softmax as the last: `name`, `kind` (its class),
        `output`, its parameters `kernel` and `bias` if it has any, and, for max pooling, `argmax`: where each
        maximum was found, an index into the flattened output of the layer before.
    """
    outputs = forward(model, x)
    rows: list[dict[str, Any]] = [{"name": "input", "kind": "Input", "output": outputs[0][0]}]
    for (name, layer), before, output in zip(model.named_layers(), outputs, outputs[1:], strict=False):
        row = {"name": name, "kind": type(layer).__name__, "output": output[0], **layer.params}
        if isinstance(layer, MaxPool2D):
            _, cache = ops.max_pool2d_forward(before, layer.pool_size, layer.strides)
            row["argmax"] = cache.argmax[0]
        rows.append(row)
    rows.append({"name": "softmax", "kind": "Softmax", "output": softmax(outputs[-1])[0]})
    return rows


def cell(model: Sequential, x: Array, layer: int, index: Sequence[int]) -> dict[str, Any]:
    """Return the arithmetic behind one number: which numbers it was made of, and how.

    Args:
        model: the network.
        x: one sample, (1, h, w, c).
        layer: counted from 0, the input, to softmax.
        index: of the cell, (row, column, channel) or (unit,).

    Returns:
        `layer`, `index`, `value`, `fields` (see `receptive_fields`) and `kind`, on which the rest depends:

        - "pixel": nothing more
        - "sum": `inputs` times `weights` are `products`, each (h, w, c) or (units,); their sum and `bias` are
          the value; for a convolution, `start` is where its patch begins in the layer before
        - "relu": `input`
        - "max": `inputs` (k, k), `start`, and `chosen`, the place (row, column) in the window
        - "copy": `source`, the cell (row, column, channel) of the layer before that it is
        - "softmax": `inputs`, `exponentials` of the inputs less the largest; the value is one's share of them

    Raises:
        IndexError: when there is no such cell.
    """
    outputs = forward(model, x)
    last = len(model.layers)
    if not 0 <= layer <= last + 1:
        raise IndexError(f"expected a layer from 0 to {last + 1}, got {layer}")
    shown = softmax(outputs[-1]) if layer > last else outputs[layer]
    place = place_in(shown.shape[1:], index)
    if layer > last:
        logits = outputs[-1][0]
        classes = len(logits)
        fields = receptive_fields(model.layers, (0,))
        explained: dict[str, Any] = {
            "kind": "softmax",
            "inputs": logits,
            "exponentials": np.exp(logits - logits.max()),
            "fields": [*_of_all(fields[:-1], outputs), [0, classes - 1], [place[0], place[0]]],
        }
    else:
        explained = _arithmetic(model.layers, outputs, layer, place)
        explained["fields"] = receptive_fields(model.layers[:layer], place)
    return {**explained, "layer": layer, "index": list(place), "value": number(shown[0][place])}


def number(value: Any) -> float | None:
    """Return a float that JSON can hold: None when it is not finite."""
    return float(value) if np.isfinite(value) else None


def side_by_side(layers: Sequence[Layer], layer: int, flat: Array) -> Array:
    """Return the inputs of a dense layer as the maps they were before a Flatten, if there was one."""
    before = layers[layer - 2] if layer > 1 else None
    shape = before.input_shape if isinstance(before, Flatten) else None
    return flat.reshape(shape) if shape else flat


def place_in(shape: tuple[int, ...], index: Sequence[int]) -> tuple[int, ...]:
    """Return `index` as the tuple that NumPy takes.

    Raises:
        IndexError: when `shape` has no such cell.
    """
    place = tuple(int(i) for i in index)
    if len(place) != len(shape) or not all(0 <= i < size for i, size in zip(place, shape, strict=True)):
        raise IndexError(f"expected the index of a cell in {shape}, got {place}")
    return place


def _of_all(fields: list[list[int]], outputs: list[Array]) -> list[list[int]]:
    """Return `fields` widened to everything: softmax looks at all scores, and so at all behind them."""
    every = []
    for _, output in zip(fields, outputs, strict=False):
        shape = output.shape[1:]
        every.append([0, shape[0] - 1, 0, shape[1] - 1, -1] if len(shape) == 3 else [0, shape[0] - 1])
    return every


def _arithmetic(
    layers: Sequence[Layer], outputs: list[Array], number_of_layer: int, place: tuple[int, ...]
) -> dict[str, Any]:
    if number_of_layer == 0:
        return {"kind": "pixel"}
    layer, x = layers[number_of_layer - 1], outputs[number_of_layer - 1]
    match layer:
        case Conv2D():
            row, column, f = place
            k, strides = layer.kernel_size, layer.strides
            padded = ops.pad(x, k, k, strides, layer.padding)[0]
            patch = padded[row * strides :, column * strides :][:k, :k]  # (k, k, c)
            bias = number(layer.params["bias"][f])
            start = list(window_start(layer, row, column))
            return {**terms(patch, layer.params["kernel"][..., f]), "bias": bias, "start": start}
        case Dense():
            inputs, weights = x[0], layer.params["kernel"][:, place[0]]
            maps = [side_by_side(layers, number_of_layer, flat) for flat in (inputs, weights)]
            return {**terms(*maps), "bias": number(layer.params["bias"][place[0]])}
        case ReLU():
            return {"kind": "relu", "input": number(x[0][place])}
        case MaxPool2D():
            row, column, channel = place
            top, left = window_start(layer, row, column)
            window = x[0, top : top + layer.pool_size, left : left + layer.pool_size, channel]
            chosen = np.unravel_index(window.argmax(), window.shape)
            return {
                "kind": "max",
                "inputs": window,
                "start": [top, left],
                "chosen": [int(i) for i in chosen],
            }
        case Flatten():
            source = np.unravel_index(place[0], cast("tuple[int, ...]", layer.input_shape))
            return {"kind": "copy", "source": [int(i) for i in source]}
    return {"kind": "other"}


def terms(inputs: Array, weights: Array) -> dict[str, Any]:
    """Return a sum of products, term by term."""
    return {"kind": "sum", "inputs": inputs, "weights": weights, "products": inputs * weights}
