"""An experiment: what a network gets right of the sketches it trains on, and of others."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from builder.kept import kept
from builder.trained import train
from builder.widgets.base import Site, Widget
from builder.widgets.settings import Sketches, known_setting
from cnn_core.lab.evaluation import accuracy
from cnn_core.lab.session import Session

SEED = 1


class Gap(Widget):
    """The lesson's network trains for `steps` steps on `sketches` sketches, or as many as the reader says."""

    sketches: Sketches = 20
    steps: Annotated[int, Field(ge=100, le=5000)] = 600
    shift: Annotated[int, Field(ge=0, le=known_setting("shift").maximum)] = 0

    def context(self, site: Site) -> dict[str, Any]:
        del site
        settings = {"sketches": self.sketches, "shift": self.shift, "seed": SEED}
        points = learning_curve(looks(self.steps), **settings)
        return {
            "setting": known_setting("sketches"),
            "settings": settings,
            "looks": looks(self.steps),
            "train": _line([(point.step, point.train) for point in points]),
            "test": _line([(point.step, point.test) for point in points]),
            "between": _line(
                [(point.step, point.train) for point in points]
                + [(point.step, point.test) for point in reversed(points)]
            ),
            "last": points[-1],
        }


@dataclass(frozen=True)
class Point:
    """Fractions right after so many steps."""

    step: int
    train: float
    test: float


def looks(steps: int) -> list[int]:
    """The steps to look at the network after: closer at first, when most happens."""
    early = range(0, min(steps, 100), 5)
    return [*early, *range(len(early) * 5, steps, 20), steps]


def learning_curve(steps: list[int], **settings: int) -> list[Point]:
    """Train a network, and measure it at each of `steps`."""
    fractions = _learned(steps, settings)
    return [Point(step, *both) for step, both in zip(steps, fractions.tolist(), strict=True)]


@kept
def _learned(steps: list[int], settings: dict[str, int]) -> NDArray[np.float64]:
    session = Session(settings)
    fractions = []
    for step in steps:
        train(session, until=step)
        fractions.append([accuracy(session, "train"), accuracy(session, "test")])
    return np.array(fractions)


def _line(points: list[tuple[int, float]]) -> str:
    """As an SVG's `points`, the best on top: x in steps, y in percent wrong."""
    return " ".join(f"{step},{100 - 100 * fraction:.1f}" for step, fraction in points)
