"""Convolutional networks in readable NumPy.

Images are NHWC: samples, rows, columns, channels. All randomness comes from the `np.random.Generator` you
pass.

Example:
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> layers = [Conv2D(4, 3), ReLU(), MaxPool2D(2), Flatten(), Dense(16), ReLU(), Dense(4)]
    >>> model = Sequential(layers, input_shape=(8, 8, 1), rng=rng)
    >>> model.num_params
    700
"""

from cnn_core import architectures, augmentation, averaging, errors, kernels, ops, shapes, sketches
from cnn_core.backends import backend, use_backend
from cnn_core.checks import grad_check
from cnn_core.layers import (
    AvgPool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAvgPool2D,
    Layer,
    MaxPool2D,
    ReLU,
    Residual,
)
from cnn_core.losses import SoftmaxCrossEntropy, softmax
from cnn_core.metrics import confusion_matrix, evaluate
from cnn_core.model import Sequential
from cnn_core.optimizers import SGD, Adam
from cnn_core.training import Progress, fit

__all__ = [
    "SGD",
    "Adam",
    "AvgPool2D",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAvgPool2D",
    "Layer",
    "MaxPool2D",
    "Progress",
    "ReLU",
    "Residual",
    "Sequential",
    "SoftmaxCrossEntropy",
    "architectures",
    "augmentation",
    "averaging",
    "backend",
    "confusion_matrix",
    "errors",
    "evaluate",
    "fit",
    "grad_check",
    "kernels",
    "ops",
    "shapes",
    "sketches",
    "softmax",
    "use_backend",
]
