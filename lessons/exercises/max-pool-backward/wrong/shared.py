# expected: what average pooling does
import numpy as np


def max_pool_backward(x, grad_y):
    """Max pooling in windows of 2 × 2, backward.

    x: (h, w), the input; grad_y: (h / 2, w / 2), the gradient of the output. Returns that of x, (h, w).
    """
    grad_x = np.zeros_like(x)
    for i in range(grad_y.shape[0]):
        for j in range(grad_y.shape[1]):
            window = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            grad_x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = grad_y[i, j] / 4
    return grad_x
