"""A widget as a reader uses it: by its labels, its buttons and its keys."""

import re
from collections.abc import Sequence
from typing import Self

from playwright.sync_api import Locator, Page, expect

GALLERY = "gallery/"
BOOT_TIMEOUT = 90_000

Rows = Sequence[Sequence[float]]


class WidgetDriver:
    """The first widget of its kind on the gallery page."""

    def __init__(self, page: Page, url: str, element: str) -> None:
        page.goto(url + GALLERY)
        self._take(page, element, 0)

    @classmethod
    def on(cls, page: Page, element: str, n: int = 0) -> Self:
        """A widget on the page that is open, by its kind and its place among them."""
        driver = cls.__new__(cls)
        driver._take(page, element, n)
        return driver

    def _take(self, page: Page, element: str, n: int) -> None:
        self.page = page
        self.root = page.locator(element).nth(n)
        self.root.scroll_into_view_if_needed()
        expect(self.root).to_have_attribute("data-state", re.compile("."))  # its code has come

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.root.get_by_label(label, exact=True)

    def part(self, name: str) -> Locator:
        return self.root.locator(f'[data-part="{name}"]')

    def error(self, name: str) -> Locator:
        return self.root.locator(f'[data-error="{name}"]')

    @property
    def status(self) -> Locator:
        return self.part("status")

    def set(self, label: str, value: str) -> None:
        self.field(label).fill(value)
        self.field(label).press("Enter")

    def tab_to(self, target: Locator, limit: int = 60) -> None:
        """By the Tab key alone, from where the focus is."""
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            if target.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError(f"Tab never came to {target}")

    def cells(self, grid: str) -> list[list[str]]:
        """What a grid of numbers shows; cells of its frame, and those yet to come, as they are."""
        texts: list[list[str]] = self.part(grid).evaluate(
            """(table) => [...table.rows].map((row) =>
              [...row.cells].map((cell) => cell.firstElementChild?.value ?? cell.textContent))"""
        )
        return texts

    def expect_cells(self, grid: str, rows: Rows) -> None:
        """Wait until a grid shows these numbers, inside its frame."""
        table = self.part(grid)
        expect(table.locator("tr")).to_have_count(len(rows), timeout=BOOT_TIMEOUT)
        texts = [f"{number:.10g}".replace("-", "−") for row in rows for number in row]
        expect(table.locator("td")).to_have_text(texts, timeout=BOOT_TIMEOUT)
