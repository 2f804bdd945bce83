"""Words that explain themselves: under a pointer, by the keyboard, under a finger, and without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, without_python

LESSON = "lessons/convolutional-networks/"


@pytest.fixture
def open_page(open_page: OpenPage) -> OpenPage:
    return without_python(open_page)


def first_term(page: Page) -> Locator:
    term = page.locator(".prose a.term").first
    term.scroll_into_view_if_needed()
    return term


def test_a_pointer_or_a_key_shows_what_a_word_means(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    term, card = first_term(page), page.locator(".term-card")
    expect(term).to_have_attribute("role", "button")
    meaning = page.locator(f"#definition-{term.get_attribute('data-term')}").text_content() or ""

    term.hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text(meaning.strip())
    card.hover()  # it can be gone to, and stays
    expect(term).to_have_attribute("aria-expanded", "true")
    page.mouse.move(2, 2)
    expect(card).to_have_count(0)

    term.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(term).to_be_focused()
    expect(card).to_be_visible()
    page.keyboard.press("Tab")
    link = card.get_by_role("link", name="In the glossary")
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(term).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_be_visible()
    box, window = card.bounding_box(), page.viewport_size
    assert box
    assert window
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= window["width"]
    page.keyboard.press("Space")
    expect(card).to_have_count(0)

    term.click()
    link.click()
    expect(page).to_have_url(f"{url}glossary/#{term_of(page.url)}")
    expect(page.locator(".glossary-entry:target")).to_be_in_viewport()


def term_of(address: str) -> str:
    return address.rsplit("#", 1)[1]


def test_a_finger_shows_what_a_word_means(phone_page: Page, url: str) -> None:
    phone_page.goto(url + LESSON)
    term, card = first_term(phone_page), phone_page.locator(".term-card")
    term.tap()
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    phone_page.locator("h1").first.dispatch_event("pointerdown")
    expect(card).to_have_count(0)
    term.tap()
    term.tap()
    expect(card).to_have_count(0)


def test_without_scripts_a_word_leads_to_the_glossary(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(url + LESSON)
    expect(page.locator(".definitions")).to_be_hidden()
    slug = first_term(page).get_attribute("data-term")
    first_term(page).click()
    expect(page).to_have_url(f"{url}glossary/#{slug}")
    expect(page.locator(f"#{slug} dd").first).to_be_visible()
