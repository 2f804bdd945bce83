"""With few sketches to learn from: what each of three networks gets right of others, and what changes that.

The same as the widget `small-data` does on the page, with more seeds; lesson 1 quotes it.
"""

import statistics
from typing import Any

from cnn_core.lab.evaluation import accuracy
from cnn_core.lab.session import Session
from tests.bench.seeds import by_seed

SIZES = (20, 50, 100, 200, 400)
NETWORKS = ("cnn", "mlp", "mlp-wide")
STEPS = 500
CONDITIONS = {"centered": (0, ""), "moved": (2, ""), "scrambled": (2, "-scrambled")}


def measure(quick: bool = False) -> dict[str, Any]:
    """Accuracies of each network, for each number of sketches, under each condition, over seeds.

    A seed draws first weights, the order of the sketches, and which of them there are to learn from.
    """
    seeds = 2 if quick else 10
    return {
        "seeds": seeds,
        "steps": STEPS,
        "sizes": list(SIZES),
        **{
            condition: {
                network: {str(size): _accuracies(network + suffix, size, shift, seeds) for size in SIZES}
                for network in NETWORKS
            }
            for condition, (shift, suffix) in CONDITIONS.items()
        },
    }


def _accuracies(network: str, size: int, shift: int, seeds: int) -> dict[str, Any]:
    trained, held_out = [], []
    for seed in range(1, seeds + 1):
        session = Session(
            {"network": network, "sketches": size, "shift": shift, "seed": seed, "subset": seed}
        )
        session.train(STEPS, milliseconds=1e6)
        trained.append(accuracy(session, "train"))
        held_out.append(accuracy(session, "test"))
    return {"train": statistics.fmean(trained), **by_seed(held_out)}
