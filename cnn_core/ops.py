"""The few array operations that layers are made of, in readable NumPy.

Each comes as a pair. `forward` returns its result and a cache: what `backward` needs of the inputs, and nothing that
belongs to one backend, so that one backend can take up what another began. Arrays are NHWC: samples, rows, columns,
channels. Nothing is checked here: layers and losses check what they pass on. NaN and infinity go through as they do in NumPy.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from cnn_core.arrays import Array, Labels, Padding, Shape
from cnn_core.backends import operation
from cnn_core.shapes import same_padding


class Conv2DCache(NamedTuple):
    """Inputs of `conv2d_forward`."""

    x: Array
    kernel: Array
    strides: int
    padding: Padding


class MaxPool2DCache(NamedTuple):
    """Where each maximum of `max_pool2d_forward` was found: its place in the window, counted row by row."""

    argmax: NDArray[np.integer[Any]]
    input_shape: Shape
    pool_size: int
    strides: int


class DenseCache(NamedTuple):
    """Inputs of `dense_forward`."""

    x: Array
    kernel: Array


class SoftmaxCrossEntropyCache(NamedTuple):
    """The probabilities of `softmax_cross_entropy_forward` and the labels it was given."""

    probabilities: Array
    labels: Labels


@operation
def conv2d_forward(
    x: Array, kernel: Array, bias: Array, strides: int = 1, padding: Padding = "valid"
) -> tuple[Array, Conv2DCache]:
    """Slide `kernel` over `x`: every patch times the kernel, summed, plus the bias.

    Args:
        x: (n, h, w, c)
        kernel: (k, k, c, f)
        bias: (f,)
        strides: pixels from one patch to the next.
        padding: "valid" for none, "same" for zeros around.

    Returns:
        (y, cache) with y of shape (n, h_out, w_out, f).
    """
    k_h, k_w, c, f = kernel.shape
    patches = _patches(_pad(x, k_h, k_w, strides, padding), k_h, k_w, strides)
    n, h_out, w_out = patches.shape[:3]
    rows = patches.reshape(n * h_out * w_out, k_h * k_w * c)
    y = rows @ kernel.reshape(k_h * k_w * c, f) + bias  # (n·h_out·w_out, f)
    return y.reshape(n, h_out, w_out, f), Conv2DCache(x, kernel, strides, padding)


@operation
def conv2d_backward(
    grad_y: Array, cache: Conv2DCache, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    """Return the gradients of x, kernel and bias; None for x without `input_gradient`.

    Args:
        grad_y: (n, h_out, w_out, f)
        cache: of the forward pass.
        input_gradient: whether the gradient of x is wanted; it is the dearest, and the first layer has no use for it.
    """
    x, kernel, strides, padding = cache
    k_h, k_w, c, f = kernel.shape
    n, h_out, w_out = grad_y.shape[:3]
    rows = grad_y.reshape(n * h_out * w_out, f)
    patches = _patches(_pad(x, k_h, k_w, strides, padding), k_h, k_w, strides)
    patches = patches.reshape(n * h_out * w_out, k_h * k_w * c)
    grad_kernel = (patches.T @ rows).reshape(kernel.shape)
    grad_bias = rows.sum(axis=0)
    grad_x = _conv2d_input_gradient(grad_y, cache) if input_gradient else None
    return grad_x, grad_kernel, grad_bias


def _conv2d_input_gradient(grad_y: Array, cache: Conv2DCache) -> Array:
    """Return the full convolution of `grad_y` with the kernel turned by 180°, (n, h, w, c).

    Each output's gradient is laid where its patch began, `strides` apart with zeros between, and in a frame of zeros
    so wide that one pixel of x is reached by every patch that saw it. Pixels that no patch saw get 0.
    """
    x, kernel, strides, padding = cache
    n, h, w, c = x.shape
    k_h, k_w, _, f = kernel.shape
    h_out, w_out = grad_y.shape[1:3]
    top, left = (
        (same_padding(h, k_h, strides)[0], same_padding(w, k_w, strides)[0]) if padding == "same" else (0, 0)
    )
    first_row, first_column = k_h - 1 - top, k_w - 1 - left
    spread = np.zeros((n, h + k_h - 1, w + k_w - 1, f), grad_y.dtype)
    spread[
        :,
        first_row : first_row + (h_out - 1) * strides + 1 : strides,
        first_column : first_column + (w_out - 1) * strides + 1 : strides,
    ] = grad_y
    turned = kernel[::-1, ::-1].transpose(0, 1, 3, 2)  # (k, k, f, c)
    rows = _patches(spread, k_h, k_w, 1).reshape(n * h * w, k_h * k_w * f)
    return (rows @ turned.reshape(k_h * k_w * f, c)).reshape(n, h, w, c)


def _pad(x: Array, k_h: int, k_w: int, strides: int, padding: Padding) -> Array:
    if padding == "valid":
        return x
    n, h, w, c = x.shape
    top, bottom = same_padding(h, k_h, strides)
    left, right = same_padding(w, k_w, strides)
    padded = np.zeros((n, top + h + bottom, left + w + right, c), x.dtype)
    padded[:, top : top + h, left : left + w] = x
    return padded


def _patches(x: Array, k_h: int, k_w: int, strides: int) -> Array:
    """Return a view of every patch of `x`, (n, h_out, w_out, k, k, c): im2col before it is copied."""
    windows = sliding_window_view(x, (k_h, k_w), axis=(1, 2))  # (n, h - k + 1, w - k + 1, c, k, k)
    return windows[:, ::strides, ::strides].transpose(0, 1, 2, 4, 5, 3)


@operation
def max_pool2d_forward(x: Array, pool_size: int, strides: int) -> tuple[Array, MaxPool2DCache]:
    """Return the largest value of each window, (n, h_out, w_out, c), and where it was found.

    Of equal values the first counts, row by row; a NaN counts as the largest, as it does for `np.argmax`.
    """
    places = _places(x, pool_size, strides)
    y = places[0].copy()
    argmax = np.zeros(y.shape, np.int32)
    for place, value in enumerate(places[1:], start=1):
        stays = (y >= value) | (y != y)
        y = np.where(stays, y, value)
        argmax = np.where(stays, argmax, np.int32(place))
    return y, MaxPool2DCache(argmax, x.shape, pool_size, strides)


@operation
def max_pool2d_backward(grad_y: Array, cache: MaxPool2DCache) -> Array:
    """Pass each gradient to the place of the maximum; all others get 0. Returns (n, h, w, c)."""
    grad_x = np.zeros(cache.input_shape, grad_y.dtype)
    for place, gradient in enumerate(_places(grad_x, cache.pool_size, cache.strides)):
        gradient += np.where(cache.argmax == place, grad_y, np.zeros((), grad_y.dtype))
    return grad_x


def _places(x: Array, pool_size: int, strides: int) -> list[Array]:
    """Return, for each place of the window, row by row, a view of what `x` has there: each (n, h_out, w_out, c)."""
    h, w = x.shape[1:3]
    last_row, last_column = h - pool_size + 1, w - pool_size + 1
    return [
        x[:, row : last_row + row : strides, column : last_column + column : strides]
        for row in range(pool_size)
        for column in range(pool_size)
    ]


@operation
def relu_forward(x: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return max(0, x), and where x was not positive."""
    off = x <= 0
    return np.where(off, np.zeros((), x.dtype), x), off


@operation
def relu_backward(grad_y: Array, off: NDArray[np.bool_]) -> Array:
    """Pass the gradient where x was positive."""
    return np.where(off, np.zeros((), grad_y.dtype), grad_y)


@operation
def dense_forward(x: Array, kernel: Array, bias: Array) -> tuple[Array, DenseCache]:
    """Return x @ kernel + bias: (n, inputs) times (inputs, units) plus (units,)."""
    return x @ kernel + bias, DenseCache(x, kernel)


@operation
def dense_backward(
    grad_y: Array, cache: DenseCache, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    """Return the gradients of x, kernel and bias; None for x without `input_gradient`."""
    grad_x = grad_y @ cache.kernel.T if input_gradient else None
    return grad_x, cache.x.T @ grad_y, grad_y.sum(axis=0)


@operation
def softmax_forward(logits: Array) -> Array:
    """Return exp(logits) / Σ exp(logits) over the last axis; the largest logit is taken off first, to stay finite."""
    exponentials: Array = np.exp(logits - logits.max(axis=-1, keepdims=True))
    exponentials /= exponentials.sum(axis=-1, keepdims=True)
    return exponentials


@operation
def softmax_cross_entropy_forward(logits: Array, labels: Labels) -> tuple[float, SoftmaxCrossEntropyCache]:
    """Return the mean over samples of −log p(label), computed from the logits so that it can't overflow.

    Args:
        logits: (n, classes)
        labels: (n,), the index of each sample's class.
    """
    n = len(labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    sums = exponentials.sum(axis=1, keepdims=True)  # (n, 1)
    losses = np.log(sums[:, 0]) - shifted[np.arange(n), labels]
    exponentials /= sums
    return float(losses.sum()) / n, SoftmaxCrossEntropyCache(exponentials, labels)


@operation
def softmax_cross_entropy_backward(cache: SoftmaxCrossEntropyCache) -> Array:
    """Return the gradient of the logits, (p − y) / n with y the labels one-hot: (n, classes)."""
    n = len(cache.labels)
    grad_logits = cache.probabilities.copy()
    grad_logits[np.arange(n), cache.labels] -= 1
    grad_logits /= n
    return grad_logits
