"""The widgets that train networks of their own: the gap, and a CNN against a perceptron."""

import re

from playwright.sync_api import Locator, expect

from builder.measured import measured
from builder.widgets.gap import learning_curve, looks
from tests.browser.passing import Heard
from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver


def percents(locator: Locator) -> list[float]:
    return [float(number) for number in re.findall(r"([\d.]+)\s%", locator.inner_text())]


def expect_said(widget: WidgetDriver, pattern: str) -> None:
    expect(widget.status).to_have_text(re.compile(pattern), timeout=BOOT_TIMEOUT)


def test_the_gap_by_keyboard(gallery: WarmPage) -> None:
    gap = WidgetDriver.on(gallery.fresh("cnn-gap"), "cnn-gap")
    keyboard = gap.page.keyboard
    rows = gap.part("rows").locator("tr")
    (built,) = learning_curve(looks(600), sketches=20, shift=0, seed=1)[-1:]
    assert percents(rows.first) == [round(100 * built.train, 1), round(100 * built.test, 1)]

    gap.field("Training sketches").focus()
    keyboard.press("ControlOrMeta+a")
    keyboard.type("7")
    keyboard.press("Enter")
    expect(gap.error("sketches")).to_have_text("A whole number from 20 to 3000; 7 is too small.")
    expect(gap.field("Training sketches")).to_have_attribute("aria-invalid", "true")
    expect(gap.field("Training sketches")).to_be_focused()

    keyboard.press("ControlOrMeta+a")
    keyboard.type("50")
    keyboard.press("Tab")
    expect(gap.button("Train")).to_be_focused()
    state = Heard(gap.root, "data-state")
    keyboard.press("Enter")
    expect_said(gap, "sketches it learned from right, and .* never seen: a gap of")
    state.expect("^training$")
    expect(gap.error("sketches")).to_be_empty()
    expect(gap.button("Train")).to_be_focused()
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("50 sketches")
    (expected,) = learning_curve([600], sketches=50, shift=0, seed=1)
    train, test = percents(rows.last)
    # The browser's kernels round otherwise, and training goes its own way from there.
    assert abs(train - 100 * expected.train) <= 2
    assert abs(test - 100 * expected.test) <= 3
    points = (gap.part("test-line").get_attribute("points") or "").split()
    assert [float(point.split(",")[0]) for point in points] == looks(600)
    assert float(points[-1].split(",")[1]) == round(100 - test, 1)


def test_a_trial_can_be_stopped(gallery: WarmPage) -> None:
    gap = WidgetDriver.on(gallery.fresh("cnn-gap"), "cnn-gap")
    Heard(gap.part("doing")).press_at("^Step [1-9]", gap.part("stop"))
    gap.set("Training sketches", "3000")
    expect_said(gap, r"^Stopped after \d+ steps\.$")
    expect(gap.part("rows").locator("tr")).to_have_count(1)
    expect(gap.root).to_have_attribute("data-state", "idle")


def test_cnn_against_perceptron(gallery: WarmPage) -> None:
    compare = WidgetDriver.on(gallery.fresh("cnn-compare"), "cnn-compare")
    keyboard = compare.page.keyboard
    rows = compare.part("rows").locator("tr")
    compare.set("Seeds", "1.5")
    expect(compare.error("seeds")).to_have_text("A whole number from 2 to 20; 1.5 isn’t whole.")
    compare.set("Seeds", "2")
    expect_said(compare, "^On centered digits and 3,000 sketches to learn from, ")
    expect(rows).to_have_count(2)
    expect(rows.first.locator(".strip-dot")).to_have_count(2)
    assert all(mean > 90 for mean in percents(rows.first) + percents(rows.last))

    compare.field("Shift").focus()
    keyboard.press("End")
    expect(compare.part("shift-text")).to_have_text("up to 2 pixels")
    keyboard.press("Tab")
    keyboard.type("200")
    keyboard.press("Enter")
    expect_said(compare, "^With digits moved by up to 2 pixels and 200 sketches .*CNN")
    expect(rows).to_have_count(4)
    (cnn, *_), (perceptron, *_) = percents(rows.nth(2)), percents(rows.nth(3))
    assert cnn > perceptron

    Heard(compare.part("doing")).press_at("^Seed 3 of 20", compare.part("stop"))
    compare.set("Seeds", "20")
    expect_said(compare, r"^Stopped after 2 of 20 seeds\. With digits moved")
    expect(rows).to_have_count(4)


def test_learning_curves_from_few_sketches(gallery: WarmPage) -> None:
    few = WidgetDriver.on(gallery.fresh("cnn-small-data"), "cnn-small-data")
    keyboard = few.page.keyboard
    rows = few.part("rows").locator("tr")
    report = measured("small_data")
    assert percents(rows.first) == [
        round(100 * report["moved"][name]["20"]["mean"], 1) for name in ("cnn", "mlp", "mlp-wide")
    ]
    line = few.root.locator('[data-network="cnn"] .small-line')
    before = line.get_attribute("points")

    few.field("Pixels").select_option("scrambled")
    doing = Heard(few.part("doing"))
    few.set("Seeds", "2")
    expect_said(few, r"^From 20 sketches, the CNN gets .* in \d+ of 10 pairs")
    doing.expect("^Seed 1 of 2: ")
    doing.expect("^Seed 2 of 2: ")
    expect(few.part("caption")).to_contain_text(
        "over 2 seeds, digits moved by up to 2 pixels, pixels scrambled"
    )
    assert line.get_attribute("points") != before
    cnn, mlp, wide = percents(rows.last)
    assert cnn < mlp < wide, "without neighbors, a filter finds nothing"

    few.field("Shift").focus()
    keyboard.press("Home")
    expect(few.part("shift-text")).to_have_text("digits centered")
    Heard(few.part("doing")).press_at("20 sketches$", few.part("stop"))
    few.button("Train").click()
    expect_said(few, r"^Stopped after \d+ of 30 networks\.$")
    expect(few.button("Train")).to_be_enabled()
