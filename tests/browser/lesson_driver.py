"""A lesson as a reader goes through it: questions by their words, and on to the next."""

import re

from playwright.sync_api import Locator, Page, expect


def question(page: Page, words: str) -> Locator:
    """The practice question whose prompt has these words."""
    return page.locator("practice-question").filter(has=page.locator(".question-prompt", has_text=words))


def choose(asked: Locator, wrong: str, right: str) -> None:
    """Answer with a wrong option, then with the right one; each tells why."""
    for text, said in ((wrong, "Not quite."), (right, "Right.")):
        asked.get_by_role("button", name=text).click()
        expect(asked.get_by_role("status")).to_contain_text(said)


def enter(asked: Locator, answers: dict[str, str]) -> None:
    """Type numbers, one after the other; each gets its reason."""
    for typed, said in answers.items():
        asked.get_by_label("Your answer").fill(typed)
        asked.get_by_label("Your answer").press("Enter")
        expect(asked.get_by_role("status")).to_contain_text(said)


def go_on(page: Page, slug: str) -> None:
    """To the next lesson, by the link at the end."""
    page.locator("a[rel=next]").last.click()
    expect(page).to_have_url(re.compile(rf"/lessons/{slug}/$"))
