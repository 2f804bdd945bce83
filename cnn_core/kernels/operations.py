"""Each operation makes room for its result and hands the arrays to C.

C looks at every array before it touches one, and declines what it isn't made for: anything but float32 in C
order. The reference then does the work, so results and errors are the same, whatever comes.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnn_core import ops
from cnn_core.arrays import Array, Labels, Padding, Shape
from cnn_core.backends import references
from cnn_core.kernels import _native
from cnn_core.shapes import output_size, same_padding
from cnn_core.sketches import rendering  # noqa: F401  its operation is known once it is imported

F = TypeVar("F", bound=Callable[..., Any])

TABLE: dict[str, Callable[..., Any]] = {}

empty = np.empty
float32, intp = np.dtype(np.float32), np.dtype(np.intp)  # made once: a type takes longer to look up

DONE = 1  # what C answers when an optimizer has moved; 2 when a number would not have remained finite
NOT_FINITE = 2


def operation(function: F) -> F:
    """Let `function` stand in for the operation of its name."""
    TABLE[function.__name__] = function
    return function


@lru_cache(maxsize=256)
def window_shape(x: Shape, k_h: int, k_w: int, strides: int, padding: Padding, channels: int) -> Shape:
    """Return the shape (n, h_out, w_out, channels) of what a window that slides over `x` gives."""
    n, h, w, _ = x
    return n, output_size(h, k_h, strides, padding), output_size(w, k_w, strides, padding), channels


@lru_cache(maxsize=256)
def plan(x: Shape, kernel: Shape, strides: int, padding: Padding) -> tuple[Shape, int, int]:
    """Return the shape of a convolution's output, and the zeros above and to the left of its input."""
    k_h, k_w, _, f = kernel
    shape = window_shape(x, k_h, k_w, strides, padding, f)
    if padding == "valid":
        return shape, 0, 0
    return shape, same_padding(x[1], k_h, strides)[0], same_padding(x[2], k_w, strides)[0]


@operation
def lower_to_distances(
    nearest: Array,
    windows: NDArray[np.intp],
    corner: NDArray[np.intp],
    offset: Array,
    along: Array,
    inverse: Array,
) -> None:
    if not _native.lower_to_distances(windows, corner, offset, along, inverse, nearest):
        references["lower_to_distances"](nearest, windows, corner, offset, along, inverse)


@operation
def conv2d_forward(
    x: Array, kernel: Array, bias: Array, strides: int = 1, padding: Padding = "valid"
) -> tuple[Array, ops.Conv2DCache]:
    shape, top, left = plan(x.shape, kernel.shape, strides, padding)
    y = empty(shape, float32)
    if _native.conv2d_forward(x, kernel, bias, strides, top, left, y):
        return y, ops.Conv2DCache(x, kernel, strides, padding)
    return references["conv2d_forward"](x, kernel, bias, strides, padding)


@operation
def conv2d_backward(
    grad_y: Array, cache: ops.Conv2DCache, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    x, kernel, strides, padding = cache
    k_h, k_w, _, f = kernel.shape
    grad_kernel, grad_bias = empty(kernel.shape, float32), empty(f, float32)
    padded = x if padding == "valid" else ops.pad(x, k_h, k_w, strides, padding)
    if not _native.conv2d_kernel_gradient(padded, grad_y, strides, grad_kernel, grad_bias):
        return references["conv2d_backward"](grad_y, cache, input_gradient)
    if not input_gradient:
        return None, grad_kernel, grad_bias
    grad_x = empty(x.shape, float32)
    if strides == 1:  # the frame of zeros around the gradients needs not be written out
        _, top, left = plan(x.shape, kernel.shape, strides, padding)
        spread, above, before = grad_y, k_h - 1 - top, k_w - 1 - left
    else:
        spread, above, before = ops.spread(grad_y, cache), 0, 0
    if not _native.conv2d_input_gradient(spread, ops.turned(kernel), above, before, grad_x):
        return references["conv2d_backward"](grad_y, cache, input_gradient)
    return grad_x, grad_kernel, grad_bias


@operation
def max_pool2d_forward(x: Array, pool_size: int, strides: int) -> tuple[Array, ops.MaxPool2DCache]:
    shape = window_shape(x.shape, pool_size, pool_size, strides, "valid", x.shape[3])
    y, argmax = empty(shape, float32), empty(shape, intp)
    if _native.max_pool2d_forward(x, pool_size, strides, y, argmax):
        return y, ops.MaxPool2DCache(argmax, x.shape)
    return references["max_pool2d_forward"](x, pool_size, strides)


@operation
def max_pool2d_backward(grad_y: Array, cache: ops.MaxPool2DCache) -> Array:
    grad_x = empty(cache.input_shape, float32)
    if _native.max_pool2d_backward(grad_y, cache.argmax, grad_x):
        return grad_x
    return references["max_pool2d_backward"](grad_y, cache)


@operation
def relu_forward(x: Array) -> tuple[Array, Array]:
    y = empty(x.shape, float32)
    if _native.relu_forward(x, y):
        return y, y
    return references["relu_forward"](x)


@operation
def relu_backward(grad_y: Array, y: Array) -> Array:
    grad_x = empty(grad_y.shape, float32)
    if _native.relu_backward(grad_y, y, grad_x):
        return grad_x
    return references["relu_backward"](grad_y, y)


@operation
def dense_forward(x: Array, kernel: Array, bias: Array) -> tuple[Array, ops.DenseCache]:
    y = empty((x.shape[0], kernel.shape[1]), float32)
    if _native.dense_forward(x, kernel, bias, y):
        return y, ops.DenseCache(x, kernel)
    return references["dense_forward"](x, kernel, bias)


@operation
def dense_backward(
    grad_y: Array, cache: ops.DenseCache, input_gradient: bool = True
) -> tuple[Array | None, Array, Array]:
    x, kernel = cache
    grad_kernel, grad_bias = empty(kernel.shape, float32), empty(kernel.shape[1], float32)
    if not _native.dense_kernel_gradient(x, grad_y, grad_kernel, grad_bias):
        return references["dense_backward"](grad_y, cache, input_gradient)
    if not input_gradient:
        return None, grad_kernel, grad_bias
    grad_x = empty(x.shape, float32)
    if not _native.dense_input_gradient(grad_y, kernel.T.copy(), grad_x):
        return references["dense_backward"](grad_y, cache, input_gradient)
    return grad_x, grad_kernel, grad_bias


@operation
def softmax_forward(logits: Array) -> Array:
    probabilities = empty(logits.shape, float32)
    if _native.softmax_forward(logits, probabilities):
        return probabilities
    return references["softmax_forward"](logits)


@operation
def softmax_cross_entropy_forward(
    logits: Array, labels: Labels
) -> tuple[float, ops.SoftmaxCrossEntropyCache]:
    probabilities = empty(logits.shape, float32)
    loss = _native.softmax_cross_entropy_forward(logits, labels, probabilities)
    if loss == -1 or not len(labels):
        return references["softmax_cross_entropy_forward"](logits, labels)
    return loss / len(labels), ops.SoftmaxCrossEntropyCache(probabilities, labels)


@operation
def softmax_cross_entropy_backward(cache: ops.SoftmaxCrossEntropyCache) -> Array:
    grad_logits = empty(cache.probabilities.shape, float32)
    if _native.softmax_cross_entropy_backward(cache.probabilities, cache.labels, grad_logits):
        return grad_logits
    return references["softmax_cross_entropy_backward"](cache)


@operation
def count_right(logits: Array, labels: Labels) -> int:
    right = _native.count_right(logits, labels)
    return right if right >= 0 else references["count_right"](logits, labels)


@operation
def sgd_step(params: list[Array], grads: list[Array], velocities: list[Array], *numbers: float) -> bool:
    answer = _native.sgd_step(params, grads, velocities, *numbers)
    return answer == DONE or (
        answer != NOT_FINITE and references["sgd_step"](params, grads, velocities, *numbers)
    )


@operation
def adam_step(
    params: list[Array], grads: list[Array], means: list[Array], squares: list[Array], *numbers: float
) -> bool:
    answer = _native.adam_step(params, grads, means, squares, *numbers)
    return answer == DONE or (
        answer != NOT_FINITE and references["adam_step"](params, grads, means, squares, *numbers)
    )
