"""What an `{{ expression }}` in a lesson may call: all numbers in the prose come from here."""

import numpy as np

from builder.expressions import Namespace, true_minus
from cnn_core import shapes


def output_size(size: int, kernel_size: int, strides: int = 1, padding: str = "valid") -> int:
    """How many positions a kernel has along one side."""
    return shapes.output_size(size, kernel_size, strides, "same" if padding == "same" else "valid")


def product(*factors: int) -> int:
    """`product(3, 3, 4)` is 36."""
    return int(np.prod(factors, dtype=np.int64))


def percent(fraction: float, digits: int = 0) -> str:
    """`percent(0.953)` is 95 %."""
    return f"{true_minus(f'{100 * fraction:.{digits}f}')} %"


def fixed(value: float, digits: int) -> str:
    """`fixed(2 / 3, 2)` is 0.67."""
    return true_minus(f"{value:,.{digits}f}")


NAMESPACE: Namespace = {function.__name__: function for function in (fixed, output_size, percent, product)}
