"""The map, and progress on it: kept on the device, exported, wiped; harmless where nothing can be kept."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builder.building import ROOT
from tests.browser.conftest import OpenPage, without_python

LESSON = "lessons/convolutional-networks/"
SLUG = "convolutional-networks"
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")


@pytest.fixture
def open_page(open_page: OpenPage) -> OpenPage:
    return without_python(open_page)


def test_a_goal_and_the_way_to_it(page: Page, url: str) -> None:
    """As a reader would: a lesson visited, a question answered, a goal set, and all of it forgotten."""
    page.goto(url + LESSON)
    asked = page.locator("practice-question[data-kind=number]").first
    asked.get_by_label("Your answer").fill("80")
    asked.get_by_label("Your answer").press("Enter")
    expect(page.locator("lesson-progress")).to_contain_text("1 of")
    page.get_by_role("link", name="On the map").click()
    expect(page).to_have_url(url + "map/")

    row = page.locator(f".map-list > #{SLUG}")
    expect(row.locator(".map-progress")).to_contain_text("1 of")
    drawn = page.locator(f".map-stop[data-slug={SLUG}]")
    expect(drawn).to_have_attribute("data-standing", "begun")

    row.get_by_role("button", name="Set as goal").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your goal: Convolutional networks")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("minutes")
    expect(drawn).to_have_attribute("data-goal", "")
    expect(page.locator(".map-goal li").last).to_have_text("Convolutional networks")
    page.reload()
    expect(row.get_by_role("button", name="Set as goal")).to_have_attribute("aria-pressed", "true")

    row.get_by_role("button", name="I know this").click()
    expect(page.locator(".map-goal")).to_contain_text("You are there.")
    expect(drawn.locator(".map-mark")).to_contain_text("✓ known")
    page.evaluate(AXE)
    found = page.evaluate(
        "async () => (await axe.run()).violations.map(({ id, nodes }) => [id, nodes[0].html])"
    )
    assert found == []

    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    saved = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert saved["known"] == [SLUG]
    assert saved["goal"] == SLUG
    assert len(saved["lessons"][SLUG]["right"]) == 1

    page.get_by_role("link", name="Convnets, Live").click()
    expect(page.locator(f"li[data-slug={SLUG}] .syllabus-progress")).to_have_text("✓ You know this")

    page.goto(url + "map/")
    page.get_by_role("radio", name="Dark").check()
    page.evaluate("localStorage.setItem('convnets.weights.mine', 'x')")
    page.get_by_role("button", name="Forget all of it").click()
    page.get_by_role("button", name="Keep it").click()
    expect(row.get_by_role("button", name="I know this")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Forget all of it").click()
    page.get_by_role("button", name="Forget it for good").click()
    expect(row.get_by_role("button", name="I know this")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".map-goal")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == ["convnets.theme"]


def test_where_nothing_can_be_kept_it_says_so(page: Page, url: str) -> None:
    page.add_init_script(
        """Object.defineProperty(window, "localStorage", {
          get() { throw new DOMException("closed", "SecurityError"); },
        })"""
    )
    page.goto(url + "map/")
    expect(page.locator(".map-keeping")).to_contain_text("This browser keeps nothing for this page")
    row = page.locator(f".map-list > #{SLUG}")
    row.get_by_role("button", name="Set as goal").click()
    expect(page.locator(".map-goal")).to_be_visible()
    page.goto(url + LESSON)
    expect(page.locator("lesson-progress")).to_contain_text("so that will be forgotten")


def test_the_map_without_scripts_and_on_a_phone(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(url + "map/")
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".map-drawing").get_by_role("link", name="Convolutional networks").click()
    expect(page).to_have_url(url + LESSON)
