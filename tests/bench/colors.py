"""What color pictures teach the lab's network, and a smaller one that sees color or shape alone, or both.

The same as the lab and the widget `controls` do on the page, over more seeds; the lesson on color quotes it.
"""

import time
from typing import Any

from cnn_core.lab.controls import SEES
from cnn_core.lab.evaluation import accuracy
from cnn_core.lab.session import Session
from tests.bench.seeds import by_seed

STEPS = 200
FILTERS = 8
TEN = list(range(10))


def measure(quick: bool = False) -> dict[str, Any]:
    """Accuracies on held-out pictures, over seeds, after as many steps as the page takes."""
    seeds = 2 if quick else 4
    began = time.perf_counter()
    lab = [_accuracy({"seed": seed}) for seed in range(1, 1 + (1 if quick else 3))]
    seconds = (time.perf_counter() - began) / len(lab)
    return {
        "steps": STEPS,
        "lab": _summary(lab) | {"seconds": round(seconds, 1)},
        "by_heart": {"steps": 2 * STEPS, **_learned_by_heart(2)},
        "controls": {
            "filters": FILTERS,
            **{
                sees: _summary(
                    [
                        _accuracy({"seed": seed, "filters": FILTERS, "sees": sees})
                        for seed in range(1, seeds + 1)
                    ]
                )
                for sees in SEES
            },
        },
    }


def _accuracy(settings: dict[str, Any]) -> float:
    session = Session({"network": "color-32", "classes": TEN, **settings})
    session.train(STEPS, milliseconds=1e7)
    return accuracy(session, "test")


def _learned_by_heart(seeds: int) -> dict[str, Any]:
    """What is right of the gray pictures trained on, given more time: more than can be told from them."""
    found = []
    for seed in range(1, seeds + 1):
        settings = {"seed": seed, "filters": FILTERS, "sees": "gray"}
        session = Session({"network": "color-32", "classes": TEN, **settings})
        session.train(2 * STEPS, milliseconds=1e7)
        found.append(accuracy(session, "train"))
    return _summary(found)


def _summary(values: list[float]) -> dict[str, Any]:
    return {**by_seed(values), "seeds": len(values)}
