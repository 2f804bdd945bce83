# expected: in the order of kernel.reshape
import numpy as np


def convolve(x, kernel, bias):
    """x: (n, h, w, c); kernel: (k, k, c, f); bias: (f,). Returns (n, h - k + 1, w - k + 1, f)."""
    n, h, w, c = x.shape
    k, _, _, f = kernel.shape
    # Each place in the kernel sees the image moved by that much: k * k long views, side by side.
    places = [x[:, u : u + h - k + 1, v : v + w - k + 1] for u in range(k) for v in range(k)]
    rows = np.stack(places, axis=-1).reshape(n, h - k + 1, w - k + 1, k * k * c)  # (n, h - k + 1, w - k + 1, k * k * c)
    return rows @ kernel.reshape(k * k * c, f) + bias
