"""Moving a digit and convolving it, in either order: where the two agree, and where they stop to."""

from functools import lru_cache
from typing import Any

import numpy as np

from cnn_core import ops, sketches
from cnn_core.arrays import Array
from cnn_core.explain.arguments import read_choice, read_integer
from cnn_core.explain.writing import write_number

FIELD = 20
DIGIT = 10
HOME = 2  # the digit's top and left before it is moved; all that a kernel makes of it there lies in the map
NEAREST, FARTHEST = -DIGIT // 2, FIELD - DIGIT // 2
SEED = 4
# Whole numbers and powers of two: no sum is rounded, so that equal means equal.
GRAYS = 16
KERNELS: dict[str, Array] = {
    "vertical edges": np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
    "horizontal edges": np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]]),
    "blur": np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16,
}
STEPS = {"convolution": 1, "strides": 2, "pooling": 2}


def explain_equivariance(
    top: object = HOME,
    left: object = HOME,
    digit: object = 7,
    kernel: object = "vertical edges",
    layers: object = "convolution",
) -> dict[str, Any]:
    """Compare "move, then convolve" with "convolve, then move" for a digit on a larger field.

    Args:
        top: where the digit's first row is; parts of it may lie outside of the field.
        left: where its first column is.
        digit: 0 to 9.
        kernel: a name in `KERNELS`.
        layers: "convolution" for one with zeros around the field; "strides" for the same by two pixels at a
            time; "pooling" for ReLU and 2 × 2 max pooling after it.

    Returns:
        `glyph`, the digit (10, 10); `field`, where it is moved to (20, 20); the maps `moved_first` and
        `moved_after` and their `difference`, (20, 20) or (10, 10); `place`, the digit's first row and column;
        `step`, pixels of the field from one number of a map to the next; `moved_by`, rows and columns by
        which the map was moved; `largest_difference` and `largest_response`; and `verdict`, in words.

    Raises:
        ExplainError: when something is refused.

    Example:
        >>> explained = explain_equivariance(top=7, left=5)
        >>> explained["largest_difference"], explained["moved_by"]
        (0.0, [5, 3])
        >>> explain_equivariance(top=2, left=3, layers="strides")["largest_difference"] > 0
        True
    """
    row = read_integer(top, "top", "The top", NEAREST, FARTHEST)
    column = read_integer(left, "left", "The left", NEAREST, FARTHEST)
    glyph = _glyph(read_integer(digit, "digit", "The digit", 0, 9))
    weights = KERNELS[read_choice(kernel, "kernel", "The kernel", KERNELS)]
    stack = read_choice(layers, "layers", "What follows", STEPS)
    field = _place(glyph, row, column)
    moved_first = _respond(field, weights, stack)
    home = _respond(_place(glyph, HOME, HOME), weights, stack)
    moved_after, moved_by = _move_alike(home, moved_first, row - HOME, column - HOME, STEPS[stack])
    difference = moved_first - moved_after
    largest, response = float(np.abs(difference).max()), float(np.abs(home).max())
    is_cut = field.sum() < glyph.sum()
    return {
        "glyph": glyph,
        "field": field,
        "moved_first": moved_first,
        "moved_after": moved_after,
        "difference": difference,
        "place": [row, column],
        "step": STEPS[stack],
        "moved_by": moved_by,
        "largest_difference": largest,
        "largest_response": response,
        "verdict": _judge(row - HOME, column - HOME, STEPS[stack], largest, response, is_cut),
    }


@lru_cache
def _glyph(digit: int) -> Array:
    images, _ = sketches.digits(1, classes=(digit,), size=DIGIT, rng=np.random.default_rng(SEED))
    return np.round(images[0, :, :, 0].astype(np.float64) * GRAYS) / GRAYS


def _place(glyph: Array, top: int, left: int) -> Array:
    around = np.zeros((FIELD + 2 * DIGIT, FIELD + 2 * DIGIT))
    around[top + DIGIT : top + 2 * DIGIT, left + DIGIT : left + 2 * DIGIT] = glyph
    return around[DIGIT:-DIGIT, DIGIT:-DIGIT]


def _respond(field: Array, kernel: Array, stack: str) -> Array:
    """The feature map: (20, 20), or (10, 10) by strides or pooling."""
    strides = 2 if stack == "strides" else 1
    x = np.ascontiguousarray(field)[None, :, :, None]
    y, _ = ops.conv2d_forward(x, kernel[:, :, None, None], np.zeros(1), strides, "same")
    if stack == "pooling":
        y, _ = ops.relu_forward(y)
        y, _ = ops.max_pool2d_forward(y, 2, 2)
    response: Array = y[0, :, :, 0]
    return response


def _move_alike(home: Array, target: Array, down: int, right: int, step: int) -> tuple[Array, list[int]]:
    """Move a map as far as its input was, or, where that is half a pixel of it, to the better whole one."""
    candidates = [
        (_shift(home, rows, columns), [rows, columns])
        for rows in sorted({down // step, -(-down // step)})
        for columns in sorted({right // step, -(-right // step)})
    ]
    return min(candidates, key=lambda moved: float(np.abs(moved[0] - target).max()))


def _shift(map_: Array, down: int, right: int) -> Array:
    """Moved within its frame; zeros come in, and what leaves is lost."""
    n = len(map_)
    around = np.zeros((3 * n, 3 * n))
    around[n + down : 2 * n + down, n + right : 2 * n + right] = map_
    return around[n : 2 * n, n : 2 * n]


def _judge(down: int, right: int, step: int, largest: float, response: float, is_cut: bool) -> str:
    if not down and not right:
        return "Not moved yet."
    ways = [
        f"{abs(n)} {word}"
        for n, word in ((down, "down" if down > 0 else "up"), (right, "right" if right > 0 else "left"))
        if n
    ]
    moved = f"Moved {' and '.join(ways)}."
    if largest == 0:
        alike = "by as much" if step == 1 else "by half as many of its own pixels"
        return f"{moved} The map moved along, {alike}, and not one of its numbers differs."
    reasons = []
    if down % step or right % step:
        reasons.append(
            f"One pixel of the map is {step} of the input, so the map would have to move by half a pixel; "
            "this is the nearest it can come."
        )
    if is_cut:
        reasons.append(
            "Part of the digit is outside, and at the border the kernel sees zeros where that part would be."
        )
    share = write_number(round(100 * largest / response))
    return f"{moved} {' '.join(reasons)} The maps differ by up to {share} % of the strongest response."
