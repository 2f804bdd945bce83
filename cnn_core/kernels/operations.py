"""Each operation makes room for its result and hands the arrays to C.

C looks at every array before it touches one, and declines what it isn't made for: anything but float32 in C
order. The reference then does the work, so results and errors are the same, whatever comes.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from cnn_core import ops
from cnn_core.arrays import Array, Labels, Padding
from cnn_core.kernels import _native
from cnn_core.shapes import output_size

F = TypeVar("F", bound=Callable[..., Any])

empty = np.empty
float32 = np.float32

FINITE = 1  # what C answers when a step is done and all its numbers are finite; 2 when they are not


def reference(operation: F) -> F:
    """Return the NumPy function behind an operation."""
    return cast(F, operation.__wrapped__)  # type: ignore[attr-defined]


def conv2d_forward(
    x: Array, kernel: Array, bias: Array, strides: int = 1, padding: Padding = "valid"
) -> tuple[Array, ops.Conv2DCache]:
    n, h, w, _ = x.shape
    k_h, k_w, _, f = kernel.shape
    shape = (n, output_size(h, k_h, strides, padding), output_size(w, k_w, strides, padding), f)
    y = empty(shape, float32)
    if _native.conv2d_forward(ops.pad(x, k_h, k_w, strides, padding), kernel, bias, strides, y):
        return y, ops.Conv2DCache(x, kernel, strides, padding)
    return _conv2d_forward(x, kernel, bias, strides, padding)


def conv2d_backward(
    grad_y: Array, cache: ops.Conv2DCache, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    x, kernel, strides, padding = cache
    k_h, k_w, _, f = kernel.shape
    grad_kernel, grad_bias = empty(kernel.shape, float32), empty(f, float32)
    padded = ops.pad(x, k_h, k_w, strides, padding)
    if not _native.conv2d_kernel_gradient(padded, grad_y, strides, grad_kernel, grad_bias):
        return _conv2d_backward(grad_y, cache, input_gradient)
    if not input_gradient:
        return None, grad_kernel, grad_bias
    grad_x = empty(x.shape, float32)
    if not _native.conv2d_input_gradient(ops.spread(grad_y, cache), ops.turned(kernel), grad_x):
        return _conv2d_backward(grad_y, cache, input_gradient)
    return grad_x, grad_kernel, grad_bias


def max_pool2d_forward(x: Array, pool_size: int, strides: int) -> tuple[Array, ops.MaxPool2DCache]:
    n, h, w, c = x.shape
    shape = (n, output_size(h, pool_size, strides, "valid"), output_size(w, pool_size, strides, "valid"), c)
    y, argmax = empty(shape, float32), empty(shape, np.intp)
    if _native.max_pool2d_forward(x, pool_size, strides, y, argmax):
        return y, ops.MaxPool2DCache(argmax, x.shape)
    return _max_pool2d_forward(x, pool_size, strides)


def max_pool2d_backward(grad_y: Array, cache: ops.MaxPool2DCache) -> Array:
    grad_x = empty(cache.input_shape, float32)
    if _native.max_pool2d_backward(grad_y, cache.argmax, grad_x):
        return grad_x
    return _max_pool2d_backward(grad_y, cache)


def relu_forward(x: Array) -> tuple[Array, NDArray[np.bool_]]:
    y, off = empty(x.shape, float32), empty(x.shape, np.bool_)
    if _native.relu_forward(x, y, off):
        return y, off
    return _relu_forward(x)


def relu_backward(grad_y: Array, off: NDArray[np.bool_]) -> Array:
    grad_x = empty(grad_y.shape, float32)
    if _native.relu_backward(grad_y, off, grad_x):
        return grad_x
    return _relu_backward(grad_y, off)


def dense_forward(x: Array, kernel: Array, bias: Array) -> tuple[Array, ops.DenseCache]:
    y = empty((x.shape[0], kernel.shape[1]), float32)
    if _native.dense_forward(x, kernel, bias, y):
        return y, ops.DenseCache(x, kernel)
    return _dense_forward(x, kernel, bias)


def dense_backward(
    grad_y: Array, cache: ops.DenseCache, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    x, kernel = cache
    grad_kernel, grad_bias = empty(kernel.shape, float32), empty(kernel.shape[1], float32)
    if not _native.dense_kernel_gradient(x, grad_y, grad_kernel, grad_bias):
        return _dense_backward(grad_y, cache, input_gradient)
    if not input_gradient:
        return None, grad_kernel, grad_bias
    grad_x = empty(x.shape, float32)
    if not _native.dense_input_gradient(grad_y, np.ascontiguousarray(kernel.T), grad_x):
        return _dense_backward(grad_y, cache, input_gradient)
    return grad_x, grad_kernel, grad_bias


def softmax_forward(logits: Array) -> Array:
    probabilities = empty(logits.shape, float32)
    if _native.softmax_forward(logits, probabilities):
        return probabilities
    return _softmax_forward(logits)


def softmax_cross_entropy_forward(
    logits: Array, labels: Labels
) -> tuple[float, ops.SoftmaxCrossEntropyCache]:
    probabilities = empty(logits.shape, float32)
    loss = _native.softmax_cross_entropy_forward(logits, labels, probabilities)
    if loss == -1 or not len(labels):
        return _softmax_cross_entropy_forward(logits, labels)
    return loss / len(labels), ops.SoftmaxCrossEntropyCache(probabilities, labels)


def softmax_cross_entropy_backward(cache: ops.SoftmaxCrossEntropyCache) -> Array:
    grad_logits = empty(cache.probabilities.shape, float32)
    if _native.softmax_cross_entropy_backward(cache.probabilities, cache.labels, grad_logits):
        return grad_logits
    return _softmax_cross_entropy_backward(cache)


def sgd_step(
    weights: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float
) -> tuple[Array, tuple[Array, ...], bool]:
    after, state = empty(weights.shape, float32), empty(weights.shape, float32)
    answer = _native.sgd_step(weights, gradient, velocity, learning_rate, momentum, after, state)
    if not answer:
        return _sgd_step(weights, gradient, velocity, learning_rate, momentum)
    return after, (state,), answer == FINITE


def adam_step(
    weights: Array, gradient: Array, mean: Array, square: Array, *numbers: float
) -> tuple[Array, tuple[Array, ...], bool]:
    shape = weights.shape
    after, new_mean, new_square = empty(shape, float32), empty(shape, float32), empty(shape, float32)
    answer = _native.adam_step(weights, gradient, mean, square, *numbers, after, new_mean, new_square)
    if not answer:
        return _adam_step(weights, gradient, mean, square, *numbers)
    return after, (new_mean, new_square), answer == FINITE


TABLE = {
    function.__name__: function
    for function in (
        conv2d_forward,
        conv2d_backward,
        max_pool2d_forward,
        max_pool2d_backward,
        relu_forward,
        relu_backward,
        dense_forward,
        dense_backward,
        softmax_forward,
        softmax_cross_entropy_forward,
        softmax_cross_entropy_backward,
        sgd_step,
        adam_step,
    )
}

_conv2d_forward = reference(ops.conv2d_forward)
_conv2d_backward = reference(ops.conv2d_backward)
_max_pool2d_forward = reference(ops.max_pool2d_forward)
_max_pool2d_backward = reference(ops.max_pool2d_backward)
_relu_forward = reference(ops.relu_forward)
_relu_backward = reference(ops.relu_backward)
_dense_forward = reference(ops.dense_forward)
_dense_backward = reference(ops.dense_backward)
_softmax_forward = reference(ops.softmax_forward)
_softmax_cross_entropy_forward = reference(ops.softmax_cross_entropy_forward)
_softmax_cross_entropy_backward = reference(ops.softmax_cross_entropy_backward)
_sgd_step = reference(ops.sgd_step)
_adam_step = reference(ops.adam_step)
