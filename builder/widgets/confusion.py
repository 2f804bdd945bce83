"""The confusion matrix of a lab on the same page: what its network takes for what."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from builder.widgets.base import Site, Widget
from builder.widgets.network import LabName
from cnn_core.lab.evaluation import evaluate
from cnn_core.lab.session import Session

STEPS = 200


class Confusion(Widget):
    """`lab` is the id of the lab whose network is shown."""

    lab: LabName

    def context(self, site: Site) -> dict[str, Any]:
        del site
        return {"example": example()}


@dataclass(frozen=True)
class Mistake:
    """A held-out sketch that the network gets wrong."""

    index: int
    label: int
    prediction: int
    confidence: float


@dataclass(frozen=True)
class Example:
    """What the lesson's network makes of the held-out sketches: for those who read without scripts."""

    session: Session
    steps: int
    digits: tuple[int, ...]
    confusion: list[list[int]]
    right: int
    total: int
    mistakes: list[Mistake]


@cache
def example() -> Example:
    session = Session({"seed": 1})
    done = 0
    while done < STEPS:
        done = session.train(STEPS - done, milliseconds=1e6)["step"]
    read = evaluate(session, "test")
    wrong = np.flatnonzero(read["labels"] != read["predictions"])
    surest_first = sorted(wrong, key=lambda i: -read["confidences"][i])
    return Example(
        session,
        STEPS,
        session.settings.classes,
        read["confusion"].tolist(),
        int(np.trace(read["confusion"])),
        len(read["labels"]),
        [
            Mistake(
                int(i),
                int(read["labels"][i]),
                int(read["predictions"][i]),
                float(read["confidences"][i]),
            )
            for i in surest_first
        ],
    )
