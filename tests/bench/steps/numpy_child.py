"""The library natively, with its NumPy reference: the same laboratory that runs in the page's worker."""

from typing import Any

import numpy as np

from cnn_core import use_backend
from cnn_core.lab import Session
from tests.bench.steps.child import answer
from tests.bench.steps.tasks import TASKS

sessions: dict[str, Session] = {}


def start() -> str:
    use_backend("reference")
    for task in TASKS:
        sessions[task.name] = Session(task.settings)
    return f"NumPy {np.__version__}"


def check(task: str, steps: int) -> list[float]:
    """Losses of the first steps. The worker is compared with these, since both draw batches of their own."""
    return [_train(task, 1, 0)["loss"] for _ in range(steps)]


def run(task: str, seconds: float) -> dict[str, Any]:
    progress = _train(task, 2**31, 1000 * seconds)
    return {
        "ms": progress["step_ms"],
        "loss": progress["loss"],
        "accuracy": progress["train_accuracy"],
    }


def _train(task: str, steps: int, milliseconds: float) -> dict[str, Any]:
    return sessions[task].train(steps, milliseconds)


if __name__ == "__main__":
    answer({"start": start, "check": check, "run": run})
