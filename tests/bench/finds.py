"""What the filters of the ten-digit network find: how much of the first ones is tilt, and what excites them.

The lesson on what layers find quotes it. Tilt is the plane through a filter's nine weights, without its mean:
what answers to an edge.
"""

import statistics
from typing import Any

import numpy as np

from cnn_core.lab.excitement import excite
from cnn_core.lab.session import Session
from cnn_core.model import Sequential
from tests.bench.seeds import spread

STEPS = 400
TOP = 30


def measure(quick: bool = False) -> dict[str, Any]:
    """Over seeds: the share of tilt before and after, filters that nothing excites, and favorite digits."""
    seeds = 2 if quick else 8
    before: list[float] = []
    after: list[float] = []
    dead: list[int] = []
    favorites: tuple[list[float], list[float]] = [], []
    for seed in range(1, seeds + 1):
        session = Session({"network": "digits-28", "classes": list(range(10)), "seed": seed})
        before.append(tilt(session.model))
        session.train(STEPS, milliseconds=1e7)
        after.append(tilt(session.model))
        none = 0
        for convolution in (0, 1):
            responses, labels = _responses(session, convolution)
            none += int(np.count_nonzero(~responses.any(axis=0)))
            alive = responses[:, responses.any(axis=0)]
            top = labels[np.argsort(-alive, axis=0, kind="stable")[:TOP]]  # (TOP, filters)
            favorites[convolution].append(
                statistics.fmean(np.bincount(column.astype(int)).max() for column in top.T)
            )
        dead.append(none)
    return {
        "seeds": seeds,
        "steps": STEPS,
        "top": TOP,
        "tilt": {"before": spread(before), "after": spread(after)},
        "dead": {"runs": sum(n > 0 for n in dead), "most": max(dead)},
        "favorite": {"first": spread(favorites[0]), "second": spread(favorites[1])},
    }


def tilt(model: Sequential) -> float:
    """The mean share of tilt in the squared weights of the first filters."""
    kernel = np.asarray(model.layers[0].params["kernel"], np.float64)
    weights = kernel.reshape(9, -1)  # (rows and columns, filters)
    row, column = np.mgrid[-1:2, -1:2].reshape(2, 9) / np.sqrt(6)  # of unit length
    share = ((row @ weights) ** 2 + (column @ weights) ** 2) / (weights**2).sum(axis=0)
    return float(share.mean())


def _responses(session: Session, convolution: int) -> tuple[Any, Any]:
    total = len(session.examples("test")[1])
    parts = [excite(session, convolution, start=start) for start in range(0, total, session.read_at_once)]
    responses, labels = (np.concatenate([part[name] for part in parts]) for name in ("responses", "labels"))
    return responses, labels
