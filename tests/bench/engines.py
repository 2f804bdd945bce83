"""Measure every engine: how soon its reader can train, and what a training step takes: `make bench`, or for a
quick look `python -m tests.bench.engines --runs 1 --dry`.

A run is two visits by a newly started browser. The engines take turns. Writes `results/engines.json` and the
README's table.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from builder.server import SiteServer
from tests.bench import readme
from tests.bench.conditions import conditions
from tests.bench.steps.tasks import TASKS
from tests.browser.engine_drivers import Driver, driving
from tests.browser.engines import CHROMIUM, ENGINES, measured_chromium
from tests.serving import running

ROOT = Path(__file__).parents[2]
RESULTS = Path(__file__).parent / "results" / "engines.json"
LESSON = "lessons/convolutional-networks/"
OURS = (Path(__file__).parent / "steps" / "ours.js").read_text("utf-8")
NETWORKS = [task for task in TASKS if task.name in ("8x8", "28x28")]
ROUNDS, SECONDS = 3, 1.0

# Milliseconds from navigation until the lab can train.
READY = """() => new Promise((resolve) => {
  const lab = document.querySelector("cnn-lab");
  const look = () => lab.dataset.state === "ready" && resolve(performance.now());
  new MutationObserver(look).observe(lab, { attributeFilter: ["data-state"] });
  lab.scrollIntoView();
  look();
})"""

Found = dict[str, list[float]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.engines", description="Time the engines.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--site", type=Path, default=ROOT / "dist", help="the built site")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    os.environ |= {"JSC_useOMGJIT": "1"}  # which the tests do without
    with running(SiteServer(options.site, base_path="/course/")) as server, sync_playwright() as playwright:
        found, versions = _measure(playwright, server.url, options.runs)
    if not found:
        sys.exit("There is no engine here.")
    facts = conditions("make bench", versions.get(CHROMIUM.title, "not available"))
    facts["method"] = f"medians of {options.runs} visits, and of {options.runs} × {ROUNDS} × {SECONDS:g} s"
    shown = f"{_table(found, versions)}\n\n{', '.join(facts.values())} of training, batch 32, momentum."
    print(shown)
    if not options.dry:
        results = {"engines": found, "versions": versions, "conditions": facts}
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")
        readme.put("bench-engines", shown)
    return 0


def _measure(playwright: Playwright, url: str, runs: int) -> tuple[dict[str, Found], dict[str, str]]:
    """Return, by the engines' titles, milliseconds by what they were measured of, and versions."""
    found: dict[str, Found] = {}
    versions: dict[str, str] = {}
    for run in range(1, runs + 1):
        for engine in ENGINES:
            programs = (measured_chromium(),) if engine is CHROMIUM else engine.find()
            if programs is None:
                print(engine.missing)
                continue
            of = found.setdefault(engine.title, {})
            with driving(engine, programs, playwright) as driver:
                versions[engine.title] = driver.version
                for key, milliseconds in _visits(driver, url + LESSON).items():
                    of.setdefault(key, []).extend(milliseconds)
            said = ", ".join(f"{key} {values[-1]:.4g} ms" for key, values in of.items())
            print(f"run {run}  {engine.title:<10} {said}", flush=True)
    return found, versions


def _visits(driver: Driver, url: str) -> Found:
    """Two visits, and some training in the second."""
    driver.goto(url)
    found: Found = {"first": [driver.evaluate(READY)]}
    driver.goto("about:blank")
    driver.goto(url)
    found["second"] = [driver.evaluate(READY)]
    driver.evaluate(f"() => {{ {OURS} }}")
    driver.evaluate("() => ours.boot()")
    for session, task in enumerate(NETWORKS, 1):
        driver.evaluate("(...given) => ours.create(...given)", session, task.settings)
    for _ in range(ROUNDS):
        for session, task in enumerate(NETWORKS, 1):
            trained: dict[str, Any] = driver.evaluate("(...given) => ours.run(...given)", session, SECONDS)
            found.setdefault(task.name, []).append(trained["ms"])
    return found


def _table(found: dict[str, Found], versions: dict[str, str]) -> str:
    head = ["Engine", "ready, first visit", "second visit", *(f"a step, {task.title}" for task in NETWORKS)]
    rows = []
    for title, of in found.items():
        second = of["second"]
        waits = [f"{statistics.median(times) / 1000:.2f} s" for times in (of["first"], second)]
        steps = [f"{statistics.median(of[task.name]):#.3g} ms" for task in NETWORKS]
        rows.append([f"{title} {versions[title]}", *waits, *steps])
    return readme.table(head, rows)


if __name__ == "__main__":
    sys.exit(main())
