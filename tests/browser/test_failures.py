"""What can fail on a reader's way fails in words, with a way out, and nothing of the reader's is lost."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.faults import Faults

LESSON = "lessons/convolutional-networks/"
BOOT_TIMEOUT = 90_000


def open_lab(page: Page, url: str) -> Locator:
    page.goto(url + LESSON)
    return page.locator("cnn-lab")


def train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()


def test_a_damaged_file_is_named_and_can_be_fetched_again(
    page: Page, url: str, faults: Faults, watch: Watch
) -> None:
    """What the lab makes of it; test_runtime_faults.py has every file and every fault."""
    watch.allow(".")  # the browser and Pyodide complain on the console, too
    faults.cause("damaged", "libraries.wasm")
    lab = open_lab(page, url)
    train(page)
    expect(lab).to_have_attribute("data-state", "error", timeout=BOOT_TIMEOUT)
    expect(lab).to_contain_text("libraries.wasm is damaged: its SHA-256 is not the expected one")
    expect(page.locator(".trouble")).to_have_count(0)  # the lab itself tells it
    faults.mend()
    lab.get_by_role("button", name="Retry").click()
    expect(lab).to_have_attribute("data-state", "training", timeout=BOOT_TIMEOUT)


def test_without_webassembly_the_page_says_so_and_still_reads(page: Page, url: str) -> None:
    page.add_init_script("delete globalThis.WebAssembly")
    lab = open_lab(page, url)
    train(page)
    expect(lab).to_have_attribute("data-state", "error")
    expect(lab).to_contain_text("does not run WebAssembly")
    expect(page.locator("h3#convolution")).to_be_visible()


DEATHS = ("setTimeout(() => { throw new Error('out of memory'); })", "self.close()")


def test_a_worker_that_dies_in_mid_training_is_replaced_and_training_goes_on(
    page: Page, url: str, watch: Watch
) -> None:
    """By an error that it reports, and by going silent, which the page has to notice by itself.

    tests/pages/js/worker-deaths.test.js ends one at every moment.
    """
    watch.allow("out of memory")
    lab = open_lab(page, url)
    train(page)
    expect(lab).to_have_attribute("data-step", re.compile(r"^[1-9]\d\d"), timeout=BOOT_TIMEOUT)
    before = -1
    for death in DEATHS:
        step = int(lab.get_attribute("data-step") or 0)
        for worker in page.workers:  # one may be at work for the next visit
            worker.evaluate(death)
        said = taken_up(lab, before)
        assert said >= step
        expect(lab).to_have_attribute("data-state", "training")
        expect(lab).not_to_have_attribute("data-step", str(said))
        assert int(lab.get_attribute("data-step") or 0) > said
        assert float(lab.get_attribute("data-test-accuracy") or 0) > 0.5
        before = said


def taken_up(lab: Locator, before: int) -> int:
    """The step at which a new worker has gone on, told after another one at `before`."""
    told = lab.locator('[data-part="notice"]')
    if before >= 0:
        expect(told).not_to_contain_text(f"at step {before};", timeout=BOOT_TIMEOUT)
    expect(told).to_contain_text(re.compile(r"worker had stopped.*at step \d+"), timeout=BOOT_TIMEOUT)
    found = re.search(r"at step (\d+)", told.inner_text())
    assert found is not None
    return int(found[1])
