# expected: another bias than the first
import numpy as np


def convolve(x, kernel, bias):
    """x: (n, h, w, c); kernel: (k, k, c, f); bias: (f,). Returns (n, h - k + 1, w - k + 1, f)."""
    n, h, w, _ = x.shape
    k, _, _, f = kernel.shape
    y = np.zeros((n, h - k + 1, w - k + 1, f))
    for i in range(h - k + 1):
        for j in range(w - k + 1):
            patch = x[:, i : i + k, j : j + k, :]  # (n, k, k, c)
            for m in range(f):
                y[:, i, j, m] = (patch * kernel[:, :, :, m]).sum(axis=(1, 2, 3)) + bias[0]
    return y
