"""The ladder: four ways of reading ten digits, over seeds, on sketches and on real handwriting.

The same as the widget `ladder` does on the page, with more seeds; lesson 8 quotes it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.lab.evaluation import accuracy
from cnn_core.lab.ladder import RUNGS, SKETCHES, STEPS
from cnn_core.lab.networks import NETWORKS
from tests.bench.seeds import by_seed

Handwriting = tuple[NDArray[np.float32], NDArray[np.int64]]


def measure(handwriting: Handwriting, quick: bool = False) -> dict[str, Any]:
    """Fractions wrong for each rung: of held-out sketches, of those learned from, and of real handwriting."""
    seeds = 2 if quick else 5
    images, labels = handwriting
    rungs = {}
    for rung in RUNGS:
        wrong: dict[str, list[float]] = {"heldout": [], "trained": [], "handwriting": []}
        for seed in range(1, seeds + 1):
            session = rung.climb(seed)
            wrong["heldout"].append(1 - accuracy(session, "test"))
            wrong["trained"].append(1 - accuracy(session, "train"))
            answers = session.model.predict_proba(images).argmax(axis=1)
            wrong["handwriting"].append(float(np.mean(answers != labels)))
        rungs[rung.name] = {name: by_seed(values) for name, values in wrong.items()}
    return {
        "seeds": seeds,
        "sketches": SKETCHES,
        "steps": STEPS,
        "heldout": NETWORKS["cnn-28"].num_test,
        "images": len(labels),
        "rungs": rungs,
    }
