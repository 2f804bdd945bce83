"""Deep networks with and without skips, as the page trains them: a section of the report."""

import statistics
from typing import Any

from builder.widgets.depth import FILTERS, LEARNING_RATE
from cnn_core.lab.networks import DEEP, PAIRS, DeepKind, deep_name
from cnn_core.lab.session import Session
from tests.bench.seeds import spread

STEPS = 400


def run(kind: DeepKind, pairs: int, seed: int) -> tuple[float, float]:
    """Accuracies after `STEPS` steps: in training, and of the held-out sketches."""
    settings = {"network": deep_name(kind, pairs), "filters": FILTERS, "learning_rate": LEARNING_RATE}
    session = Session({**settings, "seed": seed})
    progress = session.train(STEPS, milliseconds=1e9)
    return progress["train_accuracy"], progress["test_accuracy"]


def depths(seeds: int) -> dict[str, Any]:
    """For each depth and kind: held-out accuracies over the seeds, and the mean in training."""
    measured: dict[str, Any] = {"seeds": seeds, "steps": STEPS}
    for pairs in PAIRS:
        for kind in DEEP:
            train, test = zip(*(run(kind, pairs, seed) for seed in range(1, seeds + 1)), strict=True)
            measured[deep_name(kind, pairs)] = {
                **spread(test),
                "train": statistics.fmean(train),
                "guessing": sum(accuracy < 0.3 for accuracy in test),
            }
    return measured
