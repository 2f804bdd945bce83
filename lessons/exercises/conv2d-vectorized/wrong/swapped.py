# expected: Rows and columns of the kernel have changed places
import numpy as np


def convolve(x, kernel, bias):
    """x: (n, h, w, c); kernel: (k, k, c, f); bias: (f,). Returns (n, h - k + 1, w - k + 1, f)."""
    _, h, w, c = x.shape
    k, _, _, f = kernel.shape
    # Each place in the kernel sees the image moved by that much: k * k long views, side by side.
    places = [x[:, u : u + h - k + 1, v : v + w - k + 1] for v in range(k) for u in range(k)]
    rows = np.concatenate(places, axis=-1)  # (n, h - k + 1, w - k + 1, k * k * c)
    return rows @ kernel.reshape(k * k * c, f) + bias
