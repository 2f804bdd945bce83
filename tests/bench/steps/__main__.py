"""Measure training steps, ours and others': `make bench`, or for a quick look
`python -m tests.bench.steps --rounds 1 --seconds 0.3 --dry`.

First, all show that they train the same: from the same weights, their first losses agree. Then, in each
round, every contestant trains each network for a while; what counts is the median of the rounds' medians.
Writes `../results/steps.json`, and the table as `steps.md` beside it.
"""

import argparse
import json
import platform
import statistics
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from builder.server import SiteServer
from tests.bench.steps import sgemm, table
from tests.bench.steps.contestants import INSTALLED, ROOT, Contestant, Ours, Unavailable, contestants
from tests.bench.steps.tasks import TASKS, arithmetic, write
from tests.browser.chromium import HOW_TO, find

RESULTS = Path(__file__).parents[1] / "results"
ROUNDS, SECONDS, LOOKS = 5, 2.0, 100
TOLERANCE = 2e-3  # of a loss; float32 and float64, and sums in any order
BASE_PATH = "/course/"

Times = dict[str, dict[str, list[float]]]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    path = find()
    if path is None:
        sys.exit(f"Chromium is missing; to install it: {HOW_TO}")
    expected = {task.name: write(task, INSTALLED / "tasks") for task in TASKS}
    server = SiteServer(options.site, base_path=BASE_PATH)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        conditions = _conditions(options, browser.version)
        _print(*(f"{name:<9} {value}" for name, value in conditions.items()), "")
        with contestants(browser, server.url, INSTALLED / "tasks") as everyone:
            started = _start(everyone, conditions)
            _check(started, expected)
            times = _rounds(started, options.rounds, options.seconds)
            found = {task.name: _medians(times[task.name]) for task in TASKS}
            waits = _waits(started, options.looks)
            page = next((one.page for one in started if isinstance(one, Ours)), None)
            rates = sgemm.measure(page) if page else {}
        browser.close()
    results = {
        **found,
        "sgemm_gflops": round(max(rates.values()), 1) if rates else None,
        "sgemm_shapes": {shape: round(rate, 1) for shape, rate in rates.items()},
        "share_of_sgemm": _shares(found, rates),
        "waits_ms": waits,
        "conditions": conditions,
        "rounds_ms": times,
    }
    shown = _show(results, found, waits)
    _print(shown)
    if not options.dry:
        RESULTS.mkdir(exist_ok=True)
        content = json.dumps(results, indent=2, ensure_ascii=False)
        (RESULTS / "steps.json").write_text(content + "\n", "utf-8")
        (RESULTS / "steps.md").write_text(shown + "\n", "utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.steps", description="Measure training steps."
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of one network, in each round")
    parser.add_argument("--looks", type=int, default=LOOKS, help="at a network in training")
    parser.add_argument("--site", type=Path, default=ROOT / "dist", help="the built site")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    return parser.parse_args(arguments)


def _conditions(options: argparse.Namespace, chromium: str) -> dict[str, str]:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    machine = f"{models[0]}, {len(models)} cores" if models else platform.processor()
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "machine": f"{machine}, {platform.system()} {platform.machine()}",
        "command": "make bench",
        "method": f"median step of {options.rounds} interleaved rounds of {options.seconds:g} s",
        "versions": f"Chromium {chromium}, Python {platform.python_version()}, NumPy {np.__version__}",
    }


def _start(everyone: Sequence[Contestant], conditions: dict[str, str]) -> list[Contestant]:
    started = []
    for one in everyone:
        try:
            conditions[one.name] = one.start()
            started.append(one)
        except Unavailable as error:
            conditions[one.name] = f"not available: {error}"
        _print(f"{one.name:<13} {conditions[one.name]}")
    return started


def _check(started: Sequence[Contestant], expected: dict[str, list[float]]) -> None:
    """Who trains the same network has the same losses; the laboratories are compared with one another."""
    for task in TASKS:
        ours: list[float] = []
        for one in reversed(started):
            losses = one.check(task)
            if one.shuffles:
                ours = ours or losses
            against = ours if one.shuffles else expected[task.name]
            apart = max(abs(a - b) for a, b in zip(losses, against, strict=True))
            _print(f"{task.name:<8} {one.name:<13} {len(losses)} losses, at most {apart:.1e} from ours")
            if not apart <= TOLERANCE:
                sys.exit(f"{one.name} does not train the same network: {losses} instead of {against}")


def _rounds(started: Sequence[Contestant], rounds: int, seconds: float) -> Times:
    times: Times = {task.name: {one.name: [] for one in started} for task in TASKS}
    for task in TASKS:
        for one in started:
            if way := one.tune(task):
                _print(f"{task.name:<8} {one.name:<13} trains with {way}")
    for number in range(1, rounds + 1):
        for task in TASKS:
            for one in started:
                seen = one.run(task, seconds)
                times[task.name][one.name].append(seen["ms"])
                _print(
                    f"round {number}  {task.name:<8} {one.name:<13} {seen['ms']:10.3f} ms"
                    f"   loss {seen['loss']:.3f}   accuracy {seen['accuracy']:.1%}"
                )
    return times


def _medians(times: dict[str, list[float]]) -> dict[str, float]:
    return {name: float(f"{statistics.median(found):.4g}") for name, found in times.items() if found}


def _waits(started: Sequence[Contestant], count: int) -> dict[str, dict[str, float]]:
    """Of our worker with the fastest backend that it has."""
    ours = next((one for one in started if isinstance(one, Ours)), None)
    return {task.name: _percentiles(ours.wait(task, count)) for task in TASKS} if ours else {}


def _percentiles(waits: dict[str, list[float]]) -> dict[str, float]:
    return {
        "inspect_median": round(float(np.median(waits["inspect"])), 1),
        "inspect_p95": round(float(np.percentile(waits["inspect"], 95)), 1),
        "pause_p95": round(float(np.percentile(waits["pause"], 95)), 1),
    }


def _shares(found: dict[str, dict[str, float]], rates: dict[str, float]) -> dict[str, float]:
    """How much of sgemm's best rate a step reaches, counting the arithmetic of its products alone."""
    return {
        task.name: round(arithmetic(task) / (1e6 * found[task.name]["compiled"] * max(rates.values())), 3)
        for task in TASKS
        if rates and "compiled" in found[task.name]
    }


def _show(results: dict[str, Any], found: dict[str, dict[str, float]], waits: dict[str, Any]) -> str:
    parts = [table.speeds(TASKS, found), table.ratios(TASKS, found)]
    if waits:
        parts.append(table.waits(TASKS, waits))
    if results["sgemm_gflops"]:
        shares = ", ".join(f"{share:.0%} for {name}" for name, share in results["share_of_sgemm"].items())
        parts.append(
            f"Our matrix product in the tab: {results['sgemm_gflops']} GFLOP/s; a step reaches {shares}."
        )
    facts = results["conditions"]
    parts.append(
        f"{facts['date']}; {facts['machine']}; {facts['versions']}; `{facts['command']}`: {facts['method']}."
    )
    return "\n\n".join(parts)


def _print(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
