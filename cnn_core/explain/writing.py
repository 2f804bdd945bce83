"""Numbers as explanations write them; site/js/widgets/numbers.js writes them alike."""


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
