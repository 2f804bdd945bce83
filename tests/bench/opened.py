"""A browser, and the built site for it to open."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from builder.server import SiteServer
from tests.browser.engines import measured_chromium
from tests.serving import running


@contextmanager
def opened(site: Path) -> Iterator[tuple[Browser, str]]:
    """Chromium, and the site's URL; ends the program where there is no Chromium."""
    path = measured_chromium()
    with running(SiteServer(site, base_path="/course/")) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser, server.url
        browser.close()
