"""The lab for everyone: by keyboard alone, by ear, in both themes and on narrow screens."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from builder.building import ROOT
from tests.browser.conftest import OpenPage
from tests.browser.lab_driver import DIGITS, LESSON, LabDriver
from tests.browser.warm_pages import WarmPage

AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")
HOLDS_FOCUS = "(element) => element === document.activeElement"


def in_full_use(page: Page, url: str) -> LabDriver:
    """With everything shown that can be: an earlier run, a drawing, a refused setting, the past."""
    lab = LabDriver(page, url)
    lab.train_beyond(1)
    lab.set("Learning rate", "0.02")
    lab.expect_state("training")
    lab.train_beyond(1)
    lab.draw(DIGITS[3])
    lab.pause()
    lab.set("Batch size", "0")
    lab.field("Rewind").press("PageDown")
    expect(lab.part("status")).to_contain_text("The network as it was")
    return lab


def test_axe_finds_nothing_in_full_use_in_either_theme(open_page: OpenPage, url: str) -> None:
    page = open_page(color_scheme="light", reduced_motion="reduce")
    in_full_use(page, url)
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run('cnn-lab')).violations")
        assert [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]] == [], theme


def test_by_keyboard_alone(page: Page, url: str) -> None:
    lab = LabDriver(page, url)

    def tab_to(name: str) -> None:
        button, field = lab.button(name), lab.root.get_by_label(name, exact=True)
        target = button.or_(field)
        for _ in range(80):
            page.keyboard.press("Tab")
            if target.evaluate(HOLDS_FOCUS):
                return
        pytest.fail(f"Tab never came to {name}")

    tab_to("Train")
    page.keyboard.press("Enter")
    lab.expect_state("training")
    tab_to("Pause")
    expect(lab.root).to_have_attribute("data-step", re.compile(r"^[2-9]\d\d"), timeout=60_000)
    page.keyboard.press("Space")
    lab.expect_state("paused")
    expect(lab.part("announcement")).to_contain_text("Paused at step")
    tab_to("Rewind")
    page.keyboard.press("Home")
    expect(lab.part("rewind-text")).to_contain_text("Step 0 of")
    tab_to("Back to now")
    page.keyboard.press("Enter")
    expect(lab.part("rewind-text")).to_contain_text("Now")
    expect(lab.field("Rewind")).to_be_focused()  # since the button is gone
    tab_to("Draw a digit")
    page.keyboard.press("Space")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowDown")
    lab.expect_prediction(1)
    expect(lab.part("announcement")).to_contain_text("It says 1")
    tab_to("Seed")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(lab.part("notice")).to_contain_text("begins a new run")
    expect(lab.root).to_have_attribute("data-step", "0")
    lab.button("Forget earlier runs").press("Enter")
    expect(lab.part("earlier")).to_be_hidden()
    expect(lab.button("Train").or_(lab.field("Rewind")).and_(page.locator(":focus"))).to_have_count(1)


def test_values_of_a_filter_are_shown_on_focus_and_named(lesson: WarmPage) -> None:
    lab = LabDriver.on(lesson.fresh("cnn-lab"))
    lab.load()
    kernel = lab.root.get_by_role("button", name="Weights of filter 2")
    expect(kernel).to_have_accessible_name(re.compile(r"^Weights of filter 2( [+−]\d\.\d\d){9}$"))
    values = kernel.locator(".lab-weights")
    expect(values).to_have_css("opacity", "0")
    kernel.press("Enter")
    lab.button("Train").hover()
    expect(values).to_have_css("opacity", "1")


def test_without_script_it_says_what_it_would_do(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(url + LESSON)
    lab = page.locator("cnn-lab")
    note = lab.locator("noscript p")
    expect(note).to_be_visible()
    expect(note).to_contain_text("With JavaScript switched on, a network trains here")
    expect(lab.get_by_role("button")).to_have_count(0)
