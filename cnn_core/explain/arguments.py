"""What readers type, checked. A field that holds no number reaches Python as the text in it."""

import math
from collections.abc import Iterable

import numpy as np

from cnn_core.arrays import Array
from cnn_core.explain.errors import ExplainError


def read_number(value: object, field: str, label: str, minimum: float, maximum: float) -> float:
    """Return `value` as a float if it is a finite number from `minimum` to `maximum`.

    Args:
        value: what came from the page.
        field: the argument's name.
        label: what the reader knows it by, with a capital letter.
        minimum: the least that is allowed.
        maximum: the most that is allowed.

    Raises:
        ExplainError: when it is not.

    Example:
        >>> read_number("1,5", "size", "Size", 1, 9)
        Traceback (most recent call last):
        cnn_core.explain.errors.ExplainError: Size must be a number from 1 to 9, not “1,5”.
    """
    return _read(value, field, f"{label} must be a number", minimum, maximum)


def read_integer(value: object, field: str, label: str, minimum: int, maximum: int) -> int:
    """Return `value` as an int if it is a whole number from `minimum` to `maximum`; see `read_number`."""
    expected = f"{label} must be a whole number"
    number = _read(value, field, expected, minimum, maximum)
    if number != int(number):
        raise ExplainError(f"{expected} from {minimum} to {maximum}, not {number:.10g}.", field)
    return int(number)


def read_choice(value: object, field: str, label: str, choices: Iterable[str]) -> str:
    """Return `value` if it is one of `choices`.

    Raises:
        ExplainError: when it is not.
    """
    known = list(choices)
    if isinstance(value, str) and value in known:
        return value
    raise ExplainError(f"{label} must be one of {', '.join(known)}, not {_shown(value)}.", field)


def read_grid(
    value: object, field: str, label: str, *, largest: int, limit: float, smallest: int = 1
) -> Array:
    """Return rows of numbers as an array (h, w) of float64.

    Args:
        value: a list of lists, all of one length.
        field: the argument's name; a number refused is `field[row][column]`.
        label: what the reader knows it by, with a capital letter.
        largest: the most rows, and columns, that are allowed.
        limit: numbers go from minus this to this.
        smallest: the fewest rows, and columns.

    Raises:
        ExplainError: when it is no such grid, or a number in it is refused.
    """
    rows = value if isinstance(value, list | tuple) else ()
    widths = {len(row) if isinstance(row, list | tuple) else 0 for row in rows}
    sizes = {len(rows), *widths}
    if len(widths) != 1 or not all(smallest <= size <= largest for size in sizes):
        shape = f"{len(rows)} rows of {' or '.join(map(str, sorted(widths)))}" if rows else _shown(value)
        between = f"from {smallest} to {largest} rows and columns"
        raise ExplainError(f"{label} must be a full grid, {between}; got {shape}.", field)
    return np.array(
        [
            [
                read_number(
                    number, f"{field}[{i}][{j}]", f"{label}, row {i + 1}, column {j + 1},", -limit, limit
                )
                for j, number in enumerate(row)
            ]
            for i, row in enumerate(rows)
        ],
        np.float64,
    )


def read_square(value: object, field: str, label: str, *, largest: int, limit: float) -> Array:
    """Return as many rows as columns as an array (n, n); see `read_grid`."""
    grid = read_grid(value, field, label, largest=largest, limit=limit)
    rows, columns = grid.shape
    if rows != columns:
        raise ExplainError(f"{label} must have as many rows as columns, not {rows} and {columns}.", field)
    return grid


def resized(grid: Array, size: int, fill: float = 0) -> Array:
    """Return a square grid cut, or filled up with `fill` at its end, to (size, size)."""
    result = np.full((size, size), fill, grid.dtype)
    kept = min(size, len(grid))
    result[:kept, :kept] = grid[:kept, :kept]
    return result


def _read(value: object, field: str, expected: str, minimum: float, maximum: float) -> float:
    limits = f"from {_minus(minimum)} to {_minus(maximum)}"
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ExplainError(f"{expected} {limits}, not {_shown(value)}.", field)
    if not minimum <= value <= maximum:
        raise ExplainError(f"{expected} {limits}; {_minus(value)} is outside.", field)
    return float(value)


def _minus(number: float) -> str:
    return f"{number:.10g}".replace("-", "−")


def _shown(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    text = str(value)
    return f"“{text if len(text) <= 20 else text[:20] + '…'}”"
