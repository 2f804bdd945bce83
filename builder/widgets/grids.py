"""Grids of numbers while the page is made; site/js/widgets/numbers.js tints them alike."""

from collections.abc import Sequence

Rows = tuple[tuple[float, ...], ...]
LEVELS = 4


def rows(text: str) -> Rows:
    """Read a grid from a line.

    Example:
        >>> rows("1 0 / 0 -1")
        ((1.0, 0.0), (0.0, -1.0))
    """
    return tuple(tuple(float(number) for number in row.split()) for row in text.split("/"))


def tint(value: float, grid: Sequence[Sequence[float]]) -> str:
    """How strongly a cell is tinted: p or n for the sign, and 0 to 4 against the grid's largest number.

    Example:
        >>> tint(-2, [[-2, 4]]), tint(0, [[0]])
        ('n2', 'p0')
    """
    largest = max((abs(number) for row in grid for number in row), default=0)
    level = round(LEVELS * abs(value) / largest) if largest else 0
    return f"{'n' if value < 0 else 'p'}{level}"
