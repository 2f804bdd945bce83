"""Nothing leaves: whatever a script in a page or a reader's code tries, another origin hears nothing."""

from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Playwright, expect
from selenium.common.exceptions import WebDriverException

from tests.browser.code_driver import CodeDriver
from tests.browser.elsewhere import ASKING, IN_A_FORM, IN_A_PAGE, IN_PYTHON, Elsewhere
from tests.browser.engine_drivers import driving
from tests.browser.engines import FIREFOX, WEBKIT, Engine
from tests.browser.faults import Faults
from tests.browser.lab_driver import LESSON
from tests.browser.reader import TEXT, Reader, wait
from tests.browser.waiting import wait_for
from tests.serving import running

AT_ONCE = {"sync", "opened", "python", "scripts", "worker", "eval", "function", "window", "document"}
# The worker by its own address, where no policy of the page binds it.
WITHOUT_ITS_SHIM = """
() => new Promise((resolve) => {
  const policy = trustedTypes.createPolicy("convnets", { createScriptURL: (url) => url });
  const { content } = document.querySelector('meta[name="convnets-worker"]');
  const url = policy.createScriptURL(new URL(content, document.baseURI).href);
  new Worker(url, { type: "module" }).onerror = ({ message }) => resolve(message);
})
"""

# As the page keeps what a reader has written: on the next visit it is there to be run.
KEEP = """
(code) => {
  const { id } = document.querySelector("cnn-code");
  localStorage.setItem(`convnets.code.${location.pathname}#${id}`, code);
}
"""

# A cell gets its buttons where it is seen.
RUNNABLE = """
() => {
  const cell = document.querySelector("cnn-code");
  cell.scrollIntoView();
  return cell.querySelector(".button") !== null;
}
"""


def test_nothing_reaches_another_origin(chromium: Browser, url: str, faults: Faults) -> None:
    """Without the policy, all of it does: the same tries are made from a page that has none."""
    context = chromium.new_context()
    with running(Elsewhere()) as elsewhere, running(Elsewhere()) as bare:
        page = context.new_page()
        page.goto(bare.url)
        ways = set(page.evaluate(IN_A_PAGE, elsewhere.url))
        wait_for(page, lambda: elsewhere.heard >= ways)
        page.evaluate(IN_A_FORM, elsewhere.url)
        wait_for(page, lambda: "form" in elsewhere.heard)

        page = context.new_page()
        page.goto(url + LESSON)
        elsewhere.heard.clear()
        cell = CodeDriver(page, page.locator("cnn-code").first)
        cell.root.scroll_into_view_if_needed()
        code = IN_PYTHON.replace("ELSEWHERE", elsewhere.url).replace("HOME", url)
        cell.run(code, "Done in")
        expect(cell.output).to_contain_text("reached")
        refused, reached = cell.output.inner_text().strip().splitlines()
        assert set(refused.split()[1:]) >= AT_ONCE
        assert reached.split() == ["reached"]
        wait_for(page, lambda: set(faults.requested) >= ASKING)

        assert "by the course's pages alone" in page.evaluate(WITHOUT_ITS_SHIM)
        for became in ("document.createElement('p').innerHTML = '<b>'", "new Worker('worker.js')"):
            with pytest.raises(Error, match=r"TrustedHTML|TrustedScriptURL"):
                page.evaluate(f"() => {{ {became} }}")
        page.evaluate(IN_A_PAGE, elsewhere.url)
        page.evaluate(IN_A_FORM, elsewhere.url)
        wait_for(page, lambda: set(page.evaluate("[...window.refused]")) >= ways | {"form"})
        assert elsewhere.heard == set()
    context.close()


@pytest.mark.parametrize("engine", [FIREFOX, WEBKIT], ids=lambda engine: engine.name)
def test_nothing_reaches_another_origin_from_other_engines(
    playwright: Playwright, engine: Engine, url: str, faults: Faults
) -> None:
    with (
        running(Elsewhere()) as elsewhere,
        running(Elsewhere()) as bare,
        driving(engine, engine.programs_or_skip(), playwright) as driver,
    ):
        reader = Reader(driver, url)

        def is_at(path: str) -> bool:
            with suppress(Error, WebDriverException):  # between two pages
                return bool(driver.evaluate("(path) => location.pathname === path", path))
            return False

        driver.goto(bare.url)
        ways = set(driver.evaluate(IN_A_PAGE, elsewhere.url))
        wait("what leaves a page without the policy", lambda: elsewhere.heard >= ways)
        driver.evaluate(IN_A_FORM, elsewhere.url)
        wait("a form that leaves", lambda: "form" in elsewhere.heard and is_at("/form"))

        reader.open(LESSON)
        elsewhere.heard.clear()
        driver.evaluate(KEEP, IN_PYTHON.replace("ELSEWHERE", elsewhere.url).replace("HOME", url))
        driver.evaluate(IN_A_PAGE, elsewhere.url)
        driver.evaluate(IN_A_FORM, elsewhere.url)
        told = ways - {"preload"} | {"form"}  # which Firefox refuses without a word
        reader.until("what is refused", lambda seen: {*seen} >= told, "() => [...window.refused]")

        reader.open(LESSON)
        reader.until("a button to run it", bool, RUNNABLE)
        reader.press("cnn-code .button")
        reader.expect("cnn-code .code-output", "reached")
        refused, reached = driver.evaluate(TEXT, "cnn-code .code-output", 0).split("reached")
        assert {*refused.split()[1:]} >= AT_ONCE
        assert reached.split() == []
        wait("what may be asked for at home", lambda: {*faults.requested} >= ASKING)
        assert elsewhere.heard == set()
