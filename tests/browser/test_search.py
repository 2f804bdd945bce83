"""Search as one types: by the keyboard alone, on a phone, and when what it needs does not come."""

import re

import pytest
from playwright.sync_api import Page, expect

from builder.building import ROOT
from tests.browser.conftest import OpenPage, Watch, without_python
from tests.browser.faults import Faults

LESSON = "lessons/convolutional-networks/"
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")


@pytest.fixture
def open_page(open_page: OpenPage) -> OpenPage:
    return without_python(open_page)


def test_by_the_keyboard_alone(page: Page, url: str, faults: Faults) -> None:
    page.goto(url + LESSON)
    assert not [name for name in faults.requested if name.startswith("search.")]
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_contain_text("Type a word")
    page.keyboard.type("soft")
    options = page.get_by_role("listbox", name="Results").get_by_role("option")
    expect(options.first).to_contain_text("softmax", ignore_case=True)
    expect(options.first.locator("mark").first).to_have_text("soft", ignore_case=True)
    expect(field).to_have_attribute("aria-activedescendant", "search-result-1")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run('dialog')).violations.map(({ id }) => id)")
    assert found == []

    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    target = options.first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"{re.escape(target.lstrip('./'))}$"))

    page.goto(url + LESSON)
    page.keyboard.press("/")
    field.fill("xyzzy")
    expect(status).to_contain_text("Nothing about “xyzzy”")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("practice-question input").first.focus()
    page.keyboard.press("/")  # typed, where one types
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone_and_after_a_fault(phone_page: Page, url: str, faults: Faults, watch: Watch) -> None:
    watch.allow(r"status of 404")
    faults.cause("missing", "search.*.json")
    phone_page.goto(url)
    button = phone_page.get_by_role("button", name="Search")
    button.tap()
    expect(phone_page.get_by_role("dialog")).to_contain_text("could not be loaded")
    phone_page.get_by_role("button", name="Close").tap()
    faults.mend()
    button.tap()
    phone_page.get_by_role("combobox", name="Search").fill("receptive")
    option = phone_page.get_by_role("listbox", name="Results").get_by_role("option").first
    expect(option).to_contain_text("receptive field")
    box = option.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    option.tap()
    expect(phone_page).not_to_have_url(url)
