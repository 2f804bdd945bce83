"""More operations that layers are made of: those that take means, over windows, over maps, over a batch.

As in `ops`, each is a pair in readable NumPy, and what `backward` needs is in the cache.
"""

from typing import NamedTuple

import numpy as np

from cnn_core.arrays import Array, Shape
from cnn_core.backends import operation
from cnn_core.ops import window_places


class AvgPool2DCache(NamedTuple):
    """What the windows of `avg_pool2d_forward` were."""

    input_shape: Shape
    pool_size: int
    strides: int


class BatchNormCache(NamedTuple):
    """The normalized input of `batch_norm_forward`, and by what each channel was multiplied in all."""

    normalized: Array
    gamma: Array
    deviation: Array  # (c,), √(variance + ε)


@operation
def avg_pool2d_forward(x: Array, pool_size: int, strides: int) -> tuple[Array, AvgPool2DCache]:
    """Return the mean of each window, (n, h_out, w_out, c)."""
    places = window_places(x, pool_size, pool_size, strides)  # k·k of (n, h_out, w_out, c)
    y = np.zeros(places[0].shape, x.dtype)
    for values in places:
        y += values
    return y / len(places), AvgPool2DCache(x.shape, pool_size, strides)


@operation
def avg_pool2d_backward(grad_y: Array, cache: AvgPool2DCache) -> Array:
    """Give each value of a window an equal share of its gradient. Returns (n, h, w, c)."""
    input_shape, pool_size, strides = cache
    grad_x = np.zeros(input_shape, grad_y.dtype)
    share = grad_y / pool_size**2
    for values in window_places(grad_x, pool_size, pool_size, strides):
        values += share
    return grad_x


@operation
def global_avg_pool2d_forward(x: Array) -> tuple[Array, Shape]:
    """Return the mean of each map, (n, c), and the shape of x, (n, h, w, c)."""
    return x.mean(axis=(1, 2)), x.shape


@operation
def global_avg_pool2d_backward(grad_y: Array, input_shape: Shape) -> Array:
    """Give each value of a map an equal share of its gradient. Returns (n, h, w, c)."""
    _, h, w, _ = input_shape
    grad_x = np.empty(input_shape, grad_y.dtype)
    grad_x[:] = grad_y[:, None, None] / (h * w)
    return grad_x


def batch_statistics(x: Array) -> tuple[Array, Array]:
    """Return mean and variance of each channel, (c,) and (c,), over all samples and all places."""
    rows = x.reshape(-1, x.shape[-1])
    return rows.mean(axis=0), rows.var(axis=0)


@operation
def batch_norm_forward(
    x: Array, gamma: Array, beta: Array, mean: Array, variance: Array, epsilon: float
) -> tuple[Array, BatchNormCache]:
    """Return gamma · (x − mean) / √(variance + epsilon) + beta, where all but x are numbers for a channel.

    Args:
        x: (..., c)
        gamma, beta, mean, variance: (c,)
        epsilon: keeps the quotient finite where a channel doesn't vary.
    """
    deviation = np.sqrt(variance + variance.dtype.type(epsilon))
    normalized = (x - mean) / deviation
    return gamma * normalized + beta, BatchNormCache(normalized, gamma, deviation)


@operation
def batch_norm_backward(grad_y: Array, cache: BatchNormCache, of_batch: bool) -> tuple[Array, Array, Array]:
    """Return the gradients of x, gamma and beta.

    Args:
        grad_y: (..., c)
        cache: of the forward pass.
        of_batch: whether mean and variance were those of x, and so moved with it, or constants.
    """
    normalized, gamma, deviation = cache
    channels = grad_y.shape[-1]
    g, z = grad_y.reshape(-1, channels), normalized.reshape(-1, channels)
    grad_gamma, grad_beta = (g * z).sum(axis=0), g.sum(axis=0)
    if of_batch:
        g = g - (grad_beta + z * grad_gamma) / len(g)
    return (gamma / deviation * g).reshape(grad_y.shape), grad_gamma, grad_beta
