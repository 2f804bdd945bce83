"""A contestant that is a process of its own: asked and answering in lines of JSON.

Needs the standard library only, as its process may have an environment of its own.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

BLOCK_SECONDS = 0.005  # as the laboratory's clock has it, since browsers' clocks are coarse


class Seen(NamedTuple):
    """What a step saw of its batch."""

    loss: float
    accuracy: float


def run(step: Callable[[], Seen], seconds: float) -> dict[str, float]:
    """Step for some time; the median time of a step, timed in blocks, and what the last block's steps saw."""
    blocks: list[float] = []
    deadline = time.perf_counter() + seconds
    while not blocks or time.perf_counter() < deadline:
        seen: list[Seen] = []
        began = now = time.perf_counter()
        while not seen or now - began < BLOCK_SECONDS:
            seen.append(step())
            now = time.perf_counter()
        blocks.append(1000 * (now - began) / len(seen))
    loss, accuracy = (statistics.fmean(column) for column in zip(*seen, strict=True))
    return {"ms": statistics.median(blocks), "loss": loss, "accuracy": accuracy}


def answer(commands: dict[str, Callable[..., Any]]) -> None:
    """Carry out what is asked on standard input, `{"do": command, ...arguments}`, until it ends."""
    for line in sys.stdin:
        arguments = json.loads(line)
        try:
            reply = {"value": commands[arguments.pop("do")](**arguments)}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)
