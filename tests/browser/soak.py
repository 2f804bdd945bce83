"""Whether a page takes the same memory however long it trains: for `make soak` and test_soak.py."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.lab_driver import BOOT_TIMEOUT, LESSON, LabDriver
from tests.browser.warm_pages import LITTLE_MEMORY

# Runs in the page's own Python, between two slices of training; the stamp tells one answer from the next.
COUNT = """
import gc, time
gc.collect()
f"{len(gc.get_objects())} objects, {time.time_ns()}"
"""
KEEP = "([key, text]) => localStorage.setItem(key, text)"


@dataclass(frozen=True)
class Sample:
    """At a step: bytes of the page's heap and of its process, and the objects that Python knows of."""

    step: int
    page: float
    process: float
    objects: float


# By how much the last third may lie above the third before it. A page keeps 200 to 400 checkpoints.
GROWTH = {"page": 1.5e6, "process": 24e6, "objects": 500}


class Soak:
    """A page that trains flat out, looked at from time to time."""

    def __init__(self, browser: Browser, page: Page, url: str) -> None:
        self._browser, self.page = browser, page
        page.add_init_script(LITTLE_MEMORY)
        page.goto(url + LESSON)
        address = page.evaluate("location.pathname")
        page.evaluate(KEEP, [f"convnets.code.{address}#code-1", COUNT])
        page.reload()
        self.lab = LabDriver.on(page)
        self.lab.expect_state("ready")
        self._cell = page.locator("cnn-code#code-1")
        self._cell.scroll_into_view_if_needed()
        self._run = self._cell.get_by_role("button", name=re.compile("^Run"))
        expect(self._run).to_be_visible(timeout=BOOT_TIMEOUT)
        self._told = ""
        self._session = page.context.new_cdp_session(page)
        self._session.send("HeapProfiler.enable")
        speed = self.lab.root.locator('[data-part="speed"]')
        speed.press("End")
        expect(speed).to_have_attribute("aria-valuetext", "flat out")
        self.lab.button("Train").click()

    def beyond(self, step: int) -> None:
        """Wait until so many steps are taken."""
        while self.lab.step < step:
            self.page.wait_for_timeout(100)
            self.lab.expect_state("training")

    def sample(self) -> Sample:
        objects = self._objects()
        self._session.send("HeapProfiler.collectGarbage")
        usage: dict[str, Any] = self._session.send("Runtime.getHeapUsage")
        heap = usage["usedSize"] + usage.get("backingStorageSize", 0)
        return Sample(self.lab.step, heap, self._process(), objects)

    def _objects(self) -> float:
        self._run.click()
        output = self._cell.locator(".code-output")
        expect(output).to_contain_text(re.compile(r"\d+ objects, \d+"), timeout=BOOT_TIMEOUT)
        expect(output).not_to_have_text(self._told or "nothing", timeout=BOOT_TIMEOUT)
        expect(self._run).to_be_enabled(timeout=BOOT_TIMEOUT)
        self._told = output.inner_text()
        found = re.search(r"(\d+) objects", self._told)
        assert found is not None
        return float(found[1])

    def _process(self) -> float:
        """Bytes that the largest of the browser's pages holds: this one's, with its worker and Python."""
        session = self._browser.new_browser_cdp_session()
        try:
            processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
        finally:
            session.detach()
        return max(_resident(one["id"]) for one in processes if one["type"] == "renderer")


def _resident(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return 1024 * float(found[1]) if found else 0


def growth(samples: Sequence[Sample]) -> dict[str, float]:
    """By how much the median of the last third lies above that of the third before it."""
    third = len(samples) // 3
    if third == 0:
        raise ValueError("it takes at least three samples")
    before, after = samples[-2 * third : -third], samples[-third:]
    return {
        name: statistics.median(getattr(one, name) for one in after)
        - statistics.median(getattr(one, name) for one in before)
        for name in GROWTH
    }


def faults(samples: Sequence[Sample]) -> list[str]:
    """What has grown, in words."""
    return [
        f"{name} grew by {grown:,.0f}, more than {GROWTH[name]:,.0f}: "
        + ", ".join(f"{asdict(one)[name]:,.0f} at step {one.step:,}" for one in samples)
        for name, grown in growth(samples).items()
        if grown > GROWTH[name]
    ]
