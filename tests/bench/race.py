"""Which network is first to read so many of the held-out sketches: a section of the report."""

import statistics
from typing import Any

import numpy as np

from builder.widgets.race import TITLES, Race
from cnn_core.lab.session import Session

COURSES = {"centered": (0.90, 0), "moved": (0.70, 2)}  # fraction to get right, shift
LIMIT = int(Race.model_fields["steps"].default)


def steps_to(network: str, fraction: float, shift: int, seed: int) -> int | None:
    """The step after which so many are right; None if it isn't by the limit."""
    session = Session({"network": network, "shift": shift, "seed": seed})
    progress = session.describe()["progress"]
    while True:
        for step, _, _, accuracy in progress["points"]:
            if accuracy >= np.float32(fraction):
                return int(step)
        if progress["step"] == LIMIT:
            return None
        progress = session.train(20, milliseconds=1e9, until=LIMIT)


def races(seeds: int) -> dict[str, Any]:
    """For each course and network: mean, fewest and most steps, and how many seeds arrived."""
    measured: dict[str, Any] = {"seeds": seeds, "limit": LIMIT}
    for course, (fraction, shift) in COURSES.items():
        for network in TITLES:
            steps = [steps_to(network, fraction, shift, seed) for seed in range(1, seeds + 1)]
            arrived = [taken for taken in steps if taken is not None]
            measured.setdefault(course, {})[network] = {
                "arrived": len(arrived),
                "mean": statistics.fmean(arrived),
                "fewest": min(arrived),
                "most": max(arrived),
            }
    return measured
