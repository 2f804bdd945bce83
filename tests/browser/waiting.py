"""For what no locator sees."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

SECONDS = 90


def wait_for(page: Page, holds: Callable[[], bool]) -> None:
    """Let the page live until something holds, in it or elsewhere."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        page.wait_for_timeout(50)
