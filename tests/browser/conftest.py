"""The built site in a real browser, from a sub-path and under its security policy."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.engines import CHROMIUM
from tests.browser.faults import Faults, FaultyServer
from tests.browser.warm_pages import WarmPage, WarmPages
from tests.conftest import BASE_PATH
from tests.serving import running

# A machine that is shared may be slow at any moment. What comes sooner is not waited for.
expect.set_options(timeout=30_000)

SILENT_WORKER = "globalThis.Worker = class extends EventTarget { postMessage() {} terminate() {} };"


class Watch:
    """What a page must not do: complain on the console, throw, or ask another origin for anything."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._allowed: list[str] = []
        self._seen: list[str] = []

    def allow(self, pattern: str) -> None:
        """Expect complaints that this regular expression finds: a test that breaks something causes some."""
        self._allowed.append(pattern)

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.context.on("request", self._request)

    def detach(self, page: Page) -> None:
        page.remove_listener("console", self._console)
        page.remove_listener("pageerror", self._error)
        page.context.remove_listener("request", self._request)

    @property
    def complaints(self) -> list[str]:
        return [said for said in self._seen if not any(re.search(pattern, said) for pattern in self._allowed)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._seen.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _error(self, error: Error) -> None:
        self._seen.append(f"uncaught: {error}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self._origin, f"blob:{self._origin}", "data:", "blob:null")):
            self._seen.append(f"request to another place: {request.url}")


class OpenPage(Protocol):
    def __call__(self, **context: Any) -> Page:
        """A page in a fresh profile; `context` are the options of Playwright's `new_context`."""


@pytest.fixture(scope="session")
def server(dist: Path) -> Iterator[FaultyServer]:
    with running(FaultyServer(dist, BASE_PATH)) as server:
        yield server


@pytest.fixture
def site(dist: Path, tmp_path: Path) -> Path:
    """A copy of the site, that a test may change."""
    return shutil.copytree(dist, tmp_path / "site", copy_function=lambda a, b: Path(b).hardlink_to(a))


@pytest.fixture(scope="session")
def url(server: FaultyServer) -> str:
    """The home page's URL; others are relative to it: `url + "lessons/convolutional-networks/"`."""
    return server.url


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """There can be only one at a time."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    (path,) = CHROMIUM.programs_or_skip()
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def watch(url: str) -> Iterator[Watch]:
    watch = Watch(url.removesuffix(BASE_PATH))
    yield watch
    assert not watch.complaints


@pytest.fixture
def faults(server: FaultyServer) -> Iterator[Faults]:
    """Break the server's files for one test; tell `watch` what to allow."""
    server.faults.requested.clear()
    yield server.faults
    server.faults.mend()


@pytest.fixture
def open_page(chromium: Browser, watch: Watch) -> Iterator[OpenPage]:
    contexts = []

    def open_page(**context: Any) -> Page:
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **context}))
        page = contexts[-1].new_page()
        watch.attach(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def without_python(open_page: OpenPage) -> OpenPage:
    """Open pages whose worker never answers: what a test has no use for takes none of its time."""

    def open_without(**context: Any) -> Page:
        page = open_page(**context)
        page.add_init_script(SILENT_WORKER)
        return page

    return open_without


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page on a desktop screen."""
    return open_page()


@pytest.fixture(scope="module")
def warm_pages(chromium: Browser) -> Iterator[WarmPages]:
    pages = WarmPages(chromium)
    yield pages
    pages.close()


@pytest.fixture
def open_warm(
    request: pytest.FixtureRequest, warm_pages: WarmPages, watch: Watch
) -> Iterator[Callable[[str], WarmPage]]:
    opened: list[WarmPage] = []

    def open_warm(address: str) -> WarmPage:
        opened.append(warm_pages.at(address, watch, failures=request.session.testsfailed))
        return opened[-1]

    yield open_warm
    for warm in opened:
        watch.detach(warm.page)


@pytest.fixture
def gallery(open_warm: Callable[[str], WarmPage], url: str) -> WarmPage:
    """The gallery, open for all tests of a module: `gallery.fresh("cnn-pooling")`.

    For tests of what a widget does. What a page does while it starts, or keeps, wants a `page` of its own.
    """
    return open_warm(url + "gallery/")


@pytest.fixture
def lesson(open_warm: Callable[[str], WarmPage], url: str) -> WarmPage:
    """The lesson with a lab, likewise: `lesson.fresh("cnn-lab")`."""
    return open_warm(url + "lessons/convolutional-networks/")


@pytest.fixture
def dark_page(open_page: OpenPage) -> Page:
    return open_page(color_scheme="dark")


@pytest.fixture
def phone_page(open_page: OpenPage) -> Page:
    """A page on a phone: 390 pixels wide, under a finger."""
    return open_page(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=3
    )
