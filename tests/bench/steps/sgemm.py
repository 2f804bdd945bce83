"""How fast our matrix product is in the tab: what a training step could at best do."""

import json
import statistics
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from builder.node import run_tool
from tests.bench.steps.contestants import ROOT

# Rows, depth and columns: the convolutions of 28×28 and 32×32×3 as products, and a large square.
SHAPES = ((21632, 9, 8), (3872, 72, 16), (32768, 144, 16), (8192, 288, 32), (512, 512, 512))

IN_PAGE = """async ([runtime, code, shapes]) => {
  const { boot } = await import("/runtime.js");
  const { pyodide } = await boot(new URL(runtime, document.baseURI).href, false, () => {});
  pyodide.globals.set("shapes", pyodide.toPy(shapes));
  window.sgemm = pyodide.runPython(code);
}"""

IN_PYTHON = """
import time
import numpy as np
import cnn_core
from cnn_core import ops

def gflops(m, k, n):
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(m, k)).astype("f"), rng.normal(size=(k, n)).astype("f")
    bias, rates = np.zeros(n, "f"), []
    for _ in range(5):
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < 0.03:
            ops.dense_forward(a, b, bias)
            count += 1
        rates.append(2e-9 * m * k * n * count / (time.perf_counter() - began))
    return sorted(rates)[len(rates) // 2]

def measure():
    return [gflops(*shape) for shape in shapes] if cnn_core.backend() == "compiled" else []

measure
"""


class Products:
    """A page of the site with an interpreter of its own, in which products are timed."""

    def __init__(self, browser: Browser, lesson: str, site: Path) -> None:
        self._page = browser.new_page()
        script = _bundle_runtime(site)
        self._page.route(
            "**/runtime.js", lambda route: route.fulfill(content_type="text/javascript", body=script)
        )
        self._page.set_default_timeout(600_000)
        self._page.goto(lesson)
        runtime: Any = self._page.evaluate("document.querySelector('meta[name=convnets-runtime]').content")
        self._page.evaluate(IN_PAGE, [runtime, IN_PYTHON, SHAPES])
        self._rounds: list[list[float]] = []

    def measure(self) -> None:
        self._rounds.append(self._page.evaluate("sgemm().toJs()"))

    @property
    def gflops(self) -> dict[str, float]:
        """GFLOP/s of each shape, the median of all rounds; empty without the compiled kernels."""
        rates = [round(statistics.median(shape), 1) for shape in zip(*self._rounds, strict=True)]
        return {"×".join(map(str, shape)): rate for shape, rate in zip(SHAPES, rates, strict=False)}


def _bundle_runtime(site: Path) -> str:
    """The site's own start of the interpreter, as a module that a page can import."""
    (manifest,) = site.glob("runtime/*/manifest.json")
    files = json.dumps(json.loads(manifest.read_text("utf-8"))["files"])
    options = ["--bundle", "--format=esm", "--loader:.py=text", f"--define:RUNTIME_FILES={files}"]
    return run_tool(ROOT, "esbuild", ["site/worker/runtime.js", *options])
