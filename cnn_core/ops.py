"""The few array operations that layers are made of, in readable NumPy.

Each comes as a pair. `forward` returns its result and a cache: what `backward` needs of the inputs, and
nothing that belongs to one backend, so that one backend can take up what another began. Arrays are NHWC:
samples, rows, columns, channels. Nothing is checked here: layers and losses check what they pass on. NaN and
infinity go through as they do in NumPy.
"""

import math
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnn_core.arrays import Array, Labels, Padding, Shape
from cnn_core.backends import operation
from cnn_core.shapes import same_padding

T = TypeVar("T", bound=np.generic)


class Conv2DCache(NamedTuple):
    """Inputs of `conv2d_forward`."""

    x: Array
    kernel: Array
    strides: int
    padding: Padding


class MaxPool2DCache(NamedTuple):
    """Where each maximum of `max_pool2d_forward` was found: indices into x as one long row."""

    argmax: NDArray[np.integer[Any]]
    input_shape: Shape


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
    patches = _im2col(pad(x, k_h, k_w, strides, padding), k_h, k_w, strides)
    n, h_out, w_out, inputs = patches.shape
    weights = np.concatenate([kernel.reshape(k_h * k_w * c, f), bias[None]])  # (k·k·c + 1, f)
    y = patches.reshape(n * h_out * w_out, inputs) @ weights  # (n·h_out·w_out, f)
    return y.reshape(n, h_out, w_out, f), Conv2DCache(x, kernel, strides, padding)


@operation
def conv2d_backward(
    grad_y: Array, cache: Conv2DCache, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    """Return the gradients of x, kernel and bias; None for x without `input_gradient`.

    Args:
        grad_y: (n, h_out, w_out, f)
        cache: of the forward pass.
        input_gradient: whether that of x is wanted; it costs most, and the first layer has no use for it.
    """
    x, kernel, strides, padding = cache
    k_h, k_w, _, f = kernel.shape
    patches = _im2col(pad(x, k_h, k_w, strides, padding), k_h, k_w, strides)
    n, h_out, w_out, inputs = patches.shape
    # Transposed first, this product runs along memory: without BLAS, as in the browser, nearly twice as fast.
    grad_maps = np.ascontiguousarray(grad_y.reshape(n * h_out * w_out, f).T)  # (f, n·h_out·w_out)
    grad_weights = (grad_maps @ patches.reshape(n * h_out * w_out, inputs)).T  # (k·k·c + 1, f)
    grad_x = _conv2d_input_gradient(grad_y, cache) if input_gradient else None
    return grad_x, grad_weights[:-1].reshape(kernel.shape), grad_weights[-1]


def _conv2d_input_gradient(grad_y: Array, cache: Conv2DCache) -> Array:
    """Return the full convolution of `grad_y` with the kernel turned by 180°, (n, h, w, c)."""
    k_h, k_w, c, f = cache.kernel.shape
    n, h, w, _ = cache.x.shape
    patches = _im2col(spread(grad_y, cache), k_h, k_w, strides=1).reshape(n * h * w, k_h * k_w * f + 1)
    return (patches[:, :-1] @ turned(cache.kernel).reshape(k_h * k_w * f, c)).reshape(n, h, w, c)


def pad(x: Array, k_h: int, k_w: int, strides: int, padding: Padding) -> Array:
    """Return `x` in the frame of zeros that `padding` asks for."""
    if padding == "valid":
        return x
    n, h, w, c = x.shape
    top, bottom = same_padding(h, k_h, strides)
    left, right = same_padding(w, k_w, strides)
    padded = np.zeros((n, top + h + bottom, left + w + right, c), x.dtype)
    padded[:, top : top + h, left : left + w] = x
    return padded


def spread(grad_y: Array, cache: Conv2DCache) -> Array:
    """Lay each output's gradient where its patch began, `strides` apart, in a frame of zeros.

    The frame is so wide that a pixel of x is reached by every patch that saw it:
    (n, h + k - 1, w + k - 1, f).
    """
    k_h, k_w, _, f = cache.kernel.shape
    n, h, w, _ = cache.x.shape
    strides = cache.strides
    h_out, w_out = grad_y.shape[1:3]
    top = same_padding(h, k_h, strides)[0] if cache.padding == "same" else 0
    left = same_padding(w, k_w, strides)[0] if cache.padding == "same" else 0
    rows = slice(k_h - 1 - top, k_h - 1 - top + h_out * strides, strides)
    columns = slice(k_w - 1 - left, k_w - 1 - left + w_out * strides, strides)
    frame = np.zeros((n, h + k_h - 1, w + k_w - 1, f), grad_y.dtype)
    frame[:, rows, columns] = grad_y
    return frame


def turned(kernel: Array) -> Array:
    """Return the kernel turned by 180°, its maps as its inputs: (k, k, f, c)."""
    return np.ascontiguousarray(kernel[::-1, ::-1].transpose(0, 1, 3, 2))


def _im2col(x: Array, k_h: int, k_w: int, strides: int) -> Array:
    """Write every patch of `x` out as a row, and a 1 after it: (n, h_out, w_out, k·k·c + 1).

    The 1 makes the bias one more weight, whose input is always 1.
    """
    c = x.shape[-1]
    places = window_places(x, k_h, k_w, strides)
    patches = np.empty((*places[0].shape[:3], k_h * k_w * c + 1), x.dtype)
    for place, values in enumerate(places):
        patches[..., place * c : (place + 1) * c] = values
    patches[..., -1] = 1
    return patches


def window_places(x: NDArray[T], k_h: int, k_w: int, strides: int) -> list[NDArray[T]]:
    """Return, for each place in a window, row by row, a view of what all windows have there.

    A handful of long views, k·k of (n, h_out, w_out, c), rather than many short ones.
    """
    h_last, w_last = x.shape[1] - k_h + 1, x.shape[2] - k_w + 1
    return [
        x[:, row : row + h_last : strides, column : column + w_last : strides]
        for row in range(k_h)
        for column in range(k_w)
    ]


@operation
def max_pool2d_forward(x: Array, pool_size: int, strides: int) -> tuple[Array, MaxPool2DCache]:
    """Return the largest value of each window, (n, h_out, w_out, c), and where in x it was found.

    Among equal values the first counts, row by row; a NaN counts as the largest, as it does for `np.argmax`.
    """
    windows = np.stack(window_places(x, pool_size, pool_size, strides), axis=-1)  # (n, h_out, w_out, c, k·k)
    _, _, w, c = x.shape
    indices = np.arange(x.size).reshape(x.shape)
    first = window_places(indices, pool_size, pool_size, strides)[0]  # of each window
    offsets = np.array([(row * w + column) * c for row in range(pool_size) for column in range(pool_size)])
    argmax = first + offsets[windows.argmax(axis=-1)]
    return np.take(x, argmax), MaxPool2DCache(argmax, x.shape)


@operation
def max_pool2d_backward(grad_y: Array, cache: MaxPool2DCache) -> Array:
    """Give each gradient to the place of the maximum, where windows may overlap. Returns (n, h, w, c)."""
    argmax, input_shape = cache
    grad_x = np.bincount(argmax.ravel(), grad_y.ravel(), minlength=math.prod(input_shape))
    return grad_x.astype(grad_y.dtype).reshape(input_shape)


@operation
def relu_forward(x: Array) -> tuple[Array, Array]:
    """Return max(0, x), twice: what is left of x tells `relu_backward` where x was positive."""
    y: Array = np.where(x <= 0, np.zeros((), x.dtype), x)
    return y, y


@operation
def relu_backward(grad_y: Array, y: Array) -> Array:
    """Pass the gradient where x, and so y, was positive."""
    return np.where(y <= 0, np.zeros((), grad_y.dtype), grad_y)


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
    """Return exp(logits) / Σ exp(logits) over the last axis, less the largest logit so as not to overflow."""
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


@operation
def count_right(logits: Array, labels: Labels) -> int:
    """Return how many of the samples have their largest logit where their label says.

    Args:
        logits: (n, classes)
        labels: (n,), the index of each sample's class.
    """
    return int(np.count_nonzero(logits.argmax(axis=1) == labels))


@operation
def sgd_step(
    params: list[Array], grads: list[Array], velocities: list[Array], learning_rate: float, momentum: float
) -> bool:
    """Take a step of `SGD`, in place, or none at all.

    Args:
        params: arrays of any shapes.
        grads: an array for each of `params`, of its shape.
        velocities: likewise; moved too.
        learning_rate: η
        momentum: μ

    Returns:
        Whether all numbers remain finite; if not, nothing was written.
    """
    with np.errstate(all="ignore"):
        after = [
            (momentum * velocity - learning_rate * grad).astype(param.dtype, copy=False)
            for param, grad, velocity in zip(params, grads, velocities, strict=True)
        ]
        if not _all_finite(param + velocity for param, velocity in zip(params, after, strict=True)):
            return False
    for param, velocity, new in zip(params, velocities, after, strict=True):
        velocity[...] = new
        param += new
    return True


@operation
def adam_step(
    params: list[Array],
    grads: list[Array],
    means: list[Array],
    squares: list[Array],
    rate: float,
    beta_1: float,
    beta_2: float,
    correction: float,
    epsilon: float,
) -> bool:
    """Take a step of `Adam`, in place, or none at all.

    Args:
        params: arrays of any shapes.
        grads: an array for each of `params`, of its shape.
        means: likewise, m; moved too.
        squares: likewise, v; moved too.
        rate: η / (1 − β₁ᵗ)
        beta_1: β₁
        beta_2: β₂
        correction: √(1 − β₂ᵗ)
        epsilon: ε

    Returns:
        Whether all numbers remain finite; if not, nothing was written.
    """
    after = []
    with np.errstate(all="ignore"):
        for param, grad, mean, square in zip(params, grads, means, squares, strict=True):
            mean = (beta_1 * mean + (1 - beta_1) * grad).astype(param.dtype, copy=False)
            square = (beta_2 * square + (1 - beta_2) * grad * grad).astype(param.dtype, copy=False)
            step = -rate * mean / (np.sqrt(square) / correction + epsilon)
            step = step.astype(param.dtype, copy=False)
            if not _all_finite((mean, square, param + step)):
                return False
            after.append((mean, square, step))
    for param, mean, square, new in zip(params, means, squares, after, strict=True):
        mean[...], square[...], step = new
        param += step
    return True


def _all_finite(arrays: Iterable[Array]) -> bool:
    return all(np.isfinite(array).all() for array in arrays)
