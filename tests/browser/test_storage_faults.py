"""Storage that is closed, full, or holds what nobody can read: the reader is told, and all else works."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.lab_driver import BOOT_TIMEOUT, DIGITS, LabDriver

KEEPING = "lessons/what-layers-find/"  # its lab keeps its weights, and goes on with some
ACCURACY = "lessons/reading-accuracy/"  # it has the collection

# As browsers do that are told to keep nothing, in which even to look throws.
BLOCKED = """
for (const name of ["localStorage", "sessionStorage", "caches", "indexedDB"])
  Object.defineProperty(window, name, {
    get() { throw new DOMException("The operation is insecure.", "SecurityError"); },
  });
"""
FULL = """
Storage.prototype.setItem = () => {
  throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
};
"""
# What an older or a later release, or a failing disk, may have left under each name that the course uses.
DAMAGED = {
    "convnets.progress": '{"version": 1, "lessons": {"edges": {"right": ["a"',
    "convnets.theme": "purple",
    "convnets.drawings": "[[[",
    "convnets.weights.ten-digits": '{"version": 1, "settings": {}, "weights": "AAAA"}',
}
NAMES = ("blocked", "full")
SESSION = {"isWanted": True, "drawn": {"strokes": [[["x"]]]}, "trained": '{"version": 1, "weights": "!"}'}


@pytest.mark.parametrize(("storage", "words"), [(BLOCKED, "keep nothing"), (FULL, "no room left")], ids=NAMES)
def test_lessons_without_storage_work_and_say_what_is_not_kept(
    open_page: OpenPage, url: str, watch: Watch, storage: str, words: str
) -> None:
    watch.allow("Service Worker registration blocked")
    page = open_page(service_workers="block")
    page.add_init_script(storage)
    page.goto(url + ACCURACY)
    expect(page.locator("lesson-progress")).to_contain_text("will be forgotten")
    collection = page.locator("cnn-collection")
    collection.scroll_into_view_if_needed()
    expect(collection.get_by_role("button", name="Keep it")).to_be_enabled(timeout=BOOT_TIMEOUT)
    surface = collection.locator("digit-canvas canvas")
    surface.focus()
    for _ in range(3):
        surface.press("Shift+ArrowDown")
    collection.get_by_role("button", name="Keep it").press("Enter")
    expect(collection.locator('[data-part="tiles"] li')).to_have_count(1)
    expect(collection.locator('[data-part="problem"]')).to_contain_text(words)

    # Of weights, a full storage is told in kept-weights.test.js.
    if storage == BLOCKED:
        keep_weights(LabDriver.on(page), url, words)


def keep_weights(lab: LabDriver, url: str, words: str) -> None:
    lab.page.goto(url + KEEPING)
    lab.button("Train").click()
    expect(lab.root).to_have_attribute("data-step", re.compile(r"^[1-9]"), timeout=BOOT_TIMEOUT)
    lab.button("Pause").click()
    lab.expect_state("paused")
    expect(lab.part("keeping")).to_contain_text(words)
    lab.draw(DIGITS[1])
    lab.expect_prediction(re.compile(r"^\d$"))


def test_what_was_kept_and_is_damaged_is_told_and_put_aside(
    open_page: OpenPage, url: str, watch: Watch
) -> None:
    watch.allow("Service Worker registration blocked")
    page = open_page(service_workers="block")
    page.goto(url)
    page.evaluate(
        "(items) => { for (const [key, text] of Object.entries(items)) localStorage.setItem(key, text); }",
        DAMAGED,
    )
    page.goto(url + KEEPING)
    lab = LabDriver.on(page)
    # It was put aside with the visit.
    expect(page.locator("lesson-progress")).to_contain_text("could not be read: it was put aside")
    assert page.evaluate("localStorage.getItem('convnets.progress.damaged')") == DAMAGED["convnets.progress"]
    expect(lab.part("notice")).to_contain_text("were damaged, and have been removed")
    assert page.evaluate("localStorage.getItem('convnets.weights.ten-digits')") is None
    key = f"convnets.carried.{page.evaluate('location.pathname')}#{lab.root.get_attribute('id')}"
    page.goto(url)  # a lesson that is left would pack anew
    page.evaluate("([key, text]) => sessionStorage.setItem(key, text)", [key, json.dumps(SESSION)])
    page.goto(url + KEEPING)
    expect(page.locator("lesson-progress")).not_to_contain_text("could not be read")
    expect(lab.part("notice")).to_contain_text("could not be taken up: it is damaged")
    assert page.evaluate("(key) => sessionStorage.getItem(key)", key) is None

    page.goto(url + ACCURACY)
    collection = page.locator("cnn-collection")
    collection.scroll_into_view_if_needed()
    problem = collection.locator('[data-part="problem"]')
    expect(problem).to_contain_text("It was put aside", timeout=BOOT_TIMEOUT)
    assert page.evaluate("localStorage.getItem('convnets.drawings.damaged')") == DAMAGED["convnets.drawings"]
