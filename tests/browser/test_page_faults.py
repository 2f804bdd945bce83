"""Files of the page itself that don't come: the page can be read, says what is missing, and what to do."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.faults import KINDS, Faults, Kind
from tests.browser.lab_driver import LESSON

GALLERY = "gallery/"
WIDGETS = ("cnn-shapes", "cnn-gap")
LASTING: tuple[Kind, ...] = ("stalled", "slow")
HALF: tuple[Kind, ...] = ("truncated", "damaged")  # half a style sheet is one, as far as it goes
NOTICE = ".trouble"
EARLY = ("early.", "start.")


def page_files(dist: Path) -> dict[str, str]:
    """The scripts and the style sheet of a lesson's head, and what its scripts begin with, by sort."""
    head = (dist / LESSON / "index.html").read_text("utf-8").split("</head>")[0]
    found = {}
    for name in re.findall(r'(?:src|href)="[./]*assets/([^"]+\.(?:js|css))"', head):
        found[name] = "style" if name.endswith(".css") else "early" if name.startswith(EARLY) else "script"
    for name in [name for name, kind in found.items() if kind == "script"]:
        code = (dist / "assets" / name).read_text("utf-8")
        for shared in re.findall(r'(?:from|import)\s*"\./([^"]+\.js)"', code):
            found.setdefault(shared, "script")
    return found


def cases(dist: Path) -> list[tuple[str, Kind]]:
    """Each file, and how it fails."""
    return [
        (name, kind)
        for name, sort in page_files(dist).items()
        for kind in KINDS
        if kind not in LASTING and not (sort == "style" and kind in HALF)
    ]


@pytest.fixture
def lesson(open_page: OpenPage, faults: Faults, watch: Watch, dist: Path) -> Page:
    """A page whose scripts start no Python, which is not what they are looked at for."""
    watch.allow(".")
    faults.cause("missing", "worker.*.js")
    return open_page(service_workers="block")


def fresh(page: Page) -> None:
    """Nothing is to be had from the browser's cache."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in LASTING])
def test_a_page_without_one_of_its_files_reads_and_says_so(
    lesson: Page, url: str, faults: Faults, dist: Path, kind: Kind
) -> None:
    fresh(lesson)
    sorts = page_files(dist)
    assert len(sorts) > 5
    for file in [file for file, how in cases(dist) if how == kind]:
        faults.cause(kind, file)
        # Only lessons have what starts Python; the home page has all else, and is quickly there.
        lesson.goto(url + (LESSON if file.startswith("start.") else ""), wait_until="domcontentloaded")
        expect(lesson.locator("h1")).to_be_visible()
        expect(lesson.locator("main")).to_contain_text("network")
        if sorts[file] == "early":
            # They come before what would tell; without them the page does all else, if a little later.
            expect(lesson.locator("theme-toggle input").first).to_be_attached()
            expect(lesson.locator("html[data-script]")).to_be_attached()
        else:
            expect(lesson.locator(NOTICE)).to_contain_text("could not be loaded", timeout=30_000)
            expect(lesson.locator(NOTICE)).to_contain_text("What you trained, drew and wrote on it is kept.")
        faults.mend()
        faults.cause("missing", "worker.*.js")
    lesson.goto(url + LESSON)
    expect(lesson.locator("theme-toggle input").first).to_be_attached()
    expect(lesson.locator(NOTICE)).to_have_count(0)


def test_widgets_whose_code_does_not_come_are_named_and_a_reload_brings_them(
    lesson: Page, url: str, faults: Faults
) -> None:
    """That whatever is imported is told of like this, tests/pages/js/coming.test.js sees."""
    for element in WIDGETS:
        faults.cause("missing", f"{element}.*.js")
    lesson.goto(url + GALLERY)
    notice = lesson.locator(NOTICE)
    for element in WIDGETS:
        lesson.locator(element).first.scroll_into_view_if_needed()
        expect(notice).to_contain_text(re.compile(rf"\(.*{element}\.\w+\.js.*\): it is missing or damaged"))
    faults.mend()
    faults.cause("missing", "worker.*.js")
    notice.get_by_role("button", name="Reload").press("Enter")
    expect(lesson.locator(NOTICE)).to_have_count(0)
    lesson.locator(WIDGETS[0]).first.scroll_into_view_if_needed()
    expect(lesson.locator(f"{WIDGETS[0]}[data-state]").first).to_be_attached()
    expect(lesson.locator(NOTICE)).to_have_count(0)


def test_a_page_that_is_slow_to_come_says_so_and_takes_it_back(lesson: Page, url: str) -> None:
    held: list[Route] = []
    lesson.route("**/assets/main.*.js", lambda route: held.append(route))
    lesson.clock.install()
    lesson.goto(url, wait_until="commit")
    expect(lesson.locator("footer")).to_be_attached()
    lesson.clock.run_for(21_000)
    expect(lesson.locator(NOTICE)).to_contain_text("slow to come")
    lesson.clock.resume()
    held[0].continue_()
    expect(lesson.locator(NOTICE)).to_have_count(0)
    expect(lesson.locator("theme-toggle input").first).to_be_attached()
