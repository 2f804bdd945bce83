"""What all contestants train: three networks, their first weights and their batches, in files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core import SGD, Conv2D, Dense, MaxPool2D, SoftmaxCrossEntropy
from cnn_core.lab import Session
from cnn_core.lab.networks import NETWORKS

BATCH_SIZE = 32
LEARNING_RATE = 0.05
MOMENTUM = 0.9  # what the laboratory's "sgd" has


@dataclass(frozen=True)
class Task:
    """A network of `cnn_core.lab`, under the name it has in the results.

    Attributes:
        title: as the table says it.
        checked_steps: steps whose losses every contestant has to agree on.
    """

    name: str
    title: str
    network: str
    filters: int
    classes: tuple[int, ...]
    checked_steps: int

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the laboratory's session."""
        return {
            "network": self.network,
            "filters": self.filters,
            "classes": list(self.classes),
            "batch_size": BATCH_SIZE,
            "learning_rate": LEARNING_RATE,
            "optimizer": "sgd",
        }


TEN = tuple(range(10))
TASKS = (
    Task("8x8", "8×8, 700 parameters", "cnn", 4, (0, 1, 2, 3), 20),
    Task("28x28", "28×28, 5,258 parameters", "digits-28", 8, TEN, 10),
    Task("32x32x3", "32×32×3, 37,146 parameters", "color-32", 16, TEN, 3),
)


def write(task: Task, folder: Path) -> list[float]:
    """Write the task for the peers: `<name>.json` and `<name>.f32`, its weights and then its images.

    Returns:
        The losses that the first steps have with `cnn_core`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = Session(task.settings).model
    images, labels = NETWORKS[task.network].draw(task.classes, shift=0)[0]
    count = len(images) // BATCH_SIZE
    x = images[: count * BATCH_SIZE].reshape(count, BATCH_SIZE, *images.shape[1:])
    y = labels[: count * BATCH_SIZE].reshape(count, BATCH_SIZE)
    described = {
        "layers": [_described(layer) for layer in model.layers],
        "input_shape": model.input_shape,
        "batches": y.tolist(),
        "weight_shapes": [param.shape for param in model.params.values()],
        "learning_rate": LEARNING_RATE,
        "momentum": MOMENTUM,
    }
    (folder / f"{task.name}.json").write_text(json.dumps(described))
    (folder / f"{task.name}.f32").write_bytes(model.get_weights().tobytes() + x.tobytes())

    optimizer, criterion, losses = SGD(LEARNING_RATE, momentum=MOMENTUM), SoftmaxCrossEntropy(), []
    for step in range(task.checked_steps):
        loss, gradient = criterion(model.forward(x[step], training=True), y[step])
        model.backward(gradient)
        optimizer.step(model.params, model.grads)
        losses.append(loss)
    return losses


def arithmetic(task: Task) -> float:
    """Floating-point operations of one step's products: forward, and the gradients of kernels and inputs.

    The first layer's input needs none.
    """
    model = Session(task.settings).model
    total, passes = 0, 2
    for layer in model.layers:
        if isinstance(layer, Conv2D | Dense):
            outputs = int(np.prod(layer.output_shape or (), dtype=int))
            kernel = layer.params["kernel"]
            total += passes * 2 * BATCH_SIZE * outputs * kernel.size // kernel.shape[-1]
            passes = 3
    return float(total)


def _described(layer: Any) -> dict[str, Any]:
    match layer:
        case Conv2D():
            facts = {"filters": layer.filters, "kernel_size": layer.kernel_size, "padding": layer.padding}
        case MaxPool2D():
            facts = {"pool_size": layer.pool_size}
        case Dense():
            facts = {"units": layer.units}
        case _:
            facts = {}
    return {"kind": type(layer).__name__, **facts}
