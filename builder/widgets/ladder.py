"""An experiment: four ways of reading ten digits, from linear to an augmented CNN, over seeds."""

from functools import cache
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from builder.measured import measured
from builder.widgets.base import Site, Widget
from builder.widgets.settings import known_setting
from cnn_core.lab.ladder import DIGITS, FILTERS, RUNGS, SKETCHES, STEPS
from cnn_core.lab.networks import NETWORKS
from cnn_core.lab.settings import Setting

SEEDS = Setting("seeds", "Seeds", "integer", default=3, minimum=2, maximum=10, step=1, help="")


class Ladder(Widget):
    """Each rung trains for `steps` steps from each of `seeds` beginnings, on `sketches` sketches.

    `sketches` and `seeds` are what the reader begins with.
    """

    steps: Annotated[int, Field(ge=10, le=3000)] = STEPS
    seeds: Annotated[int, Field(ge=SEEDS.minimum, le=SEEDS.maximum)] = int(SEEDS.default)
    sketches: Annotated[int, Field(ge=20, le=NETWORKS["cnn-28"].num_train)] = SKETCHES

    def context(self, site: Site) -> dict[str, Any]:
        del site
        sketches = known_setting("sketches")
        most = NETWORKS["cnn-28"].num_train
        return {
            "rungs": [
                {
                    "name": rung.name,
                    "title": rung.title,
                    "settings": rung.settings(1),
                    "params": params(rung.network),
                }
                for rung in RUNGS
            ],
            "number": Setting(
                "sketches", sketches.label, "integer", SKETCHES, sketches.minimum, most, 1, sketches.help
            ),
            "seeds": SEEDS,
            "measured": measured("ladder"),
        }


@cache
def params(network: str) -> int:
    """How many parameters a rung's network has."""
    return NETWORKS[network].build(FILTERS, len(DIGITS), np.random.default_rng(0)).num_params
