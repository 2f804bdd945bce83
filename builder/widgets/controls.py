"""An experiment: what a network learns from color alone, from shape alone, and from both, over seeds."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np
from markupsafe import Markup
from pydantic import Field

from builder.pictures import photograph
from builder.widgets.base import Site, Widget
from cnn_core import market
from cnn_core.lab.controls import SEES, Sees, limit
from cnn_core.lab.settings import Setting

SEEDS = Setting("seeds", "Seeds", "integer", default=3, minimum=2, maximum=10, step=1, help="")
NAMES: dict[Sees, str] = {
    "everything": "Color and shape",
    "shuffled": "Color alone",
    "gray": "Shape alone",
}
NOTES: dict[Sees, str] = {
    "everything": "The pictures as they are.",
    "shuffled": "The pixels of each picture in a random order: all its colors, and no shape.",
    "gray": "Each pixel the mean of its red, green and blue: all shapes, and no color.",
}


class Controls(Widget):
    """Each network trains for `steps` steps from each of `seeds` beginnings, with `filters` first filters."""

    steps: Annotated[int, Field(ge=10, le=2000)] = 200
    seeds: Annotated[int, Field(ge=SEEDS.minimum, le=SEEDS.maximum)] = int(SEEDS.default)
    filters: Annotated[int, Field(ge=1, le=16)] = 8

    def context(self, site: Site) -> dict[str, Any]:
        del site
        return {"seeds": SEEDS, "names": NAMES, "rows": rows()}


@dataclass(frozen=True)
class Row:
    """What the network is shown: one picture of each kind."""

    name: str
    note: str
    pictures: list[Markup]


@cache
def rows() -> list[Row]:
    images, labels = market.pictures(20, rng=np.random.default_rng(6))
    first = [int(np.flatnonzero(labels == label)[0]) for label in range(10)]
    shown = images[first]
    return [
        Row(
            NAMES[sees],
            NOTES[sees],
            [
                photograph(image, f"{name}, {NAMES[sees].lower()}")
                for image, name in zip(
                    limit(shown, sees, np.random.default_rng(1)), market.NAMES, strict=True
                )
            ],
        )
        for sees in NAMES
        if sees in SEES
    ]
