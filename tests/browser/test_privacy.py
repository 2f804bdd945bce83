"""What the privacy page says is kept is what a browser holds once everything has been used."""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.code_driver import CodeDriver
from tests.browser.lab_driver import BOOT_TIMEOUT, DIGITS, LabDriver
from tests.browser.test_collection import CollectionDriver
from tests.browser.waiting import wait_for

LESSON = "lessons/what-layers-find/"
PRIVACY = "privacy/"
# Everything that a browser may keep for an origin, by its own account.
HELD = """
async () => {
  const workers = await navigator.serviceWorker.getRegistrations();
  const files = await Array.fromAsync((await navigator.storage.getDirectory()).keys());
  return [
    ...Object.keys(localStorage).map((name) => ["localStorage", name]),
    ...Object.keys(sessionStorage).map((name) => ["sessionStorage", name]),
    ...(await caches.keys()).map((name) => ["Cache storage", name]),
    ...workers.map(({ active }) => ["Service worker", active.scriptURL.split("/").at(-1)]),
    ...(await indexedDB.databases()).map(({ name }) => ["IndexedDB", name]),
    ...files.map((name) => ["files", name]),
    ...(document.cookie ? [["cookies", document.cookie]] : []),
  ];
}
"""
USED = {
    ("localStorage", "convnets.theme"),
    ("localStorage", "convnets.progress"),
    ("localStorage", "convnets.code.*"),
    ("localStorage", "convnets.drawings"),
    ("localStorage", "convnets.weights.*"),
    ("Cache storage", "convnets-*"),
    ("Service worker", "service-worker.js"),
}
# Written when a page is left with something drawn or trained on it, where the browser tells it in time.
CARRIED = ("sessionStorage", "convnets.carried.*")


def use_everything(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    page.get_by_role("radio", name="Dark").check()
    lab = LabDriver.on(page)
    lab.load()
    lab.draw(DIGITS[1])  # is not kept
    lab.button("Step").click()
    expect(lab.part("keeping")).to_contain_text("Kept on this device", timeout=BOOT_TIMEOUT)
    question = page.locator("practice-question[data-kind=choice]").first
    question.locator("button.option").first.click()
    expect(question).to_have_attribute("data-state", re.compile("wrong|right"))
    expect(page.locator("html[data-kept]")).to_be_attached(timeout=BOOT_TIMEOUT)
    mine = CollectionDriver(page, url)
    mine.keep(1)
    expect(mine.tiles).to_have_count(1)
    cell = CodeDriver(page, page.locator("cnn-code").first)
    cell.root.scroll_into_view_if_needed()
    cell.write("print(6 * 7)")
    expect(cell.root).to_have_attribute("data-changed", "")


def rows(page: Page) -> dict[tuple[str, str], Locator]:
    listed = page.locator("cnn-storage li[data-name]").all()
    return {
        (str(one.get_attribute("data-place")), str(one.get_attribute("data-name"))): one for one in listed
    }


def held(page: Page) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = [(place, name) for place, name in page.evaluate(HELD)]
    return found


def test_the_page_tells_all_that_is_kept_and_lets_go_of_it(page: Page, url: str, tmp_path: Path) -> None:
    use_everything(page, url)
    page.goto(url)
    page.locator("footer").get_by_role("link", name="Privacy").click()
    storage = page.locator("cnn-storage")
    expect(storage).to_have_attribute("data-shown", "")
    expect(page.locator("offline-keeper button")).to_be_visible(timeout=BOOT_TIMEOUT)
    wait_for(page, lambda: page.evaluate("caches.match(location.href).then(Boolean)"))  # kept itself, too

    told, found = rows(page), held(page)
    used = set()
    for place, name in found:
        kinds = [kind for kind in told if kind[0] == place and fnmatchcase(name, kind[1])]
        assert len(kinds) == 1, (place, name)
        used.add(kinds[0])
    assert used | {CARRIED} == USED | {CARRIED}
    assert page.context.cookies() == []
    page.evaluate("dispatchEvent(new StorageEvent('storage'))")  # as when another tab keeps something
    for kind, row in told.items():
        now = row.locator("[data-part=now]")
        if kind in used:
            expect(now).not_to_have_text("Now: nothing.")
        else:
            expect(now).to_have_text("Now: nothing.")

    with page.expect_download() as download:
        storage.get_by_role("button", name="Save what is yours").click()
    download.value.save_as(tmp_path / "mine.json")
    saved: dict[str, Any] = json.loads((tmp_path / "mine.json").read_text("utf-8"))
    assert set(saved["kept"]) == {name for place, name in held(page) if place == "localStorage"}
    assert json.loads(saved["kept"]["convnets.drawings"])["drawings"][0]["label"] == 1

    delete = storage.get_by_role("button", name="Delete everything")
    delete.focus()
    page.keyboard.press("Enter")
    expect(storage.get_by_role("status")).to_contain_text("Press once more")
    storage.get_by_role("button", name="Keep it").click()
    assert set(held(page)) >= set(found)
    delete.click()
    storage.get_by_role("button", name="Delete it for good").click()
    expect(storage.get_by_role("status")).to_contain_text("Deleted.")
    expect(storage).to_be_focused()  # since the button is of no more use
    assert held(page) == []
    for row in told.values():
        expect(row.locator("[data-part=now]")).to_have_text("Now: nothing.")
