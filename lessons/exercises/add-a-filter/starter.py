import numpy as np


def add_filter(kernel, bias):
    """kernel: (3, 3, 1, f); bias: (f,). Returns both with one filter more, the last, for horizontal edges.

    Over blank paper or full ink it gives 0; where ink lies below paper, something above 0.
    """
    return kernel, bias
