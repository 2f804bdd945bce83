"""An experiment: which network is first to read so many of the held-out sketches, in steps and in time."""

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from builder.widgets.base import Site, Widget
from builder.widgets.compare import SEEDS
from builder.widgets.settings import known_setting
from cnn_core.lab.networks import NETWORKS
from cnn_core.lab.settings import Setting
from cnn_core.layers import Conv2D
from cnn_core.model import Sequential

TARGET = Setting("target", "To get right", "integer", default=90, minimum=40, maximum=99, step=1, help="")
TITLES = {"cnn": "CNN", "mlp": "Perceptron of its size", "mlp-wide": "Perceptron as wide"}


class Race(Widget):
    """Each network trains until it gets `target` percent right, at most `steps` steps, from each seed."""

    target: Annotated[int, Field(ge=TARGET.minimum, le=TARGET.maximum)] = 90
    steps: Annotated[int, Field(ge=50, le=2000)] = 600
    shift: Annotated[int, Field(ge=0, le=known_setting("shift").maximum)] = 0
    seeds: Annotated[int, Field(ge=SEEDS.minimum, le=SEEDS.maximum)] = int(SEEDS.default)

    def context(self, site: Site) -> dict[str, Any]:
        del site
        return {
            "target": TARGET,
            "shift": known_setting("shift"),
            "seeds": SEEDS,
            "networks": [{"name": name, **size(name)} for name in TITLES],
        }


def size(name: str) -> dict[str, Any]:
    """What a network is called, its parameters, and its multiplications for one sketch."""
    model = NETWORKS[name].build(4, 4, np.random.default_rng(0))
    return {
        "title": TITLES[name],
        "params": model.num_params,
        "multiplications": multiplications(model),
    }


def multiplications(model: Sequential) -> int:
    """How often a weight meets a number on the way forward, for one image."""
    total = 0
    for layer in model.layers:
        if "kernel" in layer.params:
            h, w, *_ = layer.output_shape if isinstance(layer, Conv2D) and layer.output_shape else (1, 1)
            total += h * w * layer.params["kernel"].size
    return total
