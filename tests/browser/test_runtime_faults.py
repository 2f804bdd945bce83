"""Every file of the runtime, in every way that files fail: named, and fetched anew.

By the page's own client, started time and again in one page: what a lab makes of it is in test_failures.py.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from builder.building import ROOT
from builder.node import run_tool
from tests.browser.faults import KINDS, Faults, Kind
from tests.conftest import BASE_PATH

CLIENT = 'export { Runtime } from "./site/js/client.js";'
MAKE = """
async ([client, worker, runtime]) => {
  const { Runtime } = await import(client);
  const absolute = (path) => new URL(path, location.origin).href;
  window.runtime = new Runtime(absolute(worker), absolute(runtime));
}
"""
SETTLED = """
() => new Promise((resolve) => {
  const look = () => {
    const { state, failure, booted } = window.runtime;
    if (state === "loading") return;
    window.runtime.removeEventListener("change", look);
    resolve({ state, message: failure?.message ?? "", python: booted?.python ?? "" });
  };
  window.runtime.addEventListener("change", look);
  look();
})
"""
ON_DEMAND = {"imported.wasm", "more.wasm", "seldom.wasm"}  # come when they are used: test_start.py


def runtime_files(dist: Path) -> list[str]:
    """All that a start fetches: the worker's script, and the runtime's files as the build lists them."""
    (folder,) = (dist / "runtime").iterdir()
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    there = {path.name for path in folder.iterdir() if path.suffix in (".wasm", ".mjs")}
    assert there == set(listed)
    return ["worker.js", *sorted(set(listed) - ON_DEMAND)]


def words(kind: Kind, file: str) -> str:
    """What the reader is told, as a regular expression."""
    name = re.escape(file)
    if file == "worker.js":
        return r"The network’s runtime did not start: .+\."
    if file.endswith(".mjs"):
        return rf"The file {name} could not be loaded \("
    return {
        "missing": rf"The file {name} could not be loaded: the server answered 404\.",
        "truncated": rf"The file {name} is damaged: \d+ bytes came, \d+ were expected\.",
        "broken": rf"The file {name} could not be loaded: the connection broke off\.",
        "damaged": rf"The file {name} is damaged: its SHA-256 is not the expected one\.",
    }[kind]


class Starter:
    """One runtime of a page, started time and again."""

    def __init__(self, page: Page, dist: Path) -> None:
        self.page = page
        (worker,) = (dist / "assets").glob("worker.*.js")
        (folder,) = (dist / "runtime").iterdir()
        names = ("client-of-the-test.js", f"assets/{worker.name}", f"runtime/{folder.name}/")
        page.evaluate(MAKE, [f"{BASE_PATH}{name}" for name in names])

    @property
    def state(self) -> str:
        return str(self.page.evaluate("() => window.runtime.state"))

    def start(self) -> None:
        """For the first time, or as the reader does who presses Retry."""
        self.page.evaluate("() => window.runtime[window.runtime.state === 'idle' ? 'start' : 'retry']()")

    @property
    def outcome(self) -> Any:
        """Once it is ready or has failed."""
        return self.page.evaluate(SETTLED)


@pytest.fixture
def starter(page: Page, url: str, dist: Path, watch: Any) -> Starter:
    watch.allow(".")  # the browser and Pyodide complain on the console, too
    options = ["--bundle", "--format=esm", "--target=es2022"]
    code = run_tool(ROOT, "esbuild", options, CLIENT)
    page.route(
        "**/client-of-the-test.js", lambda route: route.fulfill(body=code, content_type="text/javascript")
    )
    page.goto(url + "LICENSE.txt")  # a page without scripts of its own
    return Starter(page, dist)


def pattern(file: str) -> str:
    return "worker.*.js" if file == "worker.js" else file


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("stalled", "slow")])
def test_each_file_that_fails_is_named_and_fetched_anew(
    starter: Starter, faults: Faults, dist: Path, kind: Kind
) -> None:
    files = runtime_files(dist)
    for file in files:
        faults.cause(kind, pattern(file))
        starter.start()
        outcome = starter.outcome
        assert outcome["state"] == "failed", (kind, file)
        assert re.search(words(kind, file), outcome["message"]), (kind, file, outcome)
        faults.mend()
    # What was damaged is not to be had from any cache: all of it is asked for once more.
    faults.requested.clear()
    starter.start()
    assert starter.outcome["state"] == "ready"
    asked = ["worker.js" if name.startswith("worker.") else name for name in faults.requested]
    assert set(files) <= set(asked)


def test_each_file_that_stalls_is_given_up_in_the_end(starter: Starter, faults: Faults, dist: Path) -> None:
    starter.page.clock.install()
    for file in runtime_files(dist):
        faults.cause("stalled", pattern(file))
        starter.start()
        for _ in range(4000):
            if faults.stalled:
                break
            starter.page.wait_for_timeout(20)
        assert faults.stalled, file
        for _ in range(40):  # each word of the other files' coming gives it its time once more
            starter.page.clock.run_for(46_000)
            if starter.state == "failed":
                break
            starter.page.wait_for_timeout(100)
        outcome = starter.outcome
        assert outcome["state"] == "failed", file
        assert "nothing was heard of it for 45 seconds" in outcome["message"], (file, outcome)
        faults.mend()
    starter.page.clock.resume()
    starter.start()
    assert starter.outcome["state"] == "ready"


def test_files_that_come_slowly_are_waited_for(starter: Starter, faults: Faults) -> None:
    faults.cause("slow", "*.wasm")
    faults.cause("slow", "*.mjs")
    faults.cause("slow", "worker.*.js")
    starter.start()
    assert starter.outcome["state"] == "ready"
