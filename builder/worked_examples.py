"""Numbers of the lessons' worked examples, computed as the library computes them."""

import math
from functools import cache
from typing import Any

import numpy as np

from builder.widgets.depth import FILTERS, deep_params
from cnn_core import Conv2D, architectures
from cnn_core.architectures import Architecture, FullyConnected
from cnn_core.explain import explain
from cnn_core.lab import Session
from cnn_core.lab.networks import DeepKind, deep_name
from cnn_core.losses import softmax

Rows = tuple[tuple[float, ...], ...]


def probability(scores: tuple[float, ...], k: int) -> float:
    """What softmax gives class k: `probability((1, 2, 0, -1), 1)` is 0.64."""
    return float(softmax(np.array([scores], np.float64))[0, k])


def surprise(scores: tuple[float, ...], k: int) -> float:
    """The loss, if k is right: −log of its probability."""
    return -math.log(probability(scores, k))


def kernel_gradient(x: Rows, kernel: Rows, gradient: Rows, row: int, column: int) -> int | float:
    """The gradient of one weight of a kernel laid over x, given that of its map."""
    return _plain(_backward(x, kernel, gradient)[0][row, column])


def pixel_gradient(x: Rows, kernel: Rows, gradient: Rows, row: int, column: int) -> int | float:
    """The gradient of one pixel of x, likewise."""
    return _plain(_backward(x, kernel, gradient)[1][row, column])


def block(name: str, i: int = 0, skip: str = "with_skip") -> float:
    """A number of the residual block that the widget begins with: `block("sum", 1)` is −0.485."""
    told = _residual()[skip]
    if name not in told or name == "rows":
        raise ValueError(f"no numbers {name!r} in a residual block")
    return round(float(told[name][i]), 6)


def stacked_gradient(blocks: int, skip: str = "with_skip") -> str:
    """How long the gradient is after so many of those blocks."""
    for row in _residual()["depths"]:
        if row["blocks"] == blocks:
            return str(row[skip])
    raise ValueError(f"the residual block is not stacked {blocks} times")


def published(name: str, what: str = "params") -> int:
    """Of a published network its `params`, its `depth`, or the parameters that are `dense`.

    `published("vgg16", "dense")` is 123,642,856.
    """
    network = _architecture(name)
    match what:
        case "params":
            return network.num_params
        case "depth":
            return network.depth
        case "dense":
            rows = zip(network.layers, network.trace(), strict=True)
            return sum(row.params for layer, row in rows if isinstance(layer, FullyConnected))
    raise ValueError(f"expected params, depth or dense of a network, got {what!r}")


def first_loss(kind: DeepKind, pairs: int) -> float:
    """The loss of a deep network before its first step, with the first seed."""
    settings = {"network": deep_name(kind, pairs), "filters": FILTERS, "seed": 1}
    return float(Session(settings).describe()["progress"]["loss"])


def year(name: str) -> str:
    """When a network was published, without a comma."""
    return str(_architecture(name).year)


def millions(number: float, digits: int) -> str:
    """`millions(138357544, 1)` is 138.4."""
    return f"{number / 1e6:.{digits}f}"


def _architecture(name: str) -> Architecture:
    network = getattr(architectures, name, None)
    if not isinstance(network, Architecture):
        raise ValueError(f"no network {name!r} among the architectures")
    return network


@cache
def _backward(x: Rows, kernel: Rows, gradient: Rows) -> tuple[Any, Any]:
    image, weights, grad = (np.array(rows, np.float64) for rows in (x, kernel, gradient))
    layer = Conv2D(1, len(kernel))
    layer.build((*image.shape, 1), np.random.default_rng(0))
    layer.params["kernel"] = weights[:, :, None, None]
    layer.params["bias"] = np.zeros(1)
    layer.forward(image[None, :, :, None])
    grad_x = layer.backward(grad[None, :, :, None])
    assert grad_x is not None
    return layer.grads["kernel"][:, :, 0, 0], grad_x[0, :, :, 0]


def _plain(value: float) -> int | float:
    """Whole numbers without a point."""
    return int(value) if value == int(value) else float(value)


@cache
def _residual() -> dict[str, Any]:
    arguments = {
        "first": [[0.2, 0.1], [-0.1, 0.3]],
        "second": [[0.3, -0.2], [0.1, 0.4]],
        "x": [[1], [-0.5]],
        "gradient": [[1], [1]],
    }
    return explain("residual", arguments)


WORKED = (
    block,
    deep_params,
    first_loss,
    kernel_gradient,
    millions,
    pixel_gradient,
    probability,
    published,
    stacked_gradient,
    surprise,
    year,
)
