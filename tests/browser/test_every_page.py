"""What holds for every page there is, whoever reads it: by finger or keyboard, enlarged, in both themes.

Each page is loaded once, with everything on it unfolded, and without Python: its worker never answers. What
labs and widgets look like in use, their own tests hold.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from builder.building import ROOT
from tests.browser.conftest import SILENT_WORKER, Watch
from tests.conftest import BASE_PATH

LESSONS = sorted(f"lessons/{file.stem}/" for file in (ROOT / "lessons").glob("*.md"))
OTHERS = sorted(f"{file.stem}/" for file in (ROOT / "lessons/pages").glob("*.md"))
ADDRESSES = ["", "map/", "glossary/", "no/such/page", *OTHERS, *LESSONS]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")

CHECKS = (Path(__file__).parent / "page_checks.js").read_text("utf-8")
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.fixture(scope="module", params=ADDRESSES, ids=lambda address: address.rstrip("/") or "home")
def opened(request: pytest.FixtureRequest, chromium: Browser, url: str) -> Iterator[Page]:
    """Every widget scrolled to, since some load no sooner; what is folded away is unfolded."""
    watch = Watch(url.removesuffix(BASE_PATH))
    watch.allow("status of 404")
    context = chromium.new_context(has_touch=True, reduced_motion="reduce")
    context.add_init_script(SILENT_WORKER)
    page = context.new_page()
    watch.attach(page)
    page.goto(url + request.param)
    tags: list[str] = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("body *")].map(({ localName }) => localName))]
          .filter((name) => name.includes("-") && !name.includes("annotation"))"""
    )
    for tag in tags:
        page.locator(tag).evaluate_all("(all) => { for (const one of all) one.scrollIntoView(); }")
        expect(page.locator(f"{tag}:not(:defined)")).to_have_count(0)
    page.locator("main details").evaluate_all("(all) => { for (const one of all) one.open = true; }")
    page.evaluate(CHECKS)
    yield page
    context.close()
    assert not watch.complaints


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate("async (given) => (await axe.run(given)).violations", options)
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.fixture
def page(opened: Page) -> Page:
    """As on a desk."""
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.emulate_media(color_scheme="light")
    return opened


def test_axe_finds_nothing(page: Page) -> None:
    if page.url.endswith("gallery/"):
        pytest.skip("test_gallery.py has it look at widgets at work")
    page.evaluate(AXE)
    # It takes a table's head that is a formula for empty, since it does not read MathML.
    everything = {"rules": {"empty-table-header": {"enabled": False}}}
    assert violations(page, everything) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, {"runOnly": ["color-contrast"]}) == []


def test_nothing_is_lost_on_narrow_and_wide_screens(page: Page) -> None:
    """640 pixels are what remains of 1280 at a zoom of 200 %, 320 at 400 %."""
    found = {}
    for width in (320, 360, 390, 430, 640, 768, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        if lost := page.evaluate("pageChecks.lost()"):
            found[width] = lost
    assert found == {}


def test_targets_are_large_enough_for_a_finger(page: Page) -> None:
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    found = {}
    for width in (360, 430):
        page.set_viewport_size({"width": width, "height": 800})
        if small := page.evaluate("pageChecks.small()"):
            found[width] = small
    assert found == {}


def test_focus_is_seen(page: Page) -> None:
    page.keyboard.press("Tab")  # from here on, focus is the keyboard's
    assert page.evaluate("pageChecks.unmarked()") == []


def test_nothing_moves_for_those_who_want_that(page: Page) -> None:
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert page.evaluate("pageChecks.moving()") == []
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_wider_spacing_of_text_cuts_nothing_off(page: Page) -> None:
    """WCAG 1.4.12."""
    page.evaluate(SPACING)
    found = {}
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if lost := page.evaluate("pageChecks.lost()"):
            found[width] = lost
    page.evaluate("document.adoptedStyleSheets.pop()")
    assert found == {}
