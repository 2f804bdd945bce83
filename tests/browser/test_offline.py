"""What was visited opens without a network, all of it if asked for; a new release takes over whole."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.lab_driver import BOOT_TIMEOUT, LESSON, LabDriver
from tests.browser.site_process import SiteProcess
from tests.conftest import BASE_PATH


@pytest.fixture
def server(site: Path) -> Iterator[SiteProcess]:
    server = SiteProcess(site, BASE_PATH)
    yield server
    server.stop()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def visit(context: BrowserContext, url: str) -> None:
    """Train in the lesson, and leave once it is kept."""
    lab = LabDriver(context.new_page(), url)
    lab.train_beyond(1)
    expect(lab.page.locator("html[data-kept]")).to_be_attached(timeout=BOOT_TIMEOUT)
    lab.page.close()


def stop(server: SiteProcess) -> None:
    server.stop()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(server.url, timeout=5)


def releases_kept(page: Page) -> list[str]:
    names: list[str] = page.evaluate("caches.keys()")
    return names


def test_with_the_server_stopped_a_visited_lesson_opens_and_trains(
    context: BrowserContext, server: SiteProcess
) -> None:
    visit(context, server.url)
    stop(server)
    LabDriver(context.new_page(), server.url).train_beyond(1)


def test_all_of_the_course_is_kept_when_the_reader_asks(context: BrowserContext, server: SiteProcess) -> None:
    page = context.new_page()
    page.goto(server.url)
    keeper = page.locator("offline-keeper")
    keep = keeper.get_by_role("button", name="Keep for offline")
    keep.focus()
    page.keyboard.press("Enter")
    expect(keeper.get_by_role("status")).to_contain_text("is on this device", timeout=BOOT_TIMEOUT)
    stop(server)
    page.reload()
    expect(keeper.get_by_role("button", name="Remove from this device")).to_be_visible()
    page.goto(server.url + "gallery/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    LabDriver(page, server.url).train_beyond(1)
    page.locator("offline-keeper").get_by_role("button").click()
    expect(page.locator("offline-keeper").get_by_role("status")).to_contain_text("Removed")
    assert releases_kept(page) == []


def test_a_new_release_takes_the_place_of_the_old_one_whole(
    context: BrowserContext, server: SiteProcess, site: Path
) -> None:
    visit(context, server.url)
    page = context.new_page()
    page.goto(server.url)
    (old,) = releases_kept(page)
    release(site, old.removeprefix("convnets-"), "0123456789abcdef")
    page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update())")
    # It waits until no page of the old release is open.
    page.evaluate(
        """async () => {
          const { installing, waiting } = await navigator.serviceWorker.ready;
          const worker = installing ?? waiting;
          while (worker.state !== "installed")
            await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
        }"""
    )
    assert sorted(releases_kept(page)) == sorted([old, "convnets-0123456789abcdef"])
    page.close()
    page = context.new_page()
    page.goto(server.url)
    page.evaluate(
        """async () => {
          const { active } = await navigator.serviceWorker.ready;
          while (active.state !== "activated")
            await new Promise((resolve) => active.addEventListener("statechange", resolve, { once: true }));
        }"""
    )
    assert releases_kept(page) == ["convnets-0123456789abcdef"]
    stop(server)
    lab = LabDriver(page, server.url)
    expect(page.get_by_text("A sentence of the new release.")).to_be_attached()
    lab.train_beyond(1)


def release(site: Path, old: str, new: str) -> None:
    """Change a page of the site, as a new release would."""
    changes = {
        site / "service-worker.js": (old, new),
        site / LESSON / "index.html": ("</footer>", "<p>A sentence of the new release.</p></footer>"),
    }
    for path, (before, after) in changes.items():
        text = path.read_text("utf-8")
        assert before in text
        path.unlink()  # the copy shares its content with the original
        path.write_text(text.replace(before, after), "utf-8")
        for ending in (".br", ".gz"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
