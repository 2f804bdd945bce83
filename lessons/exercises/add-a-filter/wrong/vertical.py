# expected: It finds vertical edges
import numpy as np


def add_filter(kernel, bias):
    """kernel: (3, 3, 1, f); bias: (f,). Returns both with one filter more, the last, for horizontal edges.

    Over blank paper or full ink it gives 0; where ink lies below paper, something above 0.
    """
    edge = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], kernel.dtype).reshape(3, 3, 1, 1)
    return np.concatenate([kernel, edge], axis=-1), np.append(bias, np.zeros(1, bias.dtype))
