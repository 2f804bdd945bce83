# expected: In row 1, column 1 it should be 0
import numpy as np


def max_pool_backward(x, grad_y):
    """Max pooling in windows of 2 × 2, backward.

    x: (h, w), the input; grad_y: (h / 2, w / 2), the gradient of the output. Returns that of x, (h, w).
    """
    grad_x = np.zeros_like(x)
    for i in range(grad_y.shape[0]):
        for j in range(grad_y.shape[1]):
            window = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            row, column = np.unravel_index(window.argmin(), window.shape)
            grad_x[2 * i + row, 2 * j + column] = grad_y[i, j]
    return grad_x
