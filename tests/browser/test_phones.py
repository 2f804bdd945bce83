"""On a phone: narrow, under a finger, with a page four times as slow, and with little memory."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.lab_driver import BOOT_TIMEOUT, DIGITS, LabDriver, Stroke
from tests.browser.warm_pages import LITTLE_MEMORY

CHECKS = (Path(__file__).parent / "page_checks.js").read_text("utf-8")
SLOWDOWN = 4
MEBIBYTES = 350


def draw_by_finger(page: Page, lab: LabDriver, stroke: Stroke) -> None:
    lab.surface.scroll_into_view_if_needed()
    box = lab.surface.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    for i, (x, y) in enumerate(stroke):
        point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchStart" if i == 0 else "touchMove"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def memory(browser: Browser) -> float:
    """Mebibytes that the largest of the browser's renderers has for itself.

    A renderer is the process of a page: its documents, its scripts and their workers with Python's memory,
    and what was compiled. The browser itself, its graphics and what all processes share are not in it.
    """
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    own = []
    for process in processes:
        rollup = Path(f"/proc/{process['id']}/smaps_rollup")
        if process["type"] == "renderer" and rollup.exists():
            kibibytes = re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", rollup.read_text(), re.MULTILINE)
            own.append(sum(map(int, kibibytes)) / 1024)
    return max(own)


@pytest.mark.parametrize("width", [360, 430])
def test_trains_and_draws(chromium: Browser, open_page: OpenPage, url: str, width: int) -> None:
    page = open_page(
        viewport={"width": width, "height": 800}, has_touch=True, is_mobile=True, device_scale_factor=3
    )
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.add_init_script(LITTLE_MEMORY)
    lab = LabDriver(page, url)
    lab.button("Train").tap()
    expect(lab.root).to_have_attribute("data-step", re.compile(r"^([3-9]\d\d|\d{4,})$"), timeout=BOOT_TIMEOUT)

    lab.surface.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    draw_by_finger(page, lab, DIGITS[1][0])
    expect(lab.root).to_have_attribute("data-prediction", "1", timeout=BOOT_TIMEOUT)
    assert page.evaluate("scrollY") == before, "the page stays under the finger"
    lab.button("Clear").tap()
    expect(lab.root).to_have_attribute("data-prediction", "", timeout=BOOT_TIMEOUT)

    # With all shown that can be: an earlier run, a refused setting, the past.
    lab.set("Learning rate", "0.02")
    expect(lab.part("earlier")).to_be_visible(timeout=BOOT_TIMEOUT)
    expect(lab.root).to_have_attribute("data-step", re.compile(r"^\d{3,}$"), timeout=BOOT_TIMEOUT)
    lab.button("Pause").tap()
    lab.expect_state("paused")
    lab.set("Batch size", "0")
    lab.field("Rewind").press("PageDown")
    expect(lab.part("status")).to_contain_text("The network as it was", timeout=BOOT_TIMEOUT)
    page.evaluate(CHECKS)
    assert page.evaluate("pageChecks.lost()") == []
    assert page.evaluate("pageChecks.small()") == []
    assert memory(chromium) < MEBIBYTES
