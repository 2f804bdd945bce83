"""The lab's settings: chosen, refused, and carried in a link."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.lab_driver import LabDriver
from tests.browser.warm_pages import WarmPage

HASH = "#lab=digits&learning_rate=0.02&batch_size=16&filters=6&shift=1&sketches=400&seed=42"


@pytest.mark.parametrize(
    ("label", "value", "reason"),
    [
        ("Learning rate", "fast", "“fast” isn’t one"),
        ("Learning rate", "0,1", "Write 0.1"),
        ("Batch size", "0", "A whole number from 1 to 512; 0 is too small"),
        ("Filters", "2.5", "2.5 isn’t whole"),
        ("Shift", "9", "9 is too large"),
        ("Seed", "", "A whole number from 0 to 4294967295"),
    ],
)
def test_a_bad_value_is_refused_with_its_reason(
    lesson: WarmPage, label: str, value: str, reason: str
) -> None:
    lab = LabDriver.on(lesson.fresh("cnn-lab"))
    lab.set(label, value)
    expect(lab.field(label)).to_have_attribute("aria-invalid", "true")
    expect(lab.field(label)).to_have_accessible_description(re.compile(re.escape(reason)))


def test_a_bad_value_changes_nothing_and_a_good_one_takes_the_reason_away(lesson: WarmPage) -> None:
    lab = LabDriver.on(lesson.fresh("cnn-lab"))
    lab.train_beyond(1)
    lab.pause()
    step = lab.step
    lab.set("Filters", "17")
    expect(lab.field("Filters")).to_have_attribute("aria-invalid", "true")
    assert lab.step == step
    expect(lab.part("filters").get_by_role("listitem")).to_have_count(4)
    expect(lab.part("earlier")).to_be_hidden()
    lab.set("Filters", "6")
    expect(lab.field("Filters")).not_to_have_attribute("aria-invalid", "true")
    expect(lab.root).to_have_attribute("data-step", "0")
    expect(lab.part("filters").get_by_role("listitem")).to_have_count(6)
    expect(lab.part("layers")).to_contain_text("6 × 6 × 6")


def test_a_shared_link_repeats_the_run_exactly(open_page: OpenPage, url: str) -> None:
    lab = LabDriver(open_page(permissions=["clipboard-read", "clipboard-write"]), url)
    lab.load()
    lab.set("Seed", "7")
    expect(lab.part("notice")).to_contain_text("begins a new run")
    losses = lab.losses()
    lab.button("Copy link").click()
    expect(lab.part("notice")).to_contain_text("Copied")
    link: str = lab.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(url)
    assert link == lab.page.url

    other = LabDriver(open_page(), link.partition("lessons/")[0], "#" + link.partition("#")[2])
    expect(other.field("Seed")).to_have_value("7")
    expect(other.part("notice")).to_contain_text("The settings are the link’s")
    other.load()
    assert other.losses() == losses


def test_a_link_followed_on_the_page_itself_begins_that_run(page: Page, url: str) -> None:
    lab = LabDriver(page, url, HASH)
    lab.load()
    expect(lab.field("Filters")).to_have_value("6")
    expect(lab.part("filters").get_by_role("listitem")).to_have_count(6)
    page.goto(page.url.replace("seed=42", "seed=43"))
    expect(lab.field("Seed")).to_have_value("43")


@pytest.mark.parametrize(
    ("hash_", "reason"),
    [
        (HASH + "&color=red", "it names “color”"),
        (HASH.replace("seed=42", "seed=-1"), "seed: a whole number"),
        (HASH.replace("&shift=1", ""), "shift is missing"),
        (HASH + "&seed=43", "it names seed twice"),
    ],
)
def test_a_link_with_anything_wrong_is_refused_and_the_usual_settings_hold(
    lesson: WarmPage, hash_: str, reason: str
) -> None:
    lab = LabDriver.on(lesson.fresh("cnn-lab", hash_))
    expect(lab.part("notice")).to_contain_text(reason)
    expect(lab.field("Filters")).to_have_value("4")
    expect(lab.field("Seed")).to_have_value("1")


def test_a_heading_s_hash_is_left_alone(lesson: WarmPage) -> None:
    lab = LabDriver.on(lesson.fresh("cnn-lab", "#content"))
    expect(lab.part("notice")).to_be_empty()
    expect(lab.field("Seed")).to_have_value("1")
