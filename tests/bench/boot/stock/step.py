"""One training step of the lesson's network in plain NumPy, with nothing else around it.

The same arithmetic as the course's (`tests.bench.boot` holds one against the other before it measures), on
random images instead of sketches: drawing those is our own page's to pay.
"""

import numpy as np


def batch(count=32):
    rng = np.random.default_rng(0)
    return rng.random((count, 8, 8, 1), np.float32), rng.integers(0, 4, count), parameters(rng)


def parameters(rng):
    """Kernel and bias of the convolution and of the two dense layers, in this order."""
    shapes = [(3, 3, 1, 4), (4,), (36, 16), (16,), (16, 4), (4,)]
    return [rng.standard_normal(shape).astype(np.float32) * np.float32(0.3) for shape in shapes]


def train_step(x, labels, params, learning_rate=0.01):
    """Conv 3×3 → ReLU → MaxPool → Dense → ReLU → Dense, cross-entropy, first step of Adam; the loss."""
    kernel, bias, w1, b1, w2, b2 = params
    n = len(x)
    windows = np.lib.stride_tricks.sliding_window_view(x[..., 0], (3, 3), axis=(1, 2))
    columns = windows.reshape(n * 36, 9)
    maps = np.maximum(columns @ kernel.reshape(9, 4) + bias, 0).reshape(n, 3, 2, 3, 2, 4)
    cells = maps.transpose(0, 1, 3, 5, 2, 4).reshape(n, 36, 4)
    pooled, where = cells.max(axis=2), cells.argmax(axis=2)
    hidden = np.maximum(pooled @ w1 + b1, 0)
    logits = hidden @ w2 + b2
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = exp / exp.sum(axis=1, keepdims=True)
    loss = -np.log(probabilities[np.arange(n), labels]).mean()

    grad = probabilities.copy()
    grad[np.arange(n), labels] -= 1
    grad /= n
    grad_w2, grad_b2 = hidden.T @ grad, grad.sum(axis=0)
    grad = (grad @ w2.T) * (hidden > 0)
    grad_w1, grad_b1 = pooled.T @ grad, grad.sum(axis=0)
    grad = grad @ w1.T
    grad_cells = np.zeros_like(cells)
    np.put_along_axis(grad_cells, where[..., None], (grad * (pooled > 0))[..., None], axis=2)
    grad_maps = grad_cells.reshape(n, 3, 3, 4, 2, 2).transpose(0, 1, 4, 2, 5, 3).reshape(n * 36, 4)
    grad_kernel, grad_bias = (columns.T @ grad_maps).reshape(kernel.shape), grad_maps.sum(axis=0)
    grads = (grad_kernel, grad_bias, grad_w1, grad_b1, grad_w2, grad_b2)
    for param, grad in zip(params, grads, strict=True):
        mean, square = 0.1 * grad, 0.001 * grad**2
        param -= learning_rate * (mean / 0.1) / (np.sqrt(square / 0.001) + 1e-7)
    return float(loss)
