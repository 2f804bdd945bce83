"""A reader's code: cells, what hostile ones can't do, a layer's source broken and mended, exercises."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.code_driver import TIMEOUT, CodeDriver
from tests.browser.conftest import OpenPage, Watch, without_python
from tests.browser.lab_driver import LESSON, LabDriver

GALLERY = "gallery/"


def cells_of(page: Page) -> list[CodeDriver]:
    page.locator("cnn-code").first.scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Run cell 1")).to_be_visible(timeout=TIMEOUT)
    return [CodeDriver(page, cell) for cell in page.locator("cnn-code").all()]


def test_cells_say_show_share_and_are_kept(page: Page, url: str, tmp_path: Path) -> None:
    page.goto(url + GALLERY)
    first, second = cells_of(page)
    first.button("Run").click()
    first.expect_said("Done in")
    expect(first.output.locator("canvas")).to_have_count(8)
    expect(first.output.get_by_role("img", name="Ink in the first")).to_be_visible()
    expect(first.output.locator("pre")).to_contain_text("array([")
    second.run("labels.shape\n", "Done in")
    expect(second.output).to_have_text("(8,)\n")
    second.run("def half(x):\n    return x / 0\n\nhalf(labels[0].item())", "ZeroDivisionError on line 2")
    expect(second.output).to_contain_text("Line 4: half(labels[0].item())")
    expect(second.output).to_contain_text("Line 2, in half: return x / 0")
    page.reload()
    _, second = cells_of(page)
    expect(second.root).to_contain_text("This is your version, kept on this device.")
    expect(second.root.locator("pre").first).to_contain_text("def half(x)")
    assert page.locator("cnn-code").last.get_attribute("data-changed") is not None
    first = cells_of(page)[0]
    first.root.get_by_text("Save", exact=True).click()
    with page.expect_download() as download:
        first.button("Save as notebook").click()
    download.value.save_as(tmp_path / "page.ipynb")
    notebook = json.loads((tmp_path / "page.ipynb").read_text("utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert "def half(x)" in sources[2]
    names: dict[str, object] = {}
    for source in sources[:2]:
        exec(source, names)
    second.button("Back to the original").click()
    second.expect_said("original again")
    expect(second.root.locator("pre").first).not_to_contain_text("def half(x)")


def test_hostile_code_leaves_the_page_working(page: Page, url: str, watch: Watch) -> None:
    """It is stopped, or fails; the lab goes on from where it was, and is nobody else's."""
    watch.allow("fatal error|RangeError|Maximum call stack|stack|wasm")
    page.goto(url + GALLERY)
    lab = LabDriver.on(page)
    lab.load()
    lab.train_beyond(1)
    lab.button("Pause").click()
    lab.expect_state("paused")
    cell = cells_of(page)[0]
    cell.run("while True: pass", "Still running. Stop ends it")
    cell.button("Stop").click()
    cell.expect_said("Stopped. Python was started anew")
    lab.expect_state("paused")
    assert lab.step >= 100
    cell.run("import sys; sys.exit()", "SystemExit on line 1")
    cell.run("kept = []\nwhile True: kept.append(bytearray(10**8))", "MemoryError on line 2")
    cell.run("del kept\ndef f(): f()\nf()", "RecursionError on line 2")
    patch = "import cnn_core\ncnn_core.ops.relu_forward = None\ncnn_core.Conv2D.forward = None"
    cell.run(patch, "the labs keep the library’s own")
    before = lab.step
    for step in (1, 2):
        lab.button("Step").click()
        expect(lab.root).to_have_attribute("data-step", str(before + step))
        expect(lab.part("notice")).not_to_contain_text("error")
    cell.run("cnn_core.ops.relu_forward", "Done in")
    expect(cell.output).to_be_empty()
    cell.button("Restart Python").click()
    cell.expect_said("Python was started anew")
    cell.run("from cnn_core import ops\ncallable(ops.relu_forward)", "Done in")
    expect(cell.output).to_have_text("True\n")
    deep = "import sys\nsys.setrecursionlimit(10**8)\ndef f(n): return f(n + 1) + 1\nf(0)"
    cell.run(deep, "RecursionError|did not survive")
    cell.run("1 + 1", "Done in")


def test_break_backward_see_it_caught_mend_it_and_train(page: Page, url: str) -> None:
    """Then write the whole layer anew, and train to 90 % with that."""
    lab = LabDriver(page, url)
    lab.load()
    lab.root.get_by_role("button", name="conv2d: open the source").click()
    panel = CodeDriver(page, lab.part("source"))
    expect(panel.editor).to_be_visible(timeout=TIMEOUT)
    expect(panel.root).to_contain_text("cnn_core/layers/conv2d.py, line 12")
    original = panel.source
    assert "def _im2col(" in original

    panel.replace("= grad_kernel, grad_bias", "= -grad_kernel, -grad_bias")
    panel.button("Apply").click()
    panel.expect_said("not the gradient of what it computes")
    expect(panel.report).to_contain_text('self.grads["kernel"] has the wrong sign')
    lab.expect_state("ready")
    panel.button("Train with it anyway").click()
    panel.expect_said("The lab trains with your Conv2D")
    expect(lab.part("layers")).to_contain_text("yours")
    lab.expect_state("training")
    lab.button("Pause").click()

    panel.write(original.replace("def forward(self", "def forward(self,,"))
    panel.button("Apply").click()
    panel.expect_said("can’t train with this yet")
    expect(panel.report).to_contain_text("SyntaxError, line")

    panel.write(MINE)
    panel.button("Apply").click()
    panel.expect_said("The lab trains with your Conv2D, from step 0.$")
    expect(lab.root).to_have_attribute("data-test-accuracy", re.compile(r"^(0\.9|1)"), timeout=TIMEOUT)
    panel.button("Show what you changed").click()
    expect(panel.root.locator(".cm-deletedChunk").first).to_be_visible()
    panel.button("Reset to the original").click()
    panel.expect_said("the library’s own layer again")
    expect(lab.part("layers")).not_to_contain_text("yours")
    panel.button("Close the source").click()
    expect(lab.button("Open the source")).to_be_focused()


MINE = """
class Conv2D(Layer):
    def __init__(self, filters, kernel_size):
        super().__init__()
        self.filters, self.kernel_size = filters, kernel_size

    def compute_output_shape(self, input_shape):
        h, w, _ = input_shape
        return h - self.kernel_size + 1, w - self.kernel_size + 1, self.filters

    def param_shapes(self, input_shape):
        k = self.kernel_size
        return {"kernel": (k, k, input_shape[-1], self.filters), "bias": (self.filters,)}

    def places(self):
        h, w, _ = self.output_shape
        return [(i, j) for i in range(h) for j in range(w)]

    def forward(self, x, training=False):
        self.x, k = x, self.kernel_size
        y = np.empty((len(x), *self.output_shape), x.dtype)
        for i, j in self.places():
            patch = x[:, i : i + k, j : j + k]
            y[:, i, j] = np.tensordot(patch, self.params["kernel"], 3) + self.params["bias"]
        return y

    def backward(self, grad_output):
        x, k, kernel = self.x, self.kernel_size, self.params["kernel"]
        grad_x, grad_kernel = np.zeros_like(x), np.zeros_like(kernel)
        for i, j in self.places():
            g = grad_output[:, i, j]
            grad_x[:, i : i + k, j : j + k] += np.tensordot(g, kernel, (1, 3))
            grad_kernel += np.tensordot(x[:, i : i + k, j : j + k], g, (0, 0))
        self.grads["kernel"], self.grads["bias"] = grad_kernel, grad_output.sum(axis=(0, 1, 2))
        return grad_x
"""


def test_a_network_from_a_cell_and_an_exercise(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    lab = LabDriver.on(page)
    _, cell = cells_of(page)
    cell.button("Train it in the lab").click()
    cell.expect_said("The lab trains it now")
    expect(lab.part("layers")).to_contain_text("conv2d_1")
    page.locator("cnn-network").scroll_into_view_if_needed()
    expect(page.locator("cnn-network").get_by_role("application", name="Convolution")).to_have_count(2)
    cell.run(
        "from cnn_core import Conv2D, Dense, Flatten, MaxPool2D\n"
        "[MaxPool2D(4), Conv2D(4, 3), Flatten(), Dense(4)]",
        "Done in",
    )
    cell.button("Train it in the lab").click()
    cell.expect_said("layer 1 .counting from 0.: Conv2D.4, 3. does not fit")

    exercise = CodeDriver(page, page.locator("cnn-exercise").filter(has_text="Max pooling, backward"))
    exercise.root.scroll_into_view_if_needed()
    exercise.button("Check").click()
    exercise.expect_said("of 4 tests pass")
    expect(exercise.report).to_contain_text("no window has passed anything on yet")
    exercise.root.get_by_text("A solution").click()
    solution = exercise.root.locator("details pre").last.inner_text()
    exercise.write(solution)
    exercise.button("Check").click()
    exercise.expect_said("All tests pass")
    expect(exercise.root).to_have_attribute("data-state", "right")


def test_where_nothing_can_be_kept_that_is_said(open_page: OpenPage, url: str) -> None:
    page = without_python(open_page)()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    )
    page.goto(url + GALLERY)
    cell = cells_of(page)[0]
    cell.write("1 + 1")
    cell.expect_said("This browser keeps nothing for this page")
