"""Code on a page as a reader uses it: a cell by its buttons, its editor by the keyboard."""

import re

from playwright.sync_api import Locator, Page, expect

TIMEOUT = 90_000


class CodeDriver:
    """One cell or exercise, or a lab's panel with the source of a layer."""

    def __init__(self, page: Page, root: Locator) -> None:
        self.page, self.root = page, root

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name)

    @property
    def editor(self) -> Locator:
        return self.root.get_by_role("textbox")

    @property
    def output(self) -> Locator:
        return self.root.locator(".code-output")

    @property
    def status(self) -> Locator:
        return self.root.locator(".code-status")

    @property
    def report(self) -> Locator:
        return self.root.locator(".report")

    def expect_said(self, words: str) -> None:
        expect(self.status).to_contain_text(re.compile(words), timeout=TIMEOUT)

    def write(self, text: str) -> None:
        """Put other code in the editor's place, by the keyboard."""
        if self.editor.count() == 0:
            self.button("Edit").click()
        expect(self.editor).to_be_visible(timeout=TIMEOUT)
        self.editor.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def run(self, text: str, words: str) -> None:
        """Write code, run it by the keyboard, and wait for what is said of it."""
        self.write(text)
        self.page.keyboard.press("Shift+Enter")
        self.expect_said(words)

    def replace(self, old: str, new: str) -> None:
        """Change the one place where the source has `old`."""
        source = self.source
        assert source.count(old) == 1
        self.write(source.replace(old, new))

    @property
    def source(self) -> str:
        """The whole text, also where it isn't on the screen."""
        kept: str = self.root.evaluate("(element) => element.sourceText ?? element.text")
        return kept
