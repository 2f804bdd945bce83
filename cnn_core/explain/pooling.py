"""Max and average pooling of one map, forward and backward, window by window."""

from typing import Any

import numpy as np

from cnn_core import averaging, ops
from cnn_core.arrays import Array
from cnn_core.explain.arguments import read_choice, read_integer, read_square, resized
from cnn_core.explain.sizes import explain_output_size
from cnn_core.explain.writing import write_factor, write_number

MAX_SIZE = 8
MAX_WINDOW = 4
LIMIT = 99
MOVES = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


def explain_pooling(
    input: object,
    gradient: object = ((1,),),
    pool_size: object = 2,
    strides: object = 2,
    size: object = None,
    move: object = None,
) -> dict[str, Any]:
    """Pool one square map by maxima and by means, and send a gradient back through both.

    Args:
        input: rows of numbers, as many as columns.
        gradient: of the output, from the layers above; cut, or filled up with ones, to the output's size.
        pool_size: pixels of a window along each axis.
        strides: pixels from one window to the next.
        size: cut or fill up the input with zeros to this size.
        move: "up", "down", "left" or "right": move the map by one pixel first; zeros come in behind it.

    Returns:
        `input` and `gradient`, as they were taken; `output_size`, what `explain_output_size` returns; and for
        "max" and "average" each: `output`, `input_gradient`, and `windows`, in reading order, with `row` and
        `column` in the output, `top` and `left` in the input, the window's own `output` and `gradient`,
        `argmax` (row and column in the input; None for means), and `forward` and `backward`, in words.
        After a move also `before`, the output as it was, and `moved`, what that did to it, in words.

    Raises:
        ExplainError: when something is refused, or the window does not fit.

    Example:
        >>> explained = explain_pooling([[1, 3], [2, 4]])
        >>> explained["max"]["output"], explained["average"]["windows"][0]["forward"]
        ([[4.0]], '(1 + 3 + 2 + 4) / 4 = 2.5')
    """
    x = read_square(input, "input", "The map", largest=MAX_SIZE, limit=LIMIT)
    if size is not None:
        x = resized(x, read_integer(size, "size", "Map size", 1, MAX_SIZE))
    k = read_integer(pool_size, "pool_size", "Window size", 1, MAX_WINDOW)
    s = read_integer(strides, "strides", "Stride", 1, MAX_WINDOW)
    output_size = explain_output_size(len(x), k, s, 0, kernel="pool_size")
    grad_y = read_square(gradient, "gradient", "The gradient", largest=MAX_SIZE, limit=LIMIT)
    grad_y = resized(grad_y, output_size["output_size"], fill=1)
    before = x
    if move is not None:
        x = _moved(x, read_choice(move, "move", "The direction", MOVES))
    now = {"max": _pool_maxima(x, grad_y, k, s), "average": _pool_means(x, grad_y, k, s)}
    if move is not None:
        was = {"max": _pool_maxima(before, grad_y, k, s), "average": _pool_means(before, grad_y, k, s)}
        for kind, pooled in now.items():
            pooled |= {
                "before": was[kind]["output"],
                "moved": _compare(was[kind]["output"], pooled["output"]),
            }
    return {"input": x.tolist(), "gradient": grad_y.tolist(), "output_size": output_size, **now}


def _pool_maxima(x: Array, grad_y: Array, k: int, strides: int) -> dict[str, Any]:
    y, cache = ops.max_pool2d_forward(x[None, :, :, None], k, strides)  # (1, h, w, 1)
    windows = []
    for window in _windows(x, y, grad_y, k, strides):
        largest, grad = map(write_number, (window["output"], window["gradient"]))
        row, column = divmod(int(cache.argmax[0, window["row"], window["column"], 0]), len(x))
        values = window.pop("values")
        backward = f"{grad} goes to row {row + 1}, column {column + 1}, where the {largest} was found."
        if len(values) > 1:
            backward += f" The other {len(values) - 1} get 0."
        if values.count(window["output"]) > 1:
            backward += " Of equal numbers, the first counts."
        forward = f"max({', '.join(map(write_number, values))}) = {largest}"
        windows.append(window | {"argmax": [row, column], "forward": forward, "backward": backward})
    grad_x = ops.max_pool2d_backward(grad_y[None, :, :, None], cache)
    return {"output": _plain(y), "input_gradient": _plain(grad_x), "windows": windows}


def _pool_means(x: Array, grad_y: Array, k: int, strides: int) -> dict[str, Any]:
    y, cache = averaging.avg_pool2d_forward(x[None, :, :, None], k, strides)  # (1, h, w, 1)
    windows = []
    for window in _windows(x, y, grad_y, k, strides):
        values, grad = window.pop("values"), window["gradient"]
        n = len(values)
        forward = f"({' + '.join(map(write_factor, values))}) / {n} = {write_number(window['output'])}"
        share = f"{write_factor(grad)} / {n} = {write_number(grad / n)}"
        backward = f"{write_number(grad)} is split: each of the {n} gets {share}."
        windows.append(window | {"argmax": None, "forward": forward, "backward": backward})
    grad_x = averaging.avg_pool2d_backward(grad_y[None, :, :, None], cache)
    return {"output": _plain(y), "input_gradient": _plain(grad_x), "windows": windows}


def _windows(x: Array, y: Array, grad_y: Array, k: int, strides: int) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "column": column,
            "top": row * strides,
            "left": column * strides,
            "values": x[row * strides :, column * strides :][:k, :k].ravel().tolist(),
            "output": float(y[0, row, column, 0]),
            "gradient": float(grad_y[row, column]),
        }
        for row in range(y.shape[1])
        for column in range(y.shape[2])
    ]


def _plain(map_: Array) -> list[list[float]]:
    rows: list[list[float]] = map_[0, :, :, 0].tolist()
    return rows


def _moved(x: Array, direction: str) -> Array:
    down, right = MOVES[direction]
    padded = np.pad(x, 1)
    return padded[1 - down : 1 - down + len(x), 1 - right : 1 - right + len(x)]


def _compare(before: list[list[float]], after: list[list[float]]) -> str:
    changed = int((np.array(before) != np.array(after)).sum())
    n = len(before) ** 2
    what = f"{changed} of the output’s {n} numbers" if changed else "not one number of the output"
    return f"The map moved by one pixel, and {what} changed."
