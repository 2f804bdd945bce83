"""From the second visit on, Python's memory is taken up from the device: sooner, with the same numbers."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.lab_driver import BOOT_TIMEOUT, LESSON
from tests.browser.test_worker import CONNECT

SETTINGS = {
    "learning_rate": 0.01,
    "batch_size": 32,
    "filters": 4,
    "shift": 0,
    "seed": 1,
    "classes": [0, 1, 2, 3],
}
DAMAGE = """
async () => {
  const cache = await caches.open("cnn-memory");
  for (const request of await cache.keys())
    if (request.url.endsWith("memory")) {
      const { headers } = await cache.match(request);
      await cache.put(request, new Response(new Uint8Array(1e6), { headers }));
    }
}
"""


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


def run(page: Page) -> Any:
    """What a new worker trains to in 20 steps, and how it got ready."""
    booted = page.evaluate(CONNECT)
    page.evaluate("(settings) => askWorker({ type: 'create', settings })", SETTINGS)
    page.evaluate("askWorker({ type: 'train', pace: null, until: 20 })")
    seen = page.evaluate("askWorker({ type: 'inspect', sample: 0, drawing: null, weights: null })")
    page.evaluate("askWorker({ type: 'export' })")  # imports what was not in use before
    return booted, seen["filters"]


def test_memory_is_kept_and_taken_up_and_done_without(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.goto(url + LESSON)
    fresh, filters = run(page)
    assert fresh["recalled"] is False
    expect(page.locator("html[data-remembered]")).to_be_attached(timeout=BOOT_TIMEOUT)
    recalled, same_filters = run(page)
    assert recalled["recalled"] is True
    assert same_filters == filters
    page.evaluate(DAMAGE)
    again, same_filters = run(page)
    assert again["recalled"] is False
    assert same_filters == filters
