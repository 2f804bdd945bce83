"""One visit: a page opened in a browser of its own, and how long it took to a first training step."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Page, Playwright

from builder.server import Handler, SiteServer
from tests.serving import running

Line = Literal["localhost", "10mbit"]
LINES: tuple[Line, ...] = ("localhost", "10mbit")
MEGABIT = 1_000_000 / 8  # bytes
PATIENCE = 120_000  # milliseconds
REST = 4_000  # time for the browser to keep what it compiled

# Presses Train as soon as the lab listens, and notes when a first step is done. Stock's page does so itself.
OURS = """
const observer = new MutationObserver(() => {
  const lab = document.querySelector("cnn-lab");
  if (!lab?.matches(":defined")) return;
  if (!window.pressed) {
    window.pressed = performance.now();
    lab.querySelector('[data-part="train"]').click();
  }
  if (Number(lab.dataset.step) >= 1) document.body.dataset.stepped ??= String(performance.now());
});
const attributeFilter = ["data-state", "data-step"];
observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter });
"""
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Visit:
    """What one visit took: milliseconds from navigation, layout shifts, and bytes sent, by file."""

    step: float
    paint: float
    shifts: float
    sent: dict[str, int]


class CountingServer(SiteServer):
    """Counts the bytes it sends, with their headers, by path."""

    def __init__(self, folder: Path, base_path: str) -> None:
        self.sent: Counter[str] = Counter()
        super().__init__(folder, base_path=base_path, handler=_CountingHandler)


class _CountingHandler(Handler):
    server: CountingServer

    def handle_one_request(self) -> None:
        self.path = ""
        before = self._written = 0
        super().handle_one_request()
        if self.path:
            self.server.sent[self.path.removeprefix(self._base_path)] += self._written - before

    def setup(self) -> None:
        super().setup()
        write = self.wfile.write

        def counted(data: bytes) -> int:
            self._written += len(data)
            return write(data)

        self.wfile.write = counted  # type: ignore[method-assign]


def serving(folder: Path, base_path: str = "/course/") -> AbstractContextManager[CountingServer]:
    return running(CountingServer(folder, base_path))


class Reader:
    """Someone with a browser profile of their own, new at first."""

    def __init__(self, playwright: Playwright, chromium: str, line: Line) -> None:
        self._playwright, self._chromium, self._line = playwright, chromium, line
        self._profile = tempfile.TemporaryDirectory(prefix="convnets-profile-", ignore_cleanup_errors=True)

    def close(self) -> None:
        self._profile.cleanup()

    def visit(self, server: CountingServer, page: str, script: str = "", stay: str = "body") -> Visit:
        """Open a page in a newly started browser; stay for some seconds, and until `stay` is there."""
        server.sent.clear()
        with self._browser() as context:
            tab = context.new_page()
            self._slow_down(context, tab)
            tab.add_init_script(SHIFTS + script)
            tab.goto(server.url + page, wait_until="commit")
            tab.wait_for_selector("body[data-stepped]", state="attached", timeout=PATIENCE)
            sent = dict(server.sent)
            tab.wait_for_timeout(REST)
            tab.wait_for_selector(stay, state="attached", timeout=PATIENCE)
            seen: dict[str, float] = tab.evaluate(
                """() => ({
                  step: Number(document.body.dataset.stepped),
                  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
                  shifts: window.shifts,
                })"""
            )
        return Visit(**seen, sent=sent)

    @contextmanager
    def _browser(self) -> Iterator[BrowserContext]:
        context = self._playwright.chromium.launch_persistent_context(
            self._profile.name,
            executable_path=self._chromium,
            args=["--no-sandbox"],
            viewport={"width": 1280, "height": 900},
        )
        yield context
        context.close()

    def _slow_down(self, context: BrowserContext, tab: Page) -> None:
        if self._line == "localhost":
            return
        limits: dict[str, Any] = {
            "offline": False,
            "latency": 40,
            "downloadThroughput": 10 * MEGABIT,
            "uploadThroughput": 10 * MEGABIT,
        }
        context.new_cdp_session(tab).send("Network.emulateNetworkConditions", limits)
