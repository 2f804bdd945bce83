"""The confusion matrix of a lab on the same page: what its network takes for what."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from builder.trained import trained
from builder.widgets.base import Site, Widget
from builder.widgets.lab import WORDS, Lab
from builder.widgets.network import LabName
from cnn_core.lab.evaluation import evaluate
from cnn_core.lab.networks import NETWORKS
from cnn_core.lab.session import Session


class Confusion(Widget):
    """`lab` is the id of the lab whose network is shown."""

    lab: LabName

    def context(self, site: Site) -> dict[str, Any]:
        lab = site.lab(self.lab)
        words = WORDS[NETWORKS[lab.network].channels]
        return {"example": example(lab), "names": lab.names, "words": words}


@dataclass(frozen=True)
class Mistake:
    """A held-out sketch that the network gets wrong."""

    index: int
    label: int
    prediction: int
    confidence: float


@dataclass(frozen=True)
class Example:
    """What a lab's network makes of the held-out sketches: for those who read without scripts."""

    session: Session
    steps: int
    digits: tuple[int, ...]
    confusion: list[list[int]]
    right: int
    total: int
    mistakes: list[Mistake]


@cache
def example(lab: Lab) -> Example | None:
    """None where training would hold up the build."""
    session = trained(lab)
    if session is None:
        return None
    n = len(session.examples("test")[1])
    parts = [evaluate(session, "test", start) for start in range(0, n, session.read_at_once)]
    read = {
        name: np.concatenate([part[name] for part in parts])
        for name in ("labels", "predictions", "confidences")
    }
    read["confusion"] = np.sum([part["confusion"] for part in parts], axis=0)
    wrong = np.flatnonzero(read["labels"] != read["predictions"])
    surest_first = sorted(wrong, key=lambda i: -read["confidences"][i])
    return Example(
        session,
        session.describe()["progress"]["step"],
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
