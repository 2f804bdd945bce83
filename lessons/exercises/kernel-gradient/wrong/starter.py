# expected: no product has been added up yet
import numpy as np


def kernel_gradient(x, grad_y):
    """The gradient of a kernel that was laid over x at every place, without padding.

    x: (h, w), the image; grad_y: (h - k + 1, w - k + 1), the gradient of the map. Returns (k, k).
    """
    h_out, w_out = grad_y.shape
    k = x.shape[0] - h_out + 1
    grad_kernel = np.zeros((k, k))
    for u in range(k):
        for v in range(k):
            # Which pixels did the weight in row u, column v meet? Each times the gradient that came back.
            grad_kernel[u, v] = 0
    return grad_kernel
