"""The run itself: who starts, that all train the same, and round after round of training."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.bench.steps.contestants import Contestant, Ours, Unavailable
from tests.bench.steps.sgemm import Products
from tests.bench.steps.tasks import TASKS

TOLERANCE = 1e-4  # of a loss: float32 or float64, and sums in any order


@dataclass
class Found:
    """What a run found, by task and contestant.

    Attributes:
        times: a step's median milliseconds, of each round.
        losses: before the first step, and at the end.
    """

    times: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    losses: dict[str, dict[str, list[float]]] = field(default_factory=dict)


def start(everyone: Sequence[Contestant]) -> tuple[list[Contestant], dict[str, str]]:
    """Return who can take part, and what each is, or why not."""
    started, versions = [], {}
    for one in everyone:
        try:
            versions[one.name] = one.start()
            started.append(one)
        except Unavailable as error:
            versions[one.name] = f"not available: {error}"
        say(f"{one.name:<13} {versions[one.name]}")
    return started, versions


def check(started: Sequence[Contestant], expected: dict[str, list[float]]) -> Found:
    """Who trains the same network has the same losses; the laboratories are compared with one another."""
    found = Found()
    for task in TASKS:
        found.times[task.name] = {one.name: [] for one in started}
        found.losses[task.name] = {}
        ours: list[float] = []
        for one in reversed(started):
            losses = one.check(task)
            if one.shuffles:
                ours = ours or losses
            against = ours if one.shuffles else expected[task.name]
            apart = max(abs(a - b) for a, b in zip(losses, against, strict=True))
            say(f"{task.name:<8} {one.name:<13} {len(losses)} losses, at most {apart:.1e} from ours")
            if not apart <= TOLERANCE:
                sys.exit(f"{one.name} does not train the same network: {losses} instead of {against}")
            found.losses[task.name][one.name] = [losses[0], losses[-1]]
    return found


def run(started: Sequence[Contestant], products: Products, rounds: int, seconds: float, found: Found) -> None:
    """Warm up, then train in rounds, so that the machine's noise falls on all alike."""
    for task in TASKS:
        for one in started:
            if way := one.tune(task):
                say(f"{task.name:<8} {one.name:<13} trains with {way}")
    for number in range(1, rounds + 1):
        products.measure()
        for task in TASKS:
            for one in started:
                seen = one.run(task, seconds)
                found.times[task.name][one.name].append(seen["ms"])
                found.losses[task.name][one.name][1] = seen["loss"]
                say(
                    f"round {number}  {task.name:<8} {one.name:<13} {seen['ms']:10.3f} ms"
                    f"   loss {seen['loss']:.3f}   accuracy {seen['accuracy']:.1%}"
                )


def wait(started: Sequence[Contestant], count: int) -> dict[str, dict[str, float]]:
    """How soon our worker answers while it trains, with the fastest backend that it has."""
    ours = next((one for one in started if isinstance(one, Ours)), None)
    return {task.name: _percentiles(ours.wait(task, count)) for task in TASKS} if ours else {}


def say(*lines: Any) -> None:
    print(*lines, sep="\n", flush=True)


def _percentiles(waits: dict[str, list[float]]) -> dict[str, float]:
    return {
        "inspect_median": round(float(np.median(waits["inspect"])), 1),
        "inspect_p95": round(float(np.percentile(waits["inspect"], 95)), 1),
        "pause_p95": round(float(np.percentile(waits["pause"], 95)), 1),
    }
