"""Nothing leaves: whatever a script in a page or a reader's code tries, another origin hears nothing."""

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.browser.code_driver import CodeDriver
from tests.browser.elsewhere import ASKING, IN_A_FORM, IN_A_PAGE, IN_PYTHON, Elsewhere
from tests.browser.faults import Faults
from tests.browser.lab_driver import LESSON
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
