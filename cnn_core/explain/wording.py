"""Numbers as readers see them."""

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def grouped(number: int) -> str:
    """Return a whole number with its thousands apart.

    Example:
        >>> grouped(120000)
        '120,000'
    """
    return f"{number:,}".replace("-", "−")


def decimal(number: float, digits: int = 4) -> str:
    """Return a number with at most `digits` decimals, no trailing zeros and a true minus.

    Example:
        >>> decimal(-0.5), decimal(1 / 3), decimal(4.0), decimal(-0.00001)
        ('−0.5', '0.3333', '4', '0')
    """
    text = f"{round(number, digits) + 0.0:,.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def rough(number: float) -> str:
    """Return a number of any size with three digits, as a power of ten where it is very large or small.

    Example:
        >>> rough(0.0571), rough(3.14159), rough(2.5e-12), rough(0)
        ('0.0571', '3.14', '2.5 · 10⁻¹²', '0')
    """
    if number == 0 or 1e-4 <= abs(number) < 1e6:
        return f"{number:,.3g}".replace("-", "−") if abs(number) < 1000 else grouped(round(number))
    digits, power = f"{number:.2g}".split("e")
    return f"{digits.replace('-', '−')} · 10{str(int(power)).translate(RAISED)}"


def factor(number: float) -> str:
    """Return a number as it stands in a product or sum, negative ones in parentheses.

    Example:
        >>> factor(2), factor(-0.5)
        ('2', '(−0.5)')
    """
    text = decimal(number)
    return f"({text})" if text.startswith("−") else text


def shape_text(shape: tuple[int, ...]) -> str:
    """Return "28 × 28 × 1" for (28, 28, 1)."""
    return " × ".join(map(grouped, shape))


def counted(number: int, singular: str) -> str:
    """Return "1 row", "2 rows"."""
    return f"{grouped(number)} {singular}{'' if number == 1 else 's'}"
