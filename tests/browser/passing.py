"""What an element says only for a moment, perhaps between two looks of a test."""

from playwright.sync_api import Locator

from tests.browser.widget_driver import BOOT_TIMEOUT

LISTEN = """
(element, attribute) => {
  const heard = { texts: [], waiting: [] };
  const look = () => {
    const text = attribute ? (element.getAttribute(attribute) ?? "") : element.textContent;
    heard.texts.push(text.replace(/\\s+/g, " ").trim());
    for (const check of heard.waiting) check();
  };
  const texts = { subtree: true, childList: true, characterData: true };
  new MutationObserver(look).observe(element, attribute ? { attributeFilter: [attribute] } : texts);
  look();
  heard.until = (pattern) => new Promise((resolve) => {
    const words = new RegExp(pattern);
    const check = () => heard.texts.some((text) => words.test(text)) && resolve();
    heard.waiting.push(check);
    check();
  });
  element.heard = heard;
}
"""
HEARD = """
(element, [pattern, patience]) => Promise.race([
  element.heard.until(pattern),
  new Promise((_, reject) => setTimeout(() => {
    reject(new Error(`nothing like ${pattern} in: ${element.heard.texts.join(" | ")}`));
  }, patience)),
])
"""
PRESS = "(element, [pattern, button]) => { element.heard.until(pattern).then(() => button.click()); }"


class Heard:
    """All that an element, or an attribute of it, says from now on."""

    def __init__(self, element: Locator, attribute: str | None = None) -> None:
        self._element = element
        element.evaluate(LISTEN, attribute)

    def expect(self, pattern: str) -> None:
        """Wait until it has said something that this regular expression finds."""
        self._element.evaluate(HEARD, [pattern, BOOT_TIMEOUT])

    def press_at(self, pattern: str, button: Locator) -> None:
        """Have a button pressed as soon as it says that: a test's own press may come too late."""
        self._element.evaluate(PRESS, [pattern, button.element_handle()])
