"""What can fail on a reader's way fails in words, with a way out, and nothing of the reader's is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.faults import Faults, Kind

LESSON = "lessons/convolutional-networks/"
BOOT_TIMEOUT = 90_000


def open_lab(page: Page, url: str) -> Locator:
    page.goto(url + LESSON)
    return page.locator("cnn-lab")


def train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()


@pytest.mark.parametrize(
    ("kind", "file", "words"),
    [
        ("missing", "pyodide.asm.wasm", r"pyodide\.asm\.wasm could not be loaded: the server answered 404"),
        ("missing", "pyodide.mjs", r"pyodide\.mjs could not be loaded"),
        ("missing", "python.wasm", r"python\.wasm could not be loaded: the server answered 404"),
        ("damaged", "numpy.wasm", r"numpy\.wasm is damaged: its SHA-256 is not the expected one"),
        ("damaged", "python.wasm", r"python\.wasm is damaged"),
        ("truncated", "cnn_core.wasm", r"cnn_core\.wasm is damaged: \d+ bytes came, \d+ were expected"),
        ("truncated", "pyodide.asm.wasm", r"pyodide\.asm\.wasm is damaged"),
    ],
)
def test_a_missing_or_damaged_file_is_named_and_can_be_fetched_again(
    page: Page, url: str, faults: Faults, watch: Watch, kind: Kind, file: str, words: str
) -> None:
    watch.allow(".")  # the browser and Pyodide complain on the console, too
    faults.cause(kind, file)
    lab = open_lab(page, url)
    train(page)
    expect(lab).to_have_attribute("data-state", "error", timeout=BOOT_TIMEOUT)
    expect(lab).to_contain_text(re.compile(words))
    faults.mend()
    lab.get_by_role("button", name="Retry").click()
    expect(lab).to_have_attribute("data-state", "training", timeout=BOOT_TIMEOUT)


def test_a_boot_that_stalls_is_given_up_and_can_be_tried_again(
    page: Page, url: str, faults: Faults, watch: Watch
) -> None:
    watch.allow(".")
    faults.cause("stalled", "numpy.wasm")
    page.clock.install()
    lab = open_lab(page, url)
    train(page)
    expect(lab).to_have_attribute("data-state", "loading")
    expect(lab).to_contain_text("NumPy", timeout=BOOT_TIMEOUT)
    page.clock.run_for(46_000)
    expect(lab).to_have_attribute("data-state", "error")
    expect(lab).to_contain_text("nothing was heard of it for 45 seconds")
    faults.mend()
    page.clock.resume()
    lab.get_by_role("button", name="Retry").click()
    expect(lab).to_have_attribute("data-state", "training", timeout=BOOT_TIMEOUT)


def test_without_webassembly_the_page_says_so_and_still_reads(page: Page, url: str) -> None:
    page.add_init_script("delete globalThis.WebAssembly")
    lab = open_lab(page, url)
    train(page)
    expect(lab).to_have_attribute("data-state", "error")
    expect(lab).to_contain_text("does not run WebAssembly")
    expect(page.locator("h3#convolution")).to_be_visible()


@pytest.mark.parametrize("death", ["setTimeout(() => { throw new Error('out of memory'); })", "self.close()"])
def test_a_worker_that_dies_in_mid_training_is_replaced_and_training_goes_on(
    page: Page, url: str, watch: Watch, death: str
) -> None:
    """By an error that it reports, and by going silent, which the page has to notice by itself."""
    watch.allow("out of memory")
    lab = open_lab(page, url)
    train(page)
    expect(lab).to_have_attribute("data-state", "training", timeout=BOOT_TIMEOUT)
    expect(lab).to_have_attribute("data-step", re.compile(r"^[1-9]\d\d"), timeout=60_000)
    step = int(lab.get_attribute("data-step") or 0)
    page.workers[0].evaluate(death)
    expect(lab).to_contain_text(re.compile(r"worker had stopped.*at step \d+"), timeout=BOOT_TIMEOUT)
    said = re.search(r"at step (\d+)", lab.inner_text())
    assert said is not None
    assert int(said[1]) >= step
    expect(lab).to_have_attribute("data-state", "training")
    expect(lab).not_to_have_attribute("data-step", said[1])
    assert int(lab.get_attribute("data-step") or 0) > int(said[1])
    assert float(lab.get_attribute("data-test-accuracy") or 0) > 0.5
