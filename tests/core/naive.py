"""The operations once more, as plainly as can be: loops over every position, for tests to compare with."""

import itertools
import math

import numpy as np


def padding_of(size, kernel_size, strides, padding):
    """Zeros before and after, as TensorFlow's documentation puts it."""
    if padding == "valid":
        return 0, 0
    remainder = size % strides
    total = max(kernel_size - (strides if remainder == 0 else remainder), 0)
    return total // 2, total - total // 2


def positions(size, kernel_size, strides, padding):
    """Where a window begins, in pixels of the unpadded image."""
    before, after = padding_of(size, kernel_size, strides, padding)
    return range(-before, size + after - kernel_size + 1, strides)


def taps(x, kernel, strides, padding):
    """Every way from a pixel to an output: ((row, column of x), (u, v of kernel), (i, j of y))."""
    h, w = x.shape[1:3]
    k_h, k_w = kernel.shape[:2]
    rows = list(enumerate(positions(h, k_h, strides, padding)))
    columns = list(enumerate(positions(w, k_w, strides, padding)))
    for (i, top), (j, left), u, v in itertools.product(rows, columns, range(k_h), range(k_w)):
        if 0 <= top + u < h and 0 <= left + v < w:
            yield (top + u, left + v), (u, v), (i, j)


def conv2d(x, kernel, bias, strides, padding):
    h_out = len(positions(x.shape[1], kernel.shape[0], strides, padding))
    w_out = len(positions(x.shape[2], kernel.shape[1], strides, padding))
    y = np.zeros((len(x), h_out, w_out, kernel.shape[3]))
    y += bias
    for (p, q), (u, v), (i, j) in taps(x, kernel, strides, padding):
        for c, f in np.ndindex(*kernel.shape[2:]):
            y[:, i, j, f] += x[:, p, q, c] * kernel[u, v, c, f]
    return y


def conv2d_gradients(x, kernel, grad_y, strides, padding):
    """Gradients of x, kernel and bias: each way there is also the way back."""
    grad_x, grad_kernel = np.zeros(x.shape), np.zeros(kernel.shape)
    for (p, q), (u, v), (i, j) in taps(x, kernel, strides, padding):
        for c, f in np.ndindex(*kernel.shape[2:]):
            grad_x[:, p, q, c] += grad_y[:, i, j, f] * kernel[u, v, c, f]
            grad_kernel[u, v, c, f] += np.sum(grad_y[:, i, j, f] * x[:, p, q, c])
    return grad_x, grad_kernel, grad_y.sum(axis=(0, 1, 2))


def max_pool2d(x, pool_size, strides, grad_y=None):
    """The maxima and, given `grad_y`, the gradient of x, which goes to the first maximum row by row."""
    n, h, w, c = x.shape
    rows = list(enumerate(range(0, h - pool_size + 1, strides)))
    columns = list(enumerate(range(0, w - pool_size + 1, strides)))
    y, grad_x = np.zeros((n, len(rows), len(columns), c)), np.zeros(x.shape)
    for s, (i, top), (j, left), channel in itertools.product(range(n), rows, columns, range(c)):
        window = x[s, top : top + pool_size, left : left + pool_size, channel]
        y[s, i, j, channel] = window.max()
        if grad_y is not None:
            u, v = next(place for place in np.ndindex(window.shape) if window[place] == window.max())
            grad_x[s, top + u, left + v, channel] += grad_y[s, i, j, channel]
    return y, grad_x


def cross_entropy(logits, labels):
    """Mean of −log p(label), in Python floats."""
    losses = []
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        losses.append(math.log(sum(math.exp(z) for z in row)) - row[label])
    return sum(losses) / len(losses)


def avg_pool2d(x, pool_size, strides, grad_y=None):
    """The means and, given `grad_y`, the gradient of x: an equal share for each value of a window."""
    n, h, w, c = x.shape
    rows = list(enumerate(range(0, h - pool_size + 1, strides)))
    columns = list(enumerate(range(0, w - pool_size + 1, strides)))
    y, grad_x = np.zeros((n, len(rows), len(columns), c)), np.zeros(x.shape)
    for s, (i, top), (j, left), channel in itertools.product(range(n), rows, columns, range(c)):
        values = []
        for u, v in itertools.product(range(pool_size), repeat=2):
            values.append(float(x[s, top + u, left + v, channel]))
            if grad_y is not None:
                grad_x[s, top + u, left + v, channel] += grad_y[s, i, j, channel] / pool_size**2
        y[s, i, j, channel] = sum(values) / len(values)
    return y, grad_x


def batch_norm(x, gamma, beta, epsilon):
    """Every channel on its own, in Python floats: (y, means, variances)."""
    y, means, variances = np.zeros(x.shape), [], []
    for channel in range(x.shape[-1]):
        values = [float(value) for value in x[..., channel].ravel()]
        mean = sum(values) / len(values)
        variance = sum((value - mean) ** 2 for value in values) / len(values)
        for place in np.ndindex(x.shape[:-1]):
            z = (float(x[place][channel]) - mean) / math.sqrt(variance + epsilon)
            y[place][channel] = gamma[channel] * z + beta[channel]
        means.append(mean)
        variances.append(variance)
    return y, means, variances
