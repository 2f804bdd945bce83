"""A sketch's way through a network, told stage by stage: the text scrolls, the picture stays."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
from markupsafe import Markup

from builder import trained
from builder.pictures import shades
from builder.widgets.base import Site, Widget
from builder.widgets.lab import WeightsName
from cnn_core.lab import forward_view
from cnn_core.lab.networks import NETWORKS, Images
from cnn_core.shapes import receptive_field

NETWORK = "digits-28"
SHOWN = 3
# What is shown, as layers counted from the input: a convolution after its ReLU, the scores after softmax.
LAYERS = {"sketch": 0, "maps": 2, "pooled": 3, "deeper": 5, "kept": 6, "flat": 7, "answer": 9}


class Story(Widget):
    """The network of two convolutions, on a 28 × 28 sketch of one of ten digits.

    `keeps` is the name under which its weights stay on the reader's device, for labs to go on with.
    """

    keeps: WeightsName | None = None

    def context(self, site: Site) -> dict[str, Any]:
        del site
        return tell()


@dataclass(frozen=True)
class Stack:
    """A stage's numbers: its shape, its place among the layers, and a picture for each of its maps."""

    layer: int
    shape: tuple[int, ...]
    rows: int
    columns: int
    pictures: list[Markup]

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def written(self) -> str:
        return " × ".join(map(str, self.shape))


@dataclass(frozen=True)
class Scan:
    """How a window goes over one stack, and one number after the other of the next comes of it.

    `row` and `column` are where it finds the most; a page without scripts shows it there.
    """

    window: int
    strides: int
    places: int
    row: int
    column: int


@cache
def tell() -> dict[str, Any]:
    """Train the network, and follow the held-out sketch of a `SHOWN` that it is surest of."""
    steps = trained.STEPS[NETWORK]
    session = trained.network(NETWORK, tuple(range(10)), steps)
    model = session.model
    images, labels = session.examples("test")
    probabilities = model.predict_proba(images)
    sample = int(np.argmax(np.where(labels == SHOWN, probabilities[:, SHOWN], 0)))
    rows = forward_view.activations(model, images[sample : sample + 1])
    layers = dict(model.named_layers())
    stacks = {name: _stack(layer, rows[layer]["output"]) for name, layer in LAYERS.items()}
    outputs = {name: rows[layer]["output"] for name, layer in LAYERS.items()}
    return {
        "settings": asdict(session.settings),
        "sample": sample,
        "label": SHOWN,
        "steps": steps,
        "stacks": stacks,
        "scans": {
            "maps": _scan(3, 1, outputs["maps"]),
            "pooled": _scan(2, 2, outputs["pooled"]),
            "deeper": _scan(3, 1, outputs["deeper"]),
            "kept": _scan(2, 2, outputs["kept"]),
        },
        "params": {name: layer.num_params for name, layer in layers.items()},
        "num_params": model.num_params,
        "num_train": NETWORKS[NETWORK].num_train,
        "seen": receptive_field(model.layers[:5]),
        "answers": [float(p) for p in outputs["answer"]],
        "held_out": session.describe()["progress"]["test_accuracy"],
    }


def _stack(layer: int, output: Images) -> Stack:
    if output.ndim == 1:
        # The row of what was flattened is too long for any screen: it is wrapped, a line for each place.
        maps: Sequence[Images] = [output.reshape(-1, 16)] if layer == LAYERS["flat"] else [output[:, None]]
    else:
        maps = list(np.moveaxis(output, -1, 0))
    kind, largest = ("ink", 1.0) if layer == 0 else ("signed", float(np.abs(output).max()))
    pictures = [shades(one, kind, largest) for one in maps]
    rows, columns = maps[0].shape
    return Stack(layer, output.shape, rows, columns, pictures)


def _scan(window: int, strides: int, output: Images) -> Scan:
    row, column, _ = np.unravel_index(output.argmax(), output.shape)
    return Scan(window, strides, output.shape[0], int(row), int(column))
