"""Measure training steps, ours and others': `make bench`, or for a quick look
`python -m tests.bench.steps --rounds 1 --seconds 0.3 --dry`.

First, all show that they train the same: from the same weights, their first losses agree. Then, in each
round, every contestant trains each network for a while; what counts is the median of the rounds' medians.
Writes `../results/steps.json`, and the tables into the README; exits with 1 if a bound fails.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench import readme
from tests.bench.conditions import conditions
from tests.bench.opened import opened
from tests.bench.steps import goals, rounds, table
from tests.bench.steps.contestants import INSTALLED, LESSON, ROOT, contestants
from tests.bench.steps.sgemm import Products
from tests.bench.steps.tasks import TASKS, arithmetic, write

RESULTS = Path(__file__).parents[1] / "results"
# Many short rounds: a shared machine is now fast, now slow, and each contestant is to have its share of both.
ROUNDS, SECONDS, LOOKS = 12, 0.5, 40


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    results = _measure(options)
    shown = _show(results)
    rounds.say("", shown)
    kept, lines = goals.judge(results, results["share_of_sgemm"])
    rounds.say("", *lines)
    if not options.dry:
        RESULTS.mkdir(exist_ok=True)
        content = json.dumps(results, indent=2, ensure_ascii=False)
        (RESULTS / "steps.json").write_text(content + "\n", "utf-8")
        readme.put("bench", shown)
    return 0 if kept else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.steps", description="Time training steps.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of one network, in each round")
    parser.add_argument("--looks", type=int, default=LOOKS, help="at a network in training")
    parser.add_argument("--site", type=Path, default=ROOT / "dist", help="the built site")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    return parser.parse_args(arguments)


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    expected = {task.name: write(task, INSTALLED / "tasks") for task in TASKS}
    with opened(options.site) as (browser, url):
        facts = conditions("make bench", browser.version)
        facts["method"] = f"batch 32, SGD with momentum, medians of {options.rounds} × {options.seconds:g} s"
        rounds.say(*(f"{name:<9} {value}" for name, value in facts.items()), "")
        products = Products(browser, url + LESSON, options.site)
        with contestants(browser, url, INSTALLED / "tasks") as everyone:
            started, versions = rounds.start(everyone)
            found = rounds.check(started, expected)
            rounds.run(started, products, options.rounds, options.seconds, found)
            waits = rounds.wait(started, options.looks)
    times = {task: _medians(of_task) for task, of_task in found.times.items()}
    rate = max(products.gflops.values(), default=None)
    return {
        **times,
        "sgemm_gflops": rate,
        "sgemm_shapes": products.gflops,
        "share_of_sgemm": _shares(times, rate),
        "waits_ms": waits,
        "conditions": facts,
        "contestants": versions,
        "rounds_ms": found.times,
        "losses": found.losses,
    }


def _medians(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: float(f"{statistics.median(found):.4g}") for name, found in times.items()}


def _shares(times: dict[str, dict[str, float]], rate: float | None) -> dict[str, float]:
    """How much of sgemm's best rate a step reaches, counting the arithmetic of its products alone."""
    return {
        task.name: round(arithmetic(task) / (1e6 * times[task.name]["compiled"] * rate), 3)
        for task in TASKS
        if rate and "compiled" in times[task.name]
    }


def _show(results: dict[str, Any]) -> str:
    parts = [table.speeds(TASKS, results), table.ratios(TASKS, results)]
    if results["waits_ms"]:
        parts.append(table.waits(TASKS, results["waits_ms"]))
    if rate := results["sgemm_gflops"]:
        shares = ", ".join(f"{share:.0%} ({name})" for name, share in results["share_of_sgemm"].items())
        parts.append(f"Our matrix product reaches {rate} GFLOP/s in the tab; a step, of that, {shares}.")
    facts, others = results["conditions"], results["contestants"]
    peers = (others[name] for name in ("convnetjs", "tfjs_cpu", "pytorch"))
    versions = ", ".join([facts["versions"], *peers])
    parts.append(f"{facts['date']}, `{facts['command']}`, {facts['machine']}; {versions}; {facts['method']}.")
    return "\n\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
