"""The gallery: every widget there is, at work on one page, for everyone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from builder.building import ROOT
from builder.widgets import WIDGETS
from tests.browser.conftest import OpenPage

GALLERY = "gallery/"
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
SMALL_BY_NATURE = "digit-canvas, .lab-kernel"  # one of four in a row; what it shows is also listed


def open_all(page: Page, url: str) -> None:
    """Every widget scrolled to, since some load no sooner; what is folded away is unfolded."""
    page.goto(url + GALLERY)
    tags: list[str] = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("main *")].map(({ localName }) => localName))]
          .filter((name) => name.includes("-") && !name.includes("annotation"))"""
    )
    assert "cnn-lab" in tags
    for tag in tags:
        page.locator(tag).evaluate_all("(all) => { for (const one of all) one.scrollIntoView(); }")
        expect(page.locator(f"{tag}:not(:defined)")).to_have_count(0)
    for details in page.locator("main details").all():
        details.evaluate("(element) => { element.open = true; }")
    expect(page.locator("cnn-lab").first).to_have_attribute(
        "data-state", re.compile("ready|paused"), timeout=90_000
    )


def test_every_widget_is_there() -> None:
    text = (ROOT / "lessons/pages/gallery.md").read_text("utf-8")
    assert [name for name in WIDGETS if f":::{{{name}}}" not in text] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_page: OpenPage, url: str, theme: str) -> None:
    page = open_page(color_scheme=theme, reduced_motion="reduce")
    open_all(page, url)
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    assert [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]] == []


def wider_than_the_window(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        """() => {
          // Not innerWidth, which grows on a phone.
          const { clientWidth, scrollWidth } = document.documentElement;
          const beyond = [...document.querySelectorAll("main *")]
            .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
            .map(({ localName, className }) => `${localName}.${className}`);
          return scrollWidth <= clientWidth ? [] : ["the page", ...beyond];
        }"""
    )
    return found


@pytest.mark.parametrize("width", [1280, 768])
def test_no_sideways_scrolling(page: Page, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(url + GALLERY)
    assert wider_than_the_window(page) == []


def test_on_a_phone(phone_page: Page, url: str) -> None:
    """Nothing is wider than the window, and fingers find what they press."""
    open_all(phone_page, url)
    assert wider_than_the_window(phone_page) == []
    phone_page.set_viewport_size({"width": 320, "height": 600})
    assert wider_than_the_window(phone_page) == []
    small: list[str] = phone_page.evaluate(
        """(exempt) => [...document.querySelectorAll("main :is(button, select, input:not([type=radio]))")]
          .filter((element) => !element.closest(exempt) && element.checkVisibility())
          .filter((element) => element.getBoundingClientRect().height < 43.5)
          .map((element) => `${element.closest("[id]")?.id}: ${element.textContent.trim() || element.id}`)""",
        SMALL_BY_NATURE,
    )
    assert small == []


def test_reads_well_without_script(open_page: OpenPage, url: str) -> None:
    """Each widget says something, fits on a phone, and offers nothing that it could not do."""
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(url + GALLERY)
    assert wider_than_the_window(page) == []
    for heading in page.locator("main h2").all():
        expect(heading).to_be_visible()
    expect(page.locator("main").get_by_role("button", disabled=False)).to_have_count(0)


def test_from_the_footer_of_any_page(page: Page, url: str) -> None:
    page.goto(url + "lessons/convolutional-networks/")
    page.locator("footer").get_by_role("link", name="Gallery of widgets").click()
    expect(page).to_have_url(url + GALLERY)
    expect(page).to_have_title("Gallery of widgets · Convnets, Live")
