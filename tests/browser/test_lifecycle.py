"""Tabs that are hidden, frozen, put away or thrown away, two at once, clocks that jump: training goes on."""

import json

from playwright.sync_api import Page, expect

from tests.browser.lab_driver import BOOT_TIMEOUT, DIGITS, LabDriver

DAY = 86_400_000
# As another page of the course would have written it meanwhile.
PROGRESS = {
    "version": 1,
    "lessons": {"convolutional-networks": {"right": [], "tried": [], "visited": "2026-01-01"}},
    "known": ["convolutional-networks"],
    "goal": None,
}
CARRIED = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('convnets.carried.'))"
HIDE = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}"""


def goes_on(lab: LabDriver) -> None:
    """Train further, with the worker it has."""
    step = lab.root.get_attribute("data-step") or ""
    expect(lab.root).not_to_have_attribute("data-step", step, timeout=BOOT_TIMEOUT)
    lab.expect_state("training")
    expect(lab.part("notice")).not_to_contain_text("had stopped")


def beside(lab: LabDriver, url: str) -> None:
    """Another tab trains a network of its own, and what is done there is seen here."""
    tab = lab.page.context.new_page()
    other = LabDriver(tab, url)
    other.train_beyond(1)
    goes_on(lab)
    goes_on(other)
    known = tab.get_by_role("button", name="I know this")
    here = lab.page.get_by_role("button", name="I know this")
    for pressed in ("true", "false"):
        known.click()
        expect(here).to_have_attribute("aria-pressed", pressed)
    tab.close()
    goes_on(lab)


def test_training_outlasts_whatever_becomes_of_the_tab(page: Page, url: str) -> None:
    page.clock.install()
    lab = LabDriver(page, url)
    lab.draw(DIGITS[1])
    lab.button("Train").click()
    expect(lab.root).to_have_attribute("data-state", "training", timeout=BOOT_TIMEOUT)
    goes_on(lab)

    for jump in (DAY, -2 * DAY):
        now = page.evaluate("Date.now()")
        page.clock.set_system_time((now + jump) / 1000)
        goes_on(lab)

    session = page.context.new_cdp_session(page)
    for state in ("frozen", "active"):
        session.send("Page.setWebLifecycleState", {"state": state})
    goes_on(lab)

    beside(lab, url)

    # Put away, and shown again: what another page has done meanwhile is to be seen.
    known = page.get_by_role("button", name="I know this")
    expect(known).to_have_attribute("aria-pressed", "false")
    page.evaluate("(text) => localStorage.setItem('convnets.progress', text)", json.dumps(PROGRESS))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(known).to_have_attribute("aria-pressed", "true")
    goes_on(lab)

    # Hidden, and then thrown away by the browser to save memory.
    lab.pause()
    step, said = lab.step, lab.part("answer").inner_text()
    page.evaluate(HIDE, "hidden")
    assert len(page.evaluate(CARRIED)) == 1
    page.add_init_script("Object.defineProperty(document, 'wasDiscarded', { value: true })")
    page.reload()
    expect(lab.part("notice")).to_contain_text(f"as it was at step {step:,}", timeout=BOOT_TIMEOUT)
    expect(lab.root).to_have_attribute("data-step", str(step))
    expect(lab.part("answer")).to_have_text(said)
    assert page.evaluate(CARRIED) == []
