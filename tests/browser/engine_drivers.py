"""A window of any engine: the few things that Playwright, for two of them, and Selenium can both do."""

import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from playwright.sync_api import Page, Playwright
from selenium.webdriver import ActionChains, WebKitGTK, WebKitGTKOptions, WebKitGTKService
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.keys import Keys

from tests.browser.engines import CHROMIUM, FIREFOX, Engine

Point = tuple[float, float]

WIDTH, HEIGHT = 1280, 900
SCRIPT_SECONDS = 120
# Selenium hands over what a promise comes to only by a callback.
AWAIT = """
const given = [...arguments], done = given.pop();
Promise.resolve().then(() => (%s)(...given)).then(
  (value) => done([value ?? null, null]),
  (error) => done([null, String(error)]),
);
"""


class Driver(Protocol):
    """A browser with one window."""

    version: str

    def goto(self, url: str) -> None: ...

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """What a JavaScript function gives in the page, or what it promises."""

    def stroke(self, *points: Point) -> None:
        """With the mouse's button held, through points of the window, in CSS pixels; one point is a click."""

    def type(self, text: str) -> None:
        """Into what has the focus; a new line is Enter."""


class PlaywrightDriver:
    def __init__(self, page: Page) -> None:
        self._page = page
        self.version = page.context.browser.version if page.context.browser else ""

    def goto(self, url: str) -> None:
        self._page.goto(url)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        return self._page.evaluate(f"(given) => ({function})(...given)", list(arguments))

    def stroke(self, *points: Point) -> None:
        mouse = self._page.mouse
        mouse.move(*points[0])
        mouse.down()
        for point in points[1:]:
            mouse.move(*point, steps=4)
        mouse.up()

    def type(self, text: str) -> None:
        self._page.keyboard.type(text)


class SeleniumDriver:
    def __init__(self, driver: WebKitGTK) -> None:
        self._driver = driver
        self.version = str(driver.capabilities["browserVersion"])
        driver.set_script_timeout(SCRIPT_SECONDS)

    def goto(self, url: str) -> None:
        self._driver.get(url)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        value, error = self._driver.execute_async_script(AWAIT % function, *arguments)
        if error:
            raise RuntimeError(error)
        return value

    def stroke(self, *points: Point) -> None:
        actions = ActionBuilder(self._driver, duration=20)
        pointer = actions.pointer_action
        pointer.move_to_location(*map(round, points[0]))
        pointer.pointer_down()
        for point in points[1:]:
            pointer.move_to_location(*map(round, point))
        pointer.pointer_up()
        actions.perform()

    def type(self, text: str) -> None:
        ActionChains(self._driver).send_keys(text.replace("\n", Keys.ENTER)).perform()


@contextmanager
def driving(engine: Engine, programs: tuple[str, ...], playwright: Playwright) -> Iterator[Driver]:
    """A window of a new browser, with nothing kept from before."""
    if engine is CHROMIUM:
        browser = playwright.chromium.launch(executable_path=programs[0], args=["--no-sandbox"])
    elif engine is FIREFOX:
        browser = playwright.firefox.launch(channel="moz-firefox", executable_path=programs[0])
    else:
        with _webkit(*programs) as driver:
            yield SeleniumDriver(driver)
        return
    yield PlaywrightDriver(browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}))
    browser.close()


@contextmanager
def _webkit(web_driver: str, mini_browser: str, xvfb: str) -> Iterator[WebKitGTK]:
    options = WebKitGTKOptions()
    options.binary_location = mini_browser
    options.add_argument("--automation")
    with _screen(xvfb) as display:
        # Nobody's bus of accessibility is asked for: there may be none. The locale is the oddest there is:
        # see site/js/panels/language.js.
        environment = os.environ | {
            "DISPLAY": display,
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
            "LC_ALL": "C.UTF-8",
        }
        # Two lessons take 19 s instead of 38: its second compiler works longer than they last.
        environment.setdefault("JSC_useOMGJIT", "0")
        service = WebKitGTKService(web_driver, env=environment)
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # Selenium's own
            driver = WebKitGTK(options=options, service=service)
        try:
            driver.set_window_size(WIDTH, HEIGHT)
            yield driver
        finally:
            driver.quit()


@contextmanager
def _screen(xvfb: str) -> Iterator[str]:
    """A screen that nobody sees; X chooses its number."""
    reading, writing = os.pipe()
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        try:
            assert number, "Xvfb did not start"
            yield f":{number}"
        finally:
            process.terminate()
