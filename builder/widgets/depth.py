"""An experiment: deep networks with and without skips, trained side by side over several seeds."""

from functools import cache
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from builder.widgets.base import Site, Widget
from builder.widgets.compare import SEEDS
from cnn_core.lab.networks import DEEP, NETWORKS, PAIRS, deep_name

FILTERS = 8
LEARNING_RATE = 0.001
CLASSES = 4
RNG = np.random.default_rng(0)


class Depth(Widget):
    """`depth` layers with weights, trained for `steps` steps from each of `seeds` beginnings."""

    depth: Literal[6, 18, 34, 50, 66] = 50
    steps: Annotated[int, Field(ge=20, le=2000)] = 400
    seeds: Annotated[int, Field(ge=SEEDS.minimum, le=SEEDS.maximum)] = 3

    def context(self, site: Site) -> dict[str, Any]:
        del site
        depths = [{"layers": 2 * pairs + 2, "params": deep_params(pairs)} for pairs in PAIRS]
        return {
            "seeds": SEEDS,
            "given": {
                "depths": depths,
                "filters": FILTERS,
                "learning_rate": LEARNING_RATE,
                "steps": self.steps,
            },
            "chosen": [one["layers"] for one in depths].index(self.depth),
        }


@cache
def deep_params(pairs: int) -> int:
    """How many parameters a deep network with so many pairs of convolutions has, whatever its kind."""
    counts = {NETWORKS[deep_name(kind, pairs)].build(FILTERS, CLASSES, RNG).num_params for kind in DEEP}
    (params,) = counts
    return params
