"""Weights kept on the device: what is damaged is told, and a full device is no obstacle to training."""

from playwright.sync_api import Page, expect

from tests.browser.lab_driver import LabDriver
from tests.browser.widget_driver import BOOT_TIMEOUT

DAMAGE = "localStorage.setItem('convnets.weights.ten-digits', '{\"version\": 1}')"
FULL = """() => {
  Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""


def test_damaged_weights_are_told_and_a_full_device_too(page: Page, url: str) -> None:
    page.goto(url + "glossary/")  # where no lab could find them before the page below does
    page.evaluate(DAMAGE)
    page.goto(url + "lessons/what-layers-find/")
    lab = LabDriver.on(page)
    damaged = "were damaged, and have been removed"
    expect(lab.part("notice")).to_contain_text(damaged, timeout=BOOT_TIMEOUT)
    expect(lab.part("kept")).to_be_hidden()
    page.evaluate(FULL)
    lab.button("Step").click()
    expect(lab.root).to_have_attribute("data-step", "1", timeout=BOOT_TIMEOUT)
    full = "There is no room left on this device to keep the weights."
    expect(lab.part("keeping")).to_have_text(full, timeout=BOOT_TIMEOUT)
