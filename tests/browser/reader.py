"""A page used in any engine, by selectors and with patience."""

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from tests.browser.engine_drivers import Driver

PATIENCE = 120  # seconds, which a busy machine may take to start Python

# Complaints of the page itself; what its worker finds wrong, the lab says.
LISTEN = """() => {
  window.complaints = [];
  const note = (text) => window.complaints.push(text);
  addEventListener("error", (event) => note(`uncaught: ${event.message}`));
  addEventListener("unhandledrejection", (event) => note(`unhandled: ${event.reason}`));
  addEventListener("securitypolicyviolation", (event) => note(`refused: ${event.violatedDirective}`));
}"""
# Where an element can be pressed: its box, in the middle of the window and at rest; null as long as something
# covers it, or the code of its widget has not come. Notes where the next event of a type lands.
PLACE = """async (selector, n, type) => {
  const element = document.querySelectorAll(selector)[n];
  if (!element || element.disabled) return null;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  if (element.closest(":not(:defined), [data-starting]")) return null;
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const before = element.getBoundingClientRect();
  await frame();
  const { left, top, width, height } = element.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  if (left !== before.left || top !== before.top || !element.contains(hit)) return null;
  window.pressed = null;
  const note = ({ target }) => { window.pressed = element.contains(target); };
  document.addEventListener(type, note, { capture: true, once: true });
  return [left, top, width, height];
}"""
TEXT = """(selector, n) =>
  document.querySelectorAll(selector)[n]?.textContent.replace(/\\s+/g, " ").trim() ?? ''"""
ATTRIBUTE = "(selector, name) => document.querySelector(selector)?.getAttribute(name) ?? ''"
COUNT = "(selector) => document.querySelectorAll(selector).length"


def wait(what: str, holds: Callable[[], object]) -> None:
    """Look until something holds that no browser tells of by itself."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: it never came to hold")
        time.sleep(0.05)


class Reader:
    """Someone at one window, who sees elements by their selectors and has patience."""

    def __init__(self, driver: Driver, url: str) -> None:
        self._driver, self._url = driver, url

    def open(self, address: str) -> None:
        self._driver.goto(self._url + address)
        self._driver.evaluate(LISTEN)

    @property
    def complaints(self) -> list[str]:
        found: list[str] = self._driver.evaluate("() => window.complaints")
        return found

    def until(self, what: str, holds: Callable[[Any], object], function: str, *arguments: Any) -> Any:
        """Look until what a function gives is as it should be, and return it."""
        deadline = time.monotonic() + PATIENCE
        while not holds(seen := self._driver.evaluate(function, *arguments)):
            if time.monotonic() > deadline:
                pytest.fail(f"{what}: it is still {seen!r}")
            time.sleep(0.05)
        return seen

    def expect(self, selector: str, pattern: str, n: int = 0) -> None:
        """Wait until the text of the n-th of an element's kind has something."""
        self.until(f"the text of {selector}", re.compile(pattern).search, TEXT, selector, n)

    def expect_attribute(self, selector: str, name: str, holds: Callable[[str], object]) -> None:
        self.until(f"{name} of {selector}", holds, ATTRIBUTE, selector, name)

    def expect_count(self, selector: str, count: int) -> None:
        self.until(f"the number of {selector}", lambda seen: seen == count, COUNT, selector)

    def press(self, selector: str, n: int = 0, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """The n-th of an element's kind, at a place of its box."""
        self._stroke(selector, n, [at], "click")

    def draw(self, selector: str, *points: tuple[float, float]) -> None:
        """A stroke through places of its box."""
        self._stroke(selector, 0, points, "pointerdown")

    def enter(self, selector: str, text: str) -> None:
        """Type into a field in place of what it holds, with Enter behind it."""
        self.press(selector)
        self._driver.evaluate("() => document.activeElement.select()")
        self._driver.type(text + "\n")

    def _stroke(self, selector: str, n: int, places: Sequence[tuple[float, float]], told_by: str) -> None:
        """Once more where the page moved under the hand, for a press until the button is let go."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            left, top, width, height = self.until(
                f"a place to press {selector}", bool, PLACE, selector, n, told_by
            )
            self._driver.stroke(*((left + x * width, top + y * height) for x, y in places))
            if self._driver.evaluate("() => window.pressed"):
                return
        pytest.fail(f"{selector} is always somewhere else")
