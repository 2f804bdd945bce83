"""The course is updated, or the server goes away, while a page is open: readers are told and lose nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.faults import FaultyServer
from tests.browser.lab_driver import BOOT_TIMEOUT, DIGITS, LESSON, LabDriver
from tests.conftest import BASE_PATH
from tests.serving import running

TEXTS = (".html", ".js", ".css", ".webmanifest")


@pytest.fixture
def copied(site: Path) -> Iterator[FaultyServer]:
    """Serves a copy of the site."""
    with running(FaultyServer(site, BASE_PATH)) as server:
        yield server


def release(site: Path) -> None:
    """Put another release in its place: every asset has another name, and all that names one says so."""
    found = [re.fullmatch(r"(.+\.)([0-9A-Z]{8})(\.\w+)", path.name) for path in (site / "assets").iterdir()]
    renamed = {match[0]: f"{match[1]}{match[2][::-1]}{match[3]}" for match in found if match}
    assert len(renamed) > 30
    for path in [*site.rglob("*")]:
        if path.suffix in (".br", ".gz"):
            path.unlink()
        elif path.suffix in TEXTS:
            text = re.sub(
                r"[\w-]+(?:\.[\w-]+)*\.[0-9A-Z]{8}\.\w+",
                lambda m: renamed.get(m[0], m[0]),
                path.read_text("utf-8"),
            )
            path.unlink()  # the copy shares its content with the original
            path.write_text(text, "utf-8")
    for old, new in renamed.items():
        (site / "assets" / old).rename(site / "assets" / new)
    page = site / LESSON / "index.html"
    page.write_text(page.read_text("utf-8").replace("</footer>", "<p>A new sentence.</p></footer>"), "utf-8")


def test_an_update_in_mid_visit_is_told_and_nothing_is_lost_over_the_reload(
    open_page: OpenPage, copied: FaultyServer, site: Path, watch: Watch
) -> None:
    """First the server can't be reached, then it has another release."""
    watch.allow(".")
    page = open_page(service_workers="block")  # it would have what is missing here
    lab = LabDriver(page, copied.url)
    lab.train_beyond(2)
    lab.draw(DIGITS[1])
    lab.pause()
    step, accuracy = lab.step, lab.root.get_attribute("data-test-accuracy")
    said = lab.part("answer").inner_text()
    notice = page.locator(".trouble")
    assert notice.count() == 0

    page.context.set_offline(True)
    page.get_by_role("button", name="Search", exact=True).click()  # its code has not come yet
    expect(notice).to_contain_text("the server can’t be reached")
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_contain_text("the server can’t be reached")
    assert lab.step == step, "the page was not given up"
    page.context.set_offline(False)

    release(site)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(notice).to_contain_text("The course was updated while this page was open", timeout=30_000)
    expect(notice).to_have_attribute("role", "alert")
    notice.get_by_role("button", name="Reload").click()
    expect(page.get_by_text("A new sentence.")).to_be_attached(timeout=30_000)
    expect(lab.part("notice")).to_contain_text(f"as it was at step {step:,}", timeout=BOOT_TIMEOUT)
    expect(lab.root).to_have_attribute("data-step", str(step))
    # It is measured at every fifth step, and anew at the one that a run is taken up at.
    again = lab.root.get_attribute("data-test-accuracy")
    assert abs(float(again or 0) - float(accuracy or 0)) < 0.05
    expect(lab.part("answer")).to_have_text(said)
    expect(notice).to_have_count(0)
    lab.button("Train").click()
    lab.expect_state("training")
    expect(lab.root).not_to_have_attribute("data-step", str(step), timeout=BOOT_TIMEOUT)
    assert lab.step > step

    # A reload of the reader's own begins anew, as ever.
    page.reload()
    lab.expect_state("ready")
    assert lab.step == 0
