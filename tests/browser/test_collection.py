"""The reader's own drawings: kept, read, taught, saved, brought back, and told of when they can't be kept."""

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, without_python
from tests.browser.lab_driver import DIGITS, Stroke
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver

KEY = "convnets.drawings"


class CollectionDriver(WidgetDriver):
    def __init__(self, page: Page, url: str) -> None:
        super().__init__(page, url, "cnn-collection")

    @property
    def tiles(self) -> Locator:
        return self.part("tiles").locator("li")

    def write(self, strokes: list[Stroke]) -> None:
        surface = self.root.get_by_label("Write a digit to keep")
        surface.scroll_into_view_if_needed()
        box = surface.bounding_box()
        assert box is not None
        for stroke in strokes:
            points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            self.page.mouse.move(*points[0])
            self.page.mouse.down()
            for x, y in points[1:]:
                self.page.mouse.move(x, y, steps=3)
            self.page.mouse.up()

    def keep(self, digit: int) -> None:
        self.write(DIGITS[digit])
        self.root.get_by_role("radio", name=str(digit)).check()
        self.button("Keep it").click()


def test_an_exam_of_ones_own(page: Page, url: str, tmp_path: Path) -> None:
    mine = CollectionDriver(page, url)
    mine.button("Keep it").click()
    expect(mine.status).to_have_text("Write a digit first.")

    # It asks for the digit there are fewest of.
    for digit in (0, 1, 2, 3):
        expect(mine.root.get_by_role("radio", name=str(digit))).to_be_checked()
        mine.keep(digit)
    expect(mine.status).to_have_text("Kept a 3, 4 in all. Now a 0?")
    for digit in (0, 1, 2, 3):
        mine.keep(digit)
    expect(mine.tiles).to_have_count(8)

    # The lab's network reads them, now and as it learns.
    summary = mine.part("summary")
    expect(summary).to_have_text(
        re.compile(r"^At step 0, the network reads \d of 8 right"), timeout=BOOT_TIMEOUT
    )
    mine.button("Let it learn").click()
    expect(mine.root).to_have_attribute("data-step", re.compile(r"^[3-9]\d\d"), timeout=BOOT_TIMEOUT)
    mine.button("Let it rest").click()
    expect(page.locator("cnn-lab").first).to_have_attribute("data-state", "paused")
    expect(summary).to_have_text(re.compile(r"reads [678] of 8 right"))
    expect(mine.part("sure")).to_have_text(re.compile(r"By 8 drawings alone, .* from \d+ to \d+ %"))
    expect(mine.tiles.locator("b")).to_have_count(8)

    # What it learns from is no exam any more.
    teach = mine.button("Learn from every second one, too")
    teach.click()
    expect(teach).to_have_attribute("aria-pressed", "true")
    mine.button("Let it learn").click()
    expect(summary).to_have_text(re.compile(r"reads \d of 4 right"))
    expect(mine.part("taught")).to_have_text(re.compile(r"^Of the 4 it has learned from, \d right\."))

    mine.button("Let it rest").click()

    # Out as a file; deleted one by one and all at once; brought back; in from the file, elsewhere.
    with page.expect_download() as download:
        mine.button("Save as a file").click()
    file = tmp_path / "mine.json"
    download.value.save_as(file)
    assert [one["label"] for one in json.loads(file.read_text("utf-8"))["drawings"]] == 2 * [0, 1, 2, 3]
    mine.tiles.first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(mine.tiles).to_have_count(7)
    expect(mine.tiles.first.get_by_role("button")).to_be_focused()
    mine.button("Delete all").click()
    expect(mine.tiles).to_have_count(0)
    assert page.evaluate("(key) => localStorage.getItem(key)", KEY) is None
    mine.button("Bring back").click()
    expect(mine.tiles).to_have_count(7)
    mine.part("file").set_input_files(file)
    expect(mine.status).to_have_text("1 drawing added from mine.json.")

    # Kept over a reload.
    page.reload()
    mine.root.scroll_into_view_if_needed()
    expect(mine.tiles).to_have_count(8)
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    mine.part("file").set_input_files(wrong)
    expect(mine.status).to_have_text(re.compile(r"^wrong\.json was not added\. It is JSON, but not a file"))
    expect(mine.tiles).to_have_count(8)


def test_where_nothing_can_be_kept(open_page: OpenPage, url: str) -> None:
    page = without_python(open_page)()
    page.add_init_script(
        """const refuse = () => { throw new DOMException("full", "QuotaExceededError"); };
        Storage.prototype.setItem = refuse;"""
    )
    mine = CollectionDriver(page, url)
    mine.keep(1)
    expect(mine.part("problem")).to_contain_text("There is no room left in this browser")
    expect(mine.tiles).to_have_count(1)


def test_what_is_damaged_is_put_aside(open_page: OpenPage, url: str) -> None:
    page = without_python(open_page)()
    page.add_init_script(f"localStorage.getItem('{KEY}') ?? localStorage.setItem('{KEY}', '{{half')")
    mine = CollectionDriver(page, url)
    expect(mine.part("problem")).to_contain_text("could not be read. It was put aside")
    expect(mine.tiles).to_have_count(0)
    mine.keep(2)
    expect(mine.part("problem")).to_be_empty()
    assert page.evaluate("(key) => localStorage.getItem(key)", f"{KEY}.damaged") == "{half"
