"""The library in the browser gives what it gives in CPython. Spoken to by the worker's own protocol."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from cnn_core import backend, use_backend
from cnn_core.explain import explain
from cnn_core.lab import Session
from tests.browser.warm_pages import WarmPage

# Starts a worker as client.js does, and asks it things.
CONNECT = """() => {
  const address = (name) =>
    new URL(document.querySelector(`meta[name="${name}"]`).content, document.baseURI).href;
  const script = `import ${JSON.stringify(address("convnets-worker"))};`;
  const shim = new Blob([script], { type: "text/javascript" });
  const policy = window.trustedTypes?.createPolicy("convnets", { createScriptURL: (url) => url });
  const shimUrl = URL.createObjectURL(shim);
  const worker = new Worker(policy?.createScriptURL(shimUrl) ?? shimUrl, { type: "module" });
  const plain = (value) =>
    value instanceof Float32Array ? Array.from(value)
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
    : value;
  let last = 0;
  window.askWorker = (command) => new Promise((resolve, reject) => {
    const request = ++last;
    const listen = ({ data }) => {
      if (data.request !== request || data.type === "progress") return;
      worker.removeEventListener("message", listen);
      data.type === "done" ? resolve(plain(data.value)) : reject(new Error(data.error.message));
    };
    worker.addEventListener("message", listen);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ session: 1, request, ...command });
  });
  return window.askWorker({ type: "boot", runtime: address("convnets-runtime"), session: 0 });
}"""


class Worker:
    """One for all tests of this module, with the compiled backend to begin with."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.booted = page.evaluate(f"() => window.booted ??= ({CONNECT})()")
        self.ask("backend", session=0, name="compiled")

    def ask(self, type: str, **arguments: Any) -> Any:
        return self.page.evaluate("(command) => askWorker(command)", {"type": type, **arguments})

    def train(self, steps: int) -> Any:
        """Train flat out, to just this step."""
        self.ask("train", pace=None, until=steps)
        return self.ask("inspect", sample=0, drawing=None, weights=None)


@pytest.fixture(autouse=True)
def _reference_in_cpython() -> Iterator[None]:
    before = backend()
    use_backend("reference")
    yield
    use_backend(before)


@pytest.fixture
def worker(lesson: WarmPage) -> Worker:
    return Worker(lesson.page)


@pytest.mark.parametrize("name", ["compiled", "reference"])
def test_the_same_run_in_the_browser_and_in_cpython(worker: Worker, name: str) -> None:
    """Sketches, first weights and 50 steps: labels equal, pixels to 1e-5, weights to 1e-4."""
    assert worker.ask("backend", name=name) == name
    settings = {"learning_rate": 0.01, "batch_size": 32, "filters": 4, "shift": 1, "seed": 5}
    there, here = worker.ask("create", settings=settings), Session(settings)
    assert there["num_params"] == 700
    np.testing.assert_allclose(
        there["progress"]["weights"], here.describe()["progress"]["weights"], atol=1e-7, rtol=0
    )
    for index in range(8):
        sample = worker.ask("inspect", sample=index, drawing=None, weights=None)["sample"]
        same = here.inspect(index)["sample"]
        assert sample["label"] == same["label"]
        np.testing.assert_allclose(sample["image"]["data"], same["image"].ravel(), atol=1e-5, rtol=0)

    seen = worker.train(50)
    here.train(50, 60_000)
    looked = here.inspect(0)
    np.testing.assert_allclose(seen["filters"]["data"], looked["filters"].ravel(), atol=1e-4, rtol=0)
    np.testing.assert_allclose(seen["biases"], looked["biases"], atol=1e-4, rtol=0)
    stepped = worker.ask("step")
    assert stepped["step"] == 51
    here.train(1, 0)
    np.testing.assert_allclose(stepped["weights"], here.model.get_weights(), atol=1e-4, rtol=0)


def test_a_drawing_looks_the_same_in_the_browser_and_in_cpython(worker: Worker) -> None:
    drawing = {"strokes": [[[0.2, 0.3], [0.5, 0.1], [0.7, 0.4], [0.2, 0.9], [0.8, 0.9]]]}
    worker.ask("create", settings={})
    there = worker.ask("inspect", sample=0, drawing=drawing, weights=None)["drawing"]
    here = Session({}).inspect(0, drawing)["drawing"]
    np.testing.assert_allclose(there["image"]["data"], here["image"].ravel(), atol=1e-5, rtol=0)
    np.testing.assert_allclose(
        there["prediction"]["probabilities"], here["prediction"]["probabilities"], atol=1e-5, rtol=0
    )


def test_the_worker_runs_what_it_says(worker: Worker) -> None:
    assert worker.booted["python"].startswith("3.14.")
    assert worker.booted["numpy"].startswith("2.4.")
    assert worker.booted["backend"] == "compiled"
    assert worker.booted["unavailable"] is None
    assert worker.booted["fused"]  # Chromium has had relaxed SIMD since version 114


def test_training_answers_between_its_slices_and_ends_when_told(worker: Worker) -> None:
    worker.ask("create", settings={})
    steps = worker.page.evaluate(
        """async () => {
          const training = askWorker({ type: "train", pace: null, until: null });
          const before = await askWorker({ type: "inspect", sample: 1, drawing: null, weights: null });
          await askWorker({ type: "pause" });
          await training;
          const after = await askWorker({ type: "step" });
          return [before.sample.index, after.step];
        }"""
    )
    assert steps[0] == 1
    assert steps[1] >= 2


def test_an_explanation_is_the_same_in_the_browser_and_in_cpython(worker: Worker) -> None:
    arguments = {"size": 224, "kernel_size": 7, "strides": 2, "padding": 3}
    there = worker.ask("explain", session=0, name="output_size", arguments=arguments)
    assert there == explain("output_size", arguments)
    with pytest.raises(Exception, match="Stride must be a whole number from 1 to 1024; 0 is outside"):
        worker.ask("explain", session=0, name="output_size", arguments=arguments | {"strides": 0})


def test_a_refusal_names_what_was_expected(worker: Worker) -> None:
    with pytest.raises(Exception, match="Batch size must be a whole number from 1 to 512"):
        worker.ask("create", settings={"batch_size": 0})
