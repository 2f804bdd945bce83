"""What a reader does before a widget's code has come is kept, and done once it has."""

from playwright.sync_api import Page, Route, expect

from tests.browser.lab_driver import LabDriver
from tests.browser.widget_driver import BOOT_TIMEOUT, GALLERY, WidgetDriver


class Held:
    """The code of an element, kept from a page until it is let go."""

    def __init__(self, page: Page, element: str) -> None:
        self._routes: list[Route] = []
        self._is_let_go = False
        page.route(f"**/assets/{element}.*.js", self._hold)

    def _hold(self, route: Route) -> None:
        if self._is_let_go:
            route.continue_()
        else:
            self._routes.append(route)

    def let_go(self) -> None:
        self._is_let_go = True
        for route in self._routes:
            route.continue_()


def test_what_is_done_before_the_lab_s_code_has_come_is_done_once_it_has(page: Page, url: str) -> None:
    held = Held(page, "cnn-lab")
    lab = LabDriver(page, url)
    lab.set("Batch size", "16")
    lab.button("Train").click()
    expect(lab.root).to_have_attribute("data-state", "idle")
    held.let_go()
    lab.expect_state("training")
    expect(lab.field("Batch size")).to_have_value("16")
    expect(lab.part("notice")).to_contain_text("begins a new run")


def test_a_view_keeps_what_is_done_before_its_lab_has_come(page: Page, url: str) -> None:
    held = Held(page, "cnn-lab")
    view = WidgetDriver(page, url, "cnn-backward")
    expect(view.root).to_have_attribute("data-starting", "")
    view.button("All the way back").click()
    held.let_go()
    expect(view.part("stage-title")).to_contain_text("9 of 9", timeout=BOOT_TIMEOUT)


def test_a_trial_asked_for_before_its_code_has_come_begins_once_it_has(page: Page, url: str) -> None:
    held = Held(page, "cnn-race")
    page.goto(url + GALLERY)
    address = page.url
    race = page.locator("cnn-race")
    race.get_by_label("Seeds").fill("1")
    race.get_by_label("Seeds").press("Enter")
    held.let_go()
    expect(race.locator('[data-error="seeds"]')).to_contain_text("1 is too small", timeout=BOOT_TIMEOUT)
    assert page.url == address, "the form was sent nowhere"
