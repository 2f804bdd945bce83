# expected: It is wrong for an image of 4 × 7
import numpy as np


def kernel_gradient(x, grad_y):
    """The gradient of a kernel that was laid over x at every place, without padding.

    x: (h, w), the image; grad_y: (h - k + 1, w - k + 1), the gradient of the map. Returns (k, k).
    """
    size = len(grad_y)
    k = x.shape[0] - size + 1
    grad_kernel = np.zeros((k, k))
    for u in range(k):
        for v in range(k):
            met = x[u : u + size, v : v + size]
            grad_kernel[u, v] = (met * grad_y[:, :size]).sum()
    return grad_kernel
