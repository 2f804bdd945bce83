"""The gallery: every widget there is, at work on one page, for everyone."""

import re
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page, expect

from builder.building import ROOT
from builder.widgets import WIDGETS
from tests.browser.conftest import OpenPage

GALLERY = "gallery/"
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
CHECKS = (Path(__file__).parent / "page_checks.js").read_text("utf-8")
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


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


def test_at_work_it_is_for_everyone(open_page: OpenPage, url: str) -> None:
    """In both themes and on narrow screens, with a network in every view."""
    page = open_page(has_touch=True, reduced_motion="reduce")
    open_all(page, url)
    page.evaluate(AXE)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
        assert [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]] == [], theme
    page.evaluate(CHECKS)
    for width in (1280, 320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("pageChecks.lost()") == [], width


def test_reads_well_without_script(open_page: OpenPage, url: str) -> None:
    """Each widget says something, fits on a phone, and offers nothing that it could not do."""
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(url + GALLERY)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for heading in page.locator("main h2").all():
        expect(heading).to_be_visible()
    expect(page.locator("main").get_by_role("button", disabled=False)).to_have_count(0)


def test_from_the_footer_of_any_page(page: Page, url: str) -> None:
    page.goto(url + "lessons/convolutional-networks/")
    page.locator("footer").get_by_role("link", name="Gallery of widgets").click()
    expect(page).to_have_url(url + GALLERY)
    expect(page).to_have_title("Gallery of widgets · Convnets, Live")
