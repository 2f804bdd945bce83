"""Measure how soon a network trains, ours against stock Pyodide: `make bench-boot`, or for a quick look
`python -m tests.bench.boot --runs 1 --dry`.

A run is two visits by a browser with a new profile, the second after a restart of the browser; the first
lasts until our page is kept for the next. Ours and stock take turns. On both sides the time is that from
navigation to the first training step: on our page with Train pressed when it listens; in stock a step of the
same network in plain NumPy, on a batch that is there, which is first held against the library's. Both are
served alike, with Brotli. Writes `../results/boot.json`, and the tables into the README; exits with 1 if a
bound fails.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Playwright, sync_playwright

from builder.node import run_node
from cnn_core import Adam, SoftmaxCrossEntropy, use_backend
from cnn_core.lab.networks import NETWORKS
from tests.bench import readme
from tests.bench.boot import goals, table
from tests.bench.boot.stock import step as stock_step
from tests.bench.boot.visits import LINES, OURS, CountingServer, Line, Reader, Visit, serving
from tests.bench.conditions import conditions
from tests.browser.engines import measured_chromium

ROOT = Path(__file__).parents[3]
RESULTS = Path(__file__).parents[1] / "results"
STOCK = ROOT / ".bench" / "stock"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
LESSON = "lessons/convolutional-networks/"
RUNS = 5

Visits = dict[tuple[Line, str, str], list[Visit]]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    path = measured_chromium()
    _check_step()
    _make_stock()
    with sync_playwright() as playwright, serving(options.site) as ours, serving(STOCK, "/") as stock:
        visits = _measure(playwright, path, ours, stock, options.runs)
        version = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        facts = conditions("make bench-boot", version.version)
        version.close()
    results = _results(visits) | {"conditions": facts | {"method": f"medians of {options.runs}"}}
    note = ", ".join(results["conditions"].values())
    shown = "\n\n".join([table.times(results), table.files(results), f"{note}."])
    kept, lines = goals.judge(results)
    print("", shown, "", *lines, sep="\n")
    if not options.dry:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "boot.json").write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", "utf-8")
        readme.put("bench-boot", shown)
    return 0 if kept else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.boot", description="Time starts.")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--site", type=Path, default=ROOT / "dist", help="the built site")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    return parser.parse_args(arguments)


def _check_step() -> None:
    """Stock's step and the library's, from the same weights: the same loss, and the same weights after."""
    use_backend("reference")
    x, labels, params = stock_step.batch()
    model = NETWORKS["cnn"].build(4, 4, np.random.default_rng(0))
    model.set_weights(np.concatenate([param.ravel() for param in params]))
    loss, gradient = SoftmaxCrossEntropy()(model.forward(x, training=True), labels)
    model.backward(gradient)
    Adam(0.01).step(model.params, model.grads)
    found = stock_step.train_step(x, labels, params)
    after = np.concatenate([param.ravel() for param in params])
    np.testing.assert_allclose(found, loss, rtol=1e-5)
    np.testing.assert_allclose(after, model.get_weights(), atol=1e-4)


def _make_stock() -> None:
    """Put a page with stock Pyodide together, compressed as ours is."""
    shutil.rmtree(STOCK, ignore_errors=True)
    shutil.copytree(Path(__file__).parent / "stock", STOCK, ignore=shutil.ignore_patterns("__pycache__"))
    (STOCK / "pyodide").mkdir()
    for name in CORE:
        shutil.copyfile(ROOT / "node_modules" / "pyodide" / name, STOCK / "pyodide" / name)
    script = ROOT / "site" / "bundle" / "numpy-wheel.mjs"
    try:
        run_node(script, [str(STOCK / "pyodide"), "--python", sys.executable], quiet=False)
    except subprocess.CalledProcessError:
        sys.exit("stock Pyodide's NumPy can't be had")
    run_node(ROOT / "site" / "bundle" / "compress.mjs", [str(STOCK)])


def _measure(
    playwright: Playwright, path: str, ours: CountingServer, stock: CountingServer, runs: int
) -> Visits:
    sides = (
        ("ours", ours, LESSON, OURS, "html[data-kept]"),
        ("stock", stock, "index.html", "", "body"),
    )
    visits: Visits = {}
    for line in LINES:
        for number in range(1, runs + 1):
            for name, server, page, script, stay in sides:
                reader = Reader(playwright, path, line)
                for kind, until in (("cold", stay), ("warm", "body")):
                    visit = reader.visit(server, page, script, until)
                    visits.setdefault((line, kind, name), []).append(visit)
                    size = sum(visit.sent.values())
                    said = (
                        f"first step {visit.step:6.0f} ms, first paint {visit.paint:5.0f} ms, {size:9,} bytes"
                    )
                    print(f"run {number}  {line:<9} {kind}  {name:<5}  {said}", flush=True)
                reader.close()
    return visits


def _results(visits: Visits) -> dict[str, Any]:
    def median(line: Line, kind: str, name: str) -> float:
        return round(statistics.median(visit.step for visit in visits[line, kind, name]))

    found: dict[str, Any] = {
        line: {
            kind: {name: median(line, kind, name) for name in ("ours", "stock")} for kind in ("cold", "warm")
        }
        for line in LINES
    }
    first = {name: visits["10mbit", "cold", name][0].sent for name in ("ours", "stock")}
    cold = visits["10mbit", "cold", "ours"]
    return {
        **found,
        "transfer": {name: sum(sent.values()) for name, sent in first.items()},
        "files": first,
        "paint_ms": {"ours": round(statistics.median(visit.paint for visit in cold))},
        "layout_shift": round(max(v.shifts for v in visits["localhost", "cold", "ours"] + cold), 4),
        "rounds_ms": {
            f"{line} {kind} {name}": [round(visit.step) for visit in of]
            for (line, kind, name), of in visits.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
