"""The story: by scrolling and by buttons, without motion, without scripts, on a phone, and trained here."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, without_python
from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import BOOT_TIMEOUT, GALLERY

STAGES = 7


@pytest.fixture
def open_page(open_page: OpenPage) -> OpenPage:
    return without_python(open_page)


def shown(story: Locator) -> Locator:
    return story.locator(".story-figure[data-shown]")


def windows(story: Locator) -> list[str]:
    """Where the window of the stage shown stands."""
    found: list[str] = (
        shown(story)
        .locator(".story-window")
        .evaluate_all(
            "(all) => [...new Set(all.map((one) => `${one.getAttribute('x')} ${one.getAttribute('y')}`))]"
        )
    )
    return found


def test_scrolling_drives_the_picture(gallery: WarmPage) -> None:
    page = gallery.fresh("cnn-story")
    story = page.locator("cnn-story")
    story.evaluate("(element) => element.scrollIntoView({ behavior: 'instant' })")
    expect(story).to_have_attribute("data-stage", "0")
    seen, places = [], set()
    for _ in range(240):
        page.mouse.wheel(0, 40)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        stage = story.get_attribute("data-stage")
        if stage is not None and (not seen or seen[-1] != stage):
            seen.append(stage)
        if stage == "1":
            places.update(windows(story))
            box = shown(story).bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 300, "the picture stays"
        if stage == str(STAGES - 1):
            break
    assert seen == [str(stage) for stage in range(STAGES)]
    assert len(places) > 3, "the window went over the sketch"


def test_by_buttons_and_without_motion(open_page: OpenPage, url: str) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(url + GALLERY)
    story = page.locator("cnn-story")
    story.scroll_into_view_if_needed()
    back, next_ = (story.get_by_role("button", name=name, exact=True) for name in ("Back", "Next"))
    story.get_by_role("link", name="Sketch").click()
    expect(story).to_have_attribute("data-stage", "0")
    expect(back).to_be_disabled()
    next_.focus()
    for stage in range(1, STAGES):
        page.keyboard.press("Enter")
        expect(story).to_have_attribute("data-stage", str(stage))
        expect(story.locator('[data-part="status"]')).to_contain_text(f"Stage {stage + 1} of {STAGES}: ")
        expect(story.locator('[aria-current="step"]')).to_have_attribute("data-go", str(stage))
        expect(shown(story)).to_have_attribute("data-stage", str(stage))
        expect(story.locator(".story-text").nth(stage).get_by_role("heading")).to_be_in_viewport()
        for veil in shown(story).locator(".story-veil").all()[:1]:
            expect(veil).to_have_attribute("height", "0")
    expect(back).to_be_focused()
    expect(next_).to_be_disabled()
    page.keyboard.press("Enter")
    expect(story).to_have_attribute("data-stage", str(STAGES - 2))


def test_on_a_phone_text_and_picture_are_both_to_be_seen(phone_page: Page, url: str) -> None:
    phone_page.goto(url + GALLERY)
    story = phone_page.locator("cnn-story")
    story.evaluate("(element) => element.scrollIntoView()")
    story.get_by_role("link", name=re.compile("Pooling")).first.click()
    expect(story).to_have_attribute("data-stage", "2")
    expect(shown(story).locator(".story-pictures")).to_be_in_viewport(ratio=1)
    heading = story.locator(".story-text").nth(2).get_by_role("heading")
    expect(heading).to_be_in_viewport(ratio=1)
    covered = heading.evaluate(
        """(heading) => {
          const { left, top, height } = heading.getBoundingClientRect();
          return document.elementFromPoint(left + 5, top + height / 2) !== heading;
        }"""
    )
    assert not covered


def test_without_script_each_stage_has_its_picture(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(url + GALLERY)
    story = page.locator("cnn-story")
    expect(story.locator(".story-figure")).to_have_count(STAGES)
    for figure in story.locator(".story-figure").all():
        expect(figure.locator(".story-pictures")).to_be_visible()
    expect(story.get_by_text("26 × 26 × 8 = 5,408 numbers, from 80 parameters")).to_be_visible()
    expect(story.get_by_role("button")).to_have_count(0)


def test_trained_here(gallery: WarmPage) -> None:
    page = gallery.fresh("cnn-story")
    story = page.locator("cnn-story")
    story.evaluate("(element) => element.scrollIntoView()")
    map_ = story.locator('[data-map="maps"]').first
    built = map_.inner_html()
    status = story.locator('[data-part="status"]')
    story.get_by_role("button", name="Train it here").click()
    expect(story).to_have_attribute("data-step", re.compile(r"^\d+$"), timeout=BOOT_TIMEOUT)
    assert map_.inner_html() != built, "random weights see something else"
    expect(status).to_have_text(
        re.compile(r"^400 of 400 steps: 9\d\.\d % of the held-out sketches right\.$"), timeout=BOOT_TIMEOUT
    )
    expect(story).to_have_attribute("data-state", "ready")
    sketch = story.locator('[data-map="sketch"]').inner_html()
    story.get_by_role("button", name="Another sketch").click()
    expect(status).to_have_text(re.compile(r"^A \d\. The network says \d, .*: [✓✗] (right|wrong)\.$"))
    assert story.locator('[data-map="sketch"]').inner_html() != sketch
    drawn = story.locator('[data-part="label"]').inner_text()
    expect(story.locator(".story-bars [data-drawn] b")).to_have_text(drawn)
