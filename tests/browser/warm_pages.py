"""Pages that stay open from test to test with Python at work in them, which takes seconds to start."""

from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page

if TYPE_CHECKING:
    from tests.browser.conftest import Watch

# On a device of so little memory, no next visit is prepared: that would take time and memory meanwhile.
LITTLE_MEMORY = 'Object.defineProperty(navigator, "deviceMemory", { value: 1 });'
# What the server sent is put by before scripts bring it to life, in a document where nothing ever lives.
COPY = """
document.addEventListener("readystatechange", () => {
  const main = document.querySelector("main");
  const inert = document.implementation.createHTMLDocument("");
  if (main) window.asSent = inert.importNode(main, true);
}, { once: true });
"""
RENEW = """
async ([selector, hash]) => {
  const here = [...document.querySelectorAll(selector)];
  const there = [...window.asSent.querySelectorAll(selector)];
  if (!here.length || here.length !== there.length) throw new Error(`${selector}: not as it was sent`);
  // A lab that goes lets the worker rest.
  const end = Date.now() + 90_000;
  for (const lab of document.querySelectorAll("cnn-lab")) {
    while (["loading", "training"].includes(lab.dataset.state)) {
      if (lab.dataset.state === "training") lab.querySelector('[data-part="pause"]').click();
      if (Date.now() > end) throw new Error(`the lab is still ${lab.dataset.state}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }
  // The code of an element comes once it is near the window.
  for (const element of here) {
    element.scrollIntoView({ behavior: "instant" });
    await customElements.whenDefined(element.localName);
  }
  localStorage.clear();
  history.replaceState(null, "", location.pathname + hash);
  here.forEach((element, i) => element.replaceWith(document.importNode(there[i], true)));
  scrollTo({ top: 0, behavior: "instant" });
}
"""


class WarmPage:
    """A page at one address. Its first test finds it just opened."""

    def __init__(self, browser: Browser, address: str, watch: "Watch") -> None:
        self._context = browser.new_context(viewport={"width": 1280, "height": 900})
        self._context.add_init_script(LITTLE_MEMORY)
        self._context.add_init_script(COPY)
        self._is_new = True
        self.page = self._context.new_page()
        watch.attach(self.page)
        self.page.goto(address)

    def fresh(self, selector: str, hash_: str = "") -> Page:
        """The page with these elements as the server sent them, and nothing kept on the device.

        Args:
            selector: what the test is about; a view attached to a lab with its lab, `cnn-lab, cnn-network`.
            hash_: of the address, with its #.
        """
        if self._is_new and not hash_:
            self._is_new = False
            return self.page
        self._is_new = False
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        self.page.evaluate(RENEW, [selector, hash_])
        return self.page

    def close(self) -> None:
        self._context.close()


class WarmPages:
    """One page an address. After a test that failed, another takes its place."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[str, WarmPage] = {}
        self._failures = 0

    def at(self, address: str, watch: "Watch", failures: int) -> WarmPage:
        """Args: failures: how many tests have failed so far."""
        if failures != self._failures:
            self.close()
        self._failures = failures
        if address in self._pages:
            watch.attach(self._pages[address].page)
        else:
            self._pages[address] = WarmPage(self._browser, address, watch)
        return self._pages[address]

    def close(self) -> None:
        for page in self._pages.values():
            page.close()
        self._pages.clear()
