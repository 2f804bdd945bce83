"""One convolution, position by position, for the stepper."""

from typing import Any

import numpy as np

from cnn_core import ops
from cnn_core.arrays import Array
from cnn_core.explain.arguments import read_integer, read_square, resized
from cnn_core.explain.sizes import explain_output_size

MAX_SIZE = 8
MAX_KERNEL_SIZE = 5
MAX_STRIDES = 4
MAX_PADDING = 3
LIMIT = 99


def explain_convolution(
    input: object,
    kernel: object,
    strides: object = 1,
    padding: object = 0,
    size: object = None,
    kernel_size: object = None,
) -> dict[str, Any]:
    """Slide one kernel over one square channel, and write out the sum at each position.

    Args:
        input: rows of numbers, as many as columns.
        kernel: the same.
        strides: pixels from one position to the next.
        padding: zeros on each side of the input.
        size: cut or fill up the input with zeros to this size.
        kernel_size: the same for the kernel.

    Returns:
        `input` and `kernel`, as they were taken; `output`, rows of numbers; `positions`, in reading order,
        each with its `row` and `column` in the output, `top` and `left` in the padded input, `patch`,
        `products`, `row_sums` (of the products) and `sum`; `output_size`, what `explain_output_size`
        returns; `seen`, how many positions look at each pixel; and `note`, what the sizes mean, in words.

    Raises:
        ExplainError: when something is refused, or the kernel does not fit.

    Example:
        >>> explained = explain_convolution([[1, 2], [3, 4]], [[1, 0], [0, -1]])
        >>> explained["output"], explained["positions"][0]["products"]
        ([[-3.0]], [[1.0, 0.0], [0.0, -4.0]])
    """
    x = read_square(input, "input", "The input", largest=MAX_SIZE, limit=LIMIT)
    k = read_square(kernel, "kernel", "The kernel", largest=MAX_KERNEL_SIZE, limit=LIMIT)
    if size is not None:
        x = resized(x, read_integer(size, "size", "Input size", 1, MAX_SIZE))
    if kernel_size is not None:
        k = resized(k, read_integer(kernel_size, "kernel_size", "Kernel size", 1, MAX_KERNEL_SIZE))
    s = read_integer(strides, "strides", "Stride", 1, MAX_STRIDES)
    p = read_integer(padding, "padding", "Padding", 0, MAX_PADDING)
    output_size = explain_output_size(len(x), len(k), s, p)

    padded = np.pad(x, p)
    looks = _count_looks(padded, len(k), s)[p : p + len(x), p : p + len(x)]
    output, _ = ops.conv2d_forward(
        padded[None, :, :, None], k[:, :, None, None], np.zeros(1), s
    )  # (1, h, w, 1)
    return {
        "input": x.tolist(),
        "kernel": k.tolist(),
        "output": output[0, :, :, 0].tolist(),
        "positions": [
            _position(padded, k, s, row, column, float(total[0]))
            for row, totals in enumerate(output[0])
            for column, total in enumerate(totals)
        ],
        "output_size": output_size,
        "seen": looks.tolist(),
        "note": _note(output_size, int((looks == 0).sum())),
    }


def _position(
    padded: Array, kernel: Array, strides: int, row: int, column: int, total: float
) -> dict[str, Any]:
    top, left = row * strides, column * strides
    patch = padded[top : top + len(kernel), left : left + len(kernel)]
    products = patch * kernel
    return {
        "row": row,
        "column": column,
        "top": top,
        "left": left,
        "patch": patch.tolist(),
        "products": products.tolist(),
        "row_sums": products.sum(axis=1).tolist(),
        "sum": total,
    }


def _count_looks(padded: Array, kernel_size: int, strides: int) -> Array:
    """How many positions look at each pixel: ones sent back through a kernel of ones."""
    ones = np.ones((kernel_size, kernel_size, 1, 1))
    output, cache = ops.conv2d_forward(padded[None, :, :, None], ones, np.zeros(1), strides)
    grad_x, _, _ = ops.conv2d_backward(np.ones_like(output), cache)
    assert grad_x is not None
    looks: Array = np.rint(grad_x[0, :, :, 0])
    return looks


def _note(sizes: dict[str, Any], unseen: int) -> str:
    s, remainder = sizes["strides"], sizes["remainder"]
    words = []
    if remainder:
        words.append(
            f"{sizes['quotient']:.4g} does not come out whole and is rounded down: after the last position, "
            f"{_pixels(remainder)} left along each side, too few for a stride of {s}."
        )
    elif sizes["output_size"] == sizes["size"]:
        words.append("The output is as large as the input.")
    else:
        words.append("The division comes out whole: the last position ends at the edge.")
    if unseen:
        if s > sizes["kernel_size"]:
            words.append("The stride is larger than the kernel, so it jumps over some.")
        words.append(f"{_pixels(unseen)} never seen: those crossed out.")
    elif remainder:
        words.append("Only padding is left, though: every pixel is seen.")
    return " ".join(words)


def _pixels(count: int) -> str:
    return "1 pixel is" if count == 1 else f"{count} pixels are"
