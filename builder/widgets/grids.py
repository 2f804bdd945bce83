"""Numbers as widgets write them while the page is made; site/js/widgets/numbers.js writes them alike."""

from collections.abc import Sequence

LEVELS = 4


def write_number(value: float) -> str:
    """At most four decimals, no trailing zeros, and a true minus.

    Example:
        >>> write_number(-0.5), write_number(1 / 3), write_number(4.0), write_number(-0.00001)
        ('−0.5', '0.3333', '4', '0')
    """
    return f"{round(value, 4) + 0.0:.10g}".replace("-", "−")


def write_factor(value: float) -> str:
    """As a factor or a term: negative numbers in parentheses.

    Example:
        >>> write_factor(2), write_factor(-1)
        ('2', '(−1)')
    """
    text = write_number(value)
    return f"({text})" if text.startswith("−") else text


def tint(value: float, rows: Sequence[Sequence[float]]) -> str:
    """How strongly a cell is tinted: p or n for the sign, and 0 to 4 against the grid's largest number.

    Example:
        >>> tint(-2, [[-2, 4]]), tint(0, [[0]])
        ('n2', 'p0')
    """
    largest = max((abs(number) for row in rows for number in row), default=0)
    level = round(LEVELS * abs(value) / largest) if largest else 0
    return f"{'n' if value < 0 else 'p'}{level}"
