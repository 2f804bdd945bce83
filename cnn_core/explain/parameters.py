"""What a dense layer costs on an image, against a convolution."""

import math
from typing import Any

from cnn_core.arrays import Shape
from cnn_core.explain.arguments import read_integer
from cnn_core.explain.errors import ExplainError
from cnn_core.explain.wording import counted, grouped, shape_text
from cnn_core.layers import Conv2D, Dense
from cnn_core.shapes import count

MAX_SIZE = 4096
MAX_CHANNELS = 1024
MAX_UNITS = 1_000_000
MAX_FILTERS = 4096
GROWTH = (1, 2, 4)
BILLION = 10**9


def explain_parameters(
    height: object, width: object, channels: object, units: object, filters: object, kernel_size: object
) -> dict[str, Any]:
    """Count the parameters of a dense layer and of a convolution on the same image.

    Args:
        height: pixels.
        width: pixels.
        channels: 1 for gray, 3 for color.
        units: neurons of the dense layer.
        filters: kernels of the convolution.
        kernel_size: pixels along one side of each.

    Returns:
        `inputs`; `dense` and `convolution`, parameters with their biases; `dense_weights`, without;
        `positions`, where each kernel stands, "valid"; `billion`, the neurons from which on a dense layer has
        over a billion weights; `growth`, both counts for larger images; and `texts`, all of it as formulas.

    Raises:
        ExplainError: when a number makes no sense, or the kernel does not fit.

    Example:
        >>> explained = explain_parameters(224, 224, 3, 1000, 64, 3)
        >>> explained["texts"]["dense"], explained["texts"]["convolution"]
        ('(150,528 + 1) · 1,000 = 150,529,000', '(3 · 3 · 3 + 1) · 64 = 1,792')
    """
    h = read_integer(height, "height", "Height", 1, MAX_SIZE)
    w = read_integer(width, "width", "Width", 1, MAX_SIZE)
    c = read_integer(channels, "channels", "Channels", 1, MAX_CHANNELS)
    layer = Dense(read_integer(units, "units", "Neurons", 1, MAX_UNITS))
    f = read_integer(filters, "filters", "Filters", 1, MAX_FILTERS)
    k = read_integer(kernel_size, "kernel_size", "Filter size", 1, MAX_SIZE)
    if k > min(h, w):
        raise ExplainError(
            f"A filter of {k} × {k} pixels does not fit into an image of {h} × {w}.", "kernel_size"
        )
    slid = Conv2D(f, k)
    inputs = count((h, w, c))
    dense, convolution = layer.count_params((inputs,)), slid.count_params((h, w, c))
    positions = math.prod(slid.compute_output_shape((h, w, c))[:2])
    return {
        "inputs": inputs,
        "dense": dense,
        "dense_weights": inputs * layer.units,
        "convolution": convolution,
        "positions": positions,
        "billion": BILLION // inputs + 1,
        "growth": [_grown(layer, slid, (h, w, c), times) for times in GROWTH],
        "texts": {
            "inputs": f"{' · '.join(map(grouped, (h, w, c)))} = {grouped(inputs)}",
            "neuron": f"{counted(inputs, 'weight')} and a bias",
            "filter": f"{k} · {k} · {c} = {counted(k * k * c, 'weight')} and a bias",
            "dense": f"({grouped(inputs)} + 1) · {grouped(layer.units)} = {grouped(dense)}",
            "dense_count": grouped(dense),
            "convolution": f"({k} · {k} · {c} + 1) · {grouped(f)} = {grouped(convolution)}",
            "convolution_count": grouped(convolution),
            "use": f"at {counted(positions, 'place')}",
            "verdict": _verdict(dense, convolution),
            "billion": _billion(inputs, layer.units),
        },
    }


def _grown(layer: Dense, slid: Conv2D, shape: Shape, times: int) -> dict[str, str]:
    h, w, c = shape
    larger = (times * h, times * w, c)
    return {
        "image": shape_text(larger),
        "dense": grouped(layer.count_params((count(larger),))),
        "convolution": grouped(slid.count_params(larger)),
    }


def _verdict(dense: int, convolution: int) -> str:
    if dense == convolution:
        return "Both have as many parameters."
    large, small = max(dense, convolution), min(dense, convolution)
    which = "dense layer" if dense > convolution else "convolution"
    times = f"{large / small:.1f}" if large < 10 * small else grouped(round(large / small))
    return f"The {which} has {times} times as many parameters."


def _billion(inputs: int, units: int) -> str:
    weights = inputs * units
    threshold = BILLION // inputs + 1
    if weights > BILLION:
        return (
            f"With {counted(units, 'neuron')} that is over a billion weights; "
            f"on this image, it takes {grouped(threshold)} or more."
        )
    return (
        f"Over a billion weights, as is often said? On this image that takes {counted(threshold, 'neuron')}; "
        f"{grouped(units)} of them {'has' if units == 1 else 'have'} {_millions(weights)}."
    )


def _millions(weights: int) -> str:
    return f"{weights / 1e6:,.1f} million" if weights >= 10**6 else grouped(weights)
