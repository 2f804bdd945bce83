"""An experiment: three networks with few sketches to learn from, over several seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from builder.measured import measured
from builder.widgets.base import Site, Widget
from builder.widgets.settings import known_setting
from cnn_core.lab.networks import NETWORKS
from cnn_core.lab.settings import Setting

SEEDS = Setting("seeds", "Seeds", "integer", default=3, minimum=2, maximum=20, step=1, help="")
NAMES = {"cnn": "CNN", "mlp": "Perceptron", "mlp-wide": "Wide perceptron"}
# The chart's measures and marks are those of site/js/widgets/learning-curves.js.
COLUMN, HEIGHT, WORST = 100, 300, 0.25
ASIDE = {"cnn": -9, "mlp": 0, "mlp-wide": 9}  # so that ranges don't hide one another


@dataclass(frozen=True)
class Cell:
    """What networks trained on so many sketches got right, as fractions; `train` of those sketches."""

    mean: float
    minimum: float
    maximum: float
    train: float


class SmallData(Widget):
    """`shift` and `seeds` are what the reader begins with; before, it shows what the report measured."""

    shift: Annotated[int, Field(ge=0, le=known_setting("shift").maximum)] = 2
    seeds: Annotated[int, Field(ge=SEEDS.minimum, le=SEEDS.maximum)] = int(SEEDS.default)

    def context(self, site: Site) -> dict[str, Any]:
        del site
        report = measured("small_data")
        curves = {
            name: [
                Cell(found["mean"], found["minimum"], found["maximum"], found["train"])
                for found in report["moved"][name].values()
            ]
            for name in NAMES
        }
        return {
            "report": report,
            "shift": known_setting("shift"),
            "seeds": SEEDS,
            "names": NAMES,
            "params": {name: _params(name) for name in NAMES},
            "curves": curves,
            "shapes": {name: _shapes(name, cells) for name, cells in curves.items()},
            "marks": {name: _mark(name, 8, 8) for name in NAMES},
            "chart": {"column": COLUMN, "height": HEIGHT},
        }


def _params(network: str) -> int:
    return NETWORKS[network].build(4, 4, np.random.default_rng(0)).num_params


def _shapes(network: str, cells: Sequence[Cell]) -> dict[str, str]:
    """A line through the means, a bar from the lowest to the highest at each, and a mark on each mean."""
    xs = [COLUMN * (i + 0.5) + ASIDE[network] for i in range(len(cells))]
    return {
        "line": " ".join(f"{x:g},{_y(cell.mean):.1f}" for x, cell in zip(xs, cells, strict=True)),
        "ranges": "".join(
            f"M{x:g} {_y(cell.maximum):.1f}V{_y(cell.minimum):.1f}" for x, cell in zip(xs, cells, strict=True)
        ),
        "marks": "".join(_mark(network, x, _y(cell.mean)) for x, cell in zip(xs, cells, strict=True)),
    }


def _y(fraction: float) -> float:
    return HEIGHT * (1 - max(0.0, fraction - WORST) / (1 - WORST))


def _mark(network: str, x: float, y: float) -> str:
    """A disk, a square or a diamond."""
    match network:
        case "cnn":
            return f"M{x - 6:g} {y:.1f}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z"
        case "mlp":
            return f"M{x - 5.5:g} {y - 5.5:.1f}h11v11h-11z"
        case _:
            return f"M{x:g} {y - 7.5:.1f}l7.5 7.5l-7.5 7.5l-7.5 -7.5z"
