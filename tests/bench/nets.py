"""Measure how long the networks of the lessons take to learn in the tab: `make bench`, or for a quick look
`python -m tests.bench.nets --seeds 1 --dry`.

Each network is made as its lesson makes it, and trains flat out in the page's worker until it reads so many
of the held-out examples. Writes `results/nets.json` and the README's table; exits with 1 if one takes longer
than its bound, or does not get there.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page

from builder.widgets.depth import FILTERS, LEARNING_RATE
from cnn_core.lab.ladder import DIGITS, RUNGS
from tests.bench import readme
from tests.bench.conditions import conditions
from tests.bench.opened import opened

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results" / "nets.json"
OURS = Path(__file__).parent / "steps" / "ours.js"
PAGE = "gallery/"
LIMIT = 3000  # steps


class Net(NamedTuple):
    """A network of the course: what it has to reach, and in how many seconds on the machine of the README."""

    name: str
    lessons: str
    settings: dict[str, object]
    accuracy: float
    seconds: float


def _deep(name: str) -> dict[str, object]:
    return {"network": name, "filters": FILTERS, "learning_rate": LEARNING_RATE}


_LADDER = {rung.name: rung.settings(1) for rung in RUNGS}
NETS = (
    Net("CNN on 8×8, four digits", "4", {}, 0.90, 2),
    Net("CNN on 28×28, ten digits", "7, 8", {"network": "digits-28", "classes": list(DIGITS)}, 0.90, 10),
    Net("linear, ten digits", "8", _LADDER["linear"], 0.65, 2),
    Net("perceptron, ten digits", "8", _LADDER["mlp"], 0.70, 3),
    Net("CNN, ten digits", "8", _LADDER["cnn"], 0.80, 15),
    Net("CNN, augmented, ten digits", "8", _LADDER["augmented"], 0.85, 15),
    Net("plain, 18 layers", "9", _deep("plain-18"), 0.90, 10),
    Net("residual, 18 layers", "9", _deep("residual-18"), 0.90, 10),
    Net("CNN on 32×32×3, six kinds of fruit", "10", {"network": "color-32"}, 0.85, 25),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.nets", description="Time learning.")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--site", type=Path, default=ROOT / "dist", help="the built site")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    with opened(options.site) as (browser, url):
        page = browser.new_page()
        page.set_default_timeout(600_000)
        page.goto(url + PAGE)
        page.evaluate(OURS.read_text("utf-8"))
        page.evaluate("ours.boot()")
        found = {net.name: _measure(page, net, options.seeds) for net in NETS}
        results = {"nets": found, "conditions": conditions("make bench", browser.version)}
    if not options.dry:
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")
        readme.put("bench-nets", _show(results))
    return 0 if all(one["kept"] for one in found.values()) else 1


def _measure(page: Page, net: Net, seeds: int) -> dict[str, Any]:
    runs = []
    for seed in range(1, seeds + 1):
        page.evaluate("(settings) => ours.create(1, settings)", {**net.settings, "seed": seed})
        runs.append(page.evaluate("(given) => ours.until(1, ...given)", [net.accuracy, LIMIT]))
    seconds = round(statistics.median(run["seconds"] for run in runs), 2)
    steps = round(statistics.median(run["steps"] for run in runs))
    arrived = all(run["arrived"] for run in runs)
    kept = arrived and seconds <= net.seconds
    print(
        f"{'✓' if kept else '✗'} {net.name}: {net.accuracy:.0%} after {steps} steps, {seconds:.2f} s, "
        f"at most {net.seconds:g} s, {'all' if arrived else 'not all'} seeds arrived",
        flush=True,
    )
    return {"accuracy": net.accuracy, "steps": steps, "seconds": seconds, "kept": kept, "runs": runs}


def _show(results: dict[str, Any]) -> str:
    head = ["A network of the course", "lesson", "reads, held out", "after steps", "seconds"]
    rows = []
    for net in NETS:
        one = results["nets"][net.name]
        rows.append(
            [net.name, net.lessons, f"{net.accuracy:.0%}", f"{one['steps']:,}", f"{one['seconds']:.1f}"]
        )
    facts = results["conditions"]
    runs = len(next(iter(results["nets"].values()))["runs"])
    note = ", ".join([*facts.values(), f"medians of {runs} seeds."])
    return f"{readme.table(head, rows)}\n\n{note}"


if __name__ == "__main__":
    sys.exit(main())
