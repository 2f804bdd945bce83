"""How a page comes alive: within its budget of bytes, without a jolt, with all of Python when asked for."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from builder.building import ROOT
from builder.node import run_tool
from tests.bench.boot.goals import LAYOUT_SHIFT, TRANSFER
from tests.bench.boot.visits import OURS, SHIFTS, serving
from tests.browser.conftest import Watch
from tests.browser.faults import Faults, Kind
from tests.browser.lab_driver import BOOT_TIMEOUT, LESSON
from tests.conftest import BASE_PATH

MORE_FAULTS: dict[Kind, str] = {
    "damaged": "more.wasm is damaged",
    "truncated": "more.wasm is damaged",
    "broken": "more.wasm could not be loaded: the server could not be reached",
}
# A worker that boots the runtime as the site's does, and then runs any Python.
PROBE = """
import { confine } from "./site/worker/confine.js";
import { boot } from "./site/worker/runtime.js";
confine();
if (location.search) WebAssembly.validate = () => false; // as where there is no relaxed SIMD
const started = boot(new URL(location.hash.slice(1), location.origin).href, false, () => {});
onmessage = async ({ data: [code, port] }) => {
  try {
    const { pyodide } = await started;
    postMessage({ value: pyodide.runPython(code) });
  } catch (error) {
    postMessage({ error: error.message });
  }
};
"""
ASK = """
([runtime, code, plain]) => new Promise((resolve, reject) => {
  const policy = trustedTypes.createPolicy("convnets", { createScriptURL: (url) => url });
  const url = `probe.js${plain ? "?plain" : ""}#${runtime}`;
  window.probe ??= new Worker(policy.createScriptURL(url), { type: "module" });
  window.probe.onmessage = ({ data }) => resolve(data);
  window.probe.onerror = (event) => reject(new Error(event.message));
  window.probe.postMessage([code]);
})
"""


def test_a_first_visit_keeps_to_its_budget_and_shifts_nothing(chromium: Browser, dist: Path) -> None:
    with serving(dist, BASE_PATH) as server:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.add_init_script(SHIFTS + OURS)
        page.goto(server.url + LESSON)
        expect(page.locator("body[data-stepped]")).to_be_attached(timeout=BOOT_TIMEOUT)
        expect(page.locator("html[data-kept]")).to_be_attached(timeout=BOOT_TIMEOUT)
        shifts = page.evaluate("window.shifts")
        sent = dict(server.sent)
        context.close()
    largest = sorted(sent.items(), key=lambda item: -item[1])[:8]
    assert sum(sent.values()) <= TRANSFER, largest
    assert not any(name.endswith(("more.wasm", "imported.wasm", "seldom.wasm")) for name in sent)
    assert shifts < LAYOUT_SHIFT


@pytest.fixture
def probe(page: Page, url: str, dist: Path) -> Page:
    """A page beside which a worker runs any Python: `page.evaluate(ASK, [runtime, code])`."""
    manifest = next((dist / "runtime").glob("*/manifest.json"))
    files = json.dumps(json.loads(manifest.read_text("utf-8"))["files"])
    options = ["--bundle", "--format=esm", "--loader:.py=text", f"--define:RUNTIME_FILES={files}"]
    try:
        code = run_tool(ROOT, "esbuild", options, PROBE)
    except subprocess.CalledProcessError as error:
        pytest.fail(error.stderr)
    page.route("**/probe.js*", lambda route: route.fulfill(body=code, content_type="text/javascript"))
    page.goto(url)
    return page


def run(page: Page, dist: Path, code: str, plain: bool = False) -> dict[str, Any]:
    (folder,) = (dist / "runtime").iterdir()
    answer: dict[str, Any] = page.evaluate(ASK, [f"{BASE_PATH}runtime/{folder.name}/", code, plain])
    return answer


def test_what_a_session_does_not_need_comes_when_it_is_imported(
    probe: Page, dist: Path, faults: Faults, watch: Watch
) -> None:
    watch.allow("more.wasm")
    faults.cause("missing", "more.wasm")
    answer = run(probe, dist, "import calendar")
    assert "calendar is fetched when it is first asked for" in answer["error"]
    assert "more.wasm could not be loaded: the server answered 404" in answer["error"]
    for kind, said in MORE_FAULTS.items():
        faults.cause(kind, "more.wasm")
        assert said in run(probe, dist, "import calendar")["error"], kind
    faults.mend()
    code = "import calendar, numpy as np; f'{calendar.isleap(2000)} {abs(np.fft.fft([1, 2, 3])[0]):.0f}'"
    assert run(probe, dist, code) == {"value": "True 6"}
    asked = 2 + len(MORE_FAULTS)
    assert faults.requested.count("more.wasm") == asked
    assert "No module named 'no_such_module'" in run(probe, dist, "import no_such_module")["error"]
    assert faults.requested.count("more.wasm") == asked


def test_functions_that_no_session_calls_come_when_one_is_called(
    probe: Page, dist: Path, faults: Faults
) -> None:
    assert run(probe, dist, "1 + 1") == {"value": 2}
    assert faults.requested.count("seldom.wasm") == 0
    code = "import numpy as np; f'{np.linalg.det(np.diag([1.0, 2.0, 3.0])):.3f}'"
    assert run(probe, dist, code) == {"value": "6.000"}  # NumPy's, in LAPACK
    assert faults.requested.count("seldom.wasm") == 1
    code = "import unicodedata; str(len(unicodedata.normalize('NFD', 'é')))"
    assert run(probe, dist, code) == {"value": "2"}  # Python's own
    assert faults.requested.count("seldom.wasm") == 1


def test_functions_that_can_not_be_had_are_told_of(
    probe: Page, dist: Path, faults: Faults, watch: Watch
) -> None:
    watch.allow(".")  # Pyodide tells on the console, too
    code = "import numpy as np; np.linalg.det(np.eye(3))"
    faults.cause("missing", "seldom.wasm")
    assert "seldom.wasm could not be loaded: the server answered 404" in run(probe, dist, code)["error"]
    probe.evaluate("() => { window.probe.terminate(); delete window.probe; }")
    faults.cause("damaged", "seldom.wasm")
    assert "seldom.wasm is damaged" in run(probe, dist, code)["error"]


@pytest.mark.parametrize("plain", [False, True], ids=["fused", "plain"])
def test_the_kernels_are_those_that_the_browser_can_run(probe: Page, dist: Path, plain: bool) -> None:
    code = """
import cnn_core
from cnn_core.lab import Session
trained = Session({}).train(100, 60_000)
f"{cnn_core.backend()} {cnn_core.kernels.fused} {trained['test_accuracy'] > 0.8}"
"""
    assert run(probe, dist, code, plain) == {"value": f"compiled {not plain} True"}


def test_a_module_that_was_let_go_of_can_be_imported_anew(probe: Page, dist: Path, faults: Faults) -> None:
    code = "import sys; del sys.modules['textwrap']; import textwrap; textwrap.shorten('one two three', 10)"
    assert run(probe, dist, code) == {"value": "one [...]"}
    assert faults.requested.count("imported.wasm") == 1
    assert faults.requested.count("more.wasm") == 0


def test_a_module_of_the_interpreter_s_own_comes_from_a_file_the_second_time(
    probe: Page, dist: Path, faults: Faults
) -> None:
    code = "import sys; del sys.modules['stat']; import stat; f'{stat.S_ISDIR(0o40000)} {stat.__file__}'"
    assert run(probe, dist, code) == {"value": "True /lib/python3.14/stat.pyc"}
    assert faults.requested.count("more.wasm") == 1


def test_the_main_lesson_s_sketches_are_in_the_memory(probe: Page, dist: Path) -> None:
    code = """
from cnn_core.lab import session
drawn = session._data.cache_info().misses
session.Session({})
f"{drawn} {session._data.cache_info().misses}"
"""
    assert run(probe, dist, code) == {"value": "1 1"}


def test_chance_differs_from_visit_to_visit(probe: Page, dist: Path) -> None:
    code = "import random, numpy as np; f'{random.random()} {np.random.rand()}'"
    first = run(probe, dist, code)["value"].split()
    probe.evaluate("() => { window.probe.terminate(); delete window.probe; }")
    second = run(probe, dist, code)["value"].split()
    assert all(one != other for one, other in zip(first, second, strict=True))


def test_tracebacks_show_the_library_s_lines(probe: Page, dist: Path) -> None:
    code = """
        import traceback, cnn_core
        try:
            cnn_core.Conv2D(0, 3)
        except ValueError:
            shown = traceback.format_exc()
        shown
    """
    value = run(probe, dist, "\n".join(line[8:] for line in code.splitlines()))["value"]
    assert "/cnn_core/layers/conv2d.py" in value
    assert "self.filters = " in value
