"""The layers a network is made of.

Each is a pair of functions. `forward` computes the output; `backward` is given the gradient of the loss with
respect to that output, and returns it with respect to the input, leaving the gradients of its parameters in
`grads`. Shapes are those of one sample, (8, 8, 1), unless an array is meant, (n, 8, 8, 1).
"""

from cnn_core.layers.avg_pool2d import AvgPool2D
from cnn_core.layers.batch_norm import BatchNorm
from cnn_core.layers.conv2d import Conv2D
from cnn_core.layers.dense import Dense
from cnn_core.layers.dropout import Dropout
from cnn_core.layers.flatten import Flatten
from cnn_core.layers.global_avg_pool2d import GlobalAvgPool2D
from cnn_core.layers.layer import Layer
from cnn_core.layers.max_pool2d import MaxPool2D
from cnn_core.layers.relu import ReLU
from cnn_core.layers.residual import Residual

__all__ = [
    "AvgPool2D",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAvgPool2D",
    "Layer",
    "MaxPool2D",
    "ReLU",
    "Residual",
]
