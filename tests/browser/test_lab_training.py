"""The lab's training: started, paused, stepped, begun again, gone back over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faults import Faults
from tests.browser.lab_driver import BOOT_TIMEOUT, DIGITS, TRAIN_TIMEOUT, LabDriver
from tests.browser.warm_pages import WarmPage


@pytest.fixture
def lab(lesson: WarmPage) -> LabDriver:
    return LabDriver.on(lesson.fresh("cnn-lab"))


def test_train_pressed_at_once_is_remembered_and_leads_to_over_90_percent(
    page: Page, url: str, faults: Faults
) -> None:
    faults.cause("stalled", "libraries.wasm")
    lab = LabDriver(page, url)
    lab.button("Train").click()
    expect(lab.part("status")).to_contain_text("Training starts as soon as it is ready")
    expect(lab.root.get_by_role("progressbar", name="Loading")).to_be_visible()
    faults.mend()
    lab.expect_state("training")
    expect(lab.root).to_have_attribute("data-test-accuracy", re.compile(r"^(0\.9|1)"), timeout=TRAIN_TIMEOUT)
    expect(lab.part("announcement")).to_contain_text(re.compile("Held-out accuracy passed|Training"))


def test_nothing_trains_unasked(lab: LabDriver) -> None:
    lab.load()
    lab.button("Next sketch").click()
    expect(lab.part("sample-verdict")).to_have_text(re.compile(r"\d (✓ right|✗ wrong), \S+ ?\d* %"))
    expect(lab.root).to_have_attribute("data-state", "ready")
    expect(lab.root).to_have_attribute("data-step", "0")
    assert lab.number("step").inner_text() == "0"


def test_the_layers_stand_in_the_page_that_comes(lab: LabDriver) -> None:
    """Nothing below the lab moves when Python is there."""
    lab.load()
    came = lab.page.evaluate("""window.asSent.querySelector('[data-part="layers"]').outerHTML""")
    assert lab.part("layers").evaluate("(table) => table.outerHTML") == came
    expect(lab.part("layers")).to_contain_text("conv2d6 × 6 × 440")


def test_pause_stops_and_step_takes_one_step(lab: LabDriver) -> None:
    lab.train()
    lab.pause()
    step = lab.step
    lab.settle()  # the worker has answered meanwhile
    assert lab.step == step
    lab.button("Step").click()
    expect(lab.root).to_have_attribute("data-step", str(step + 1))
    expect(lab.number("step")).to_have_text(f"{step + 1:,}")
    lab.expect_state("paused")


def test_the_same_seed_repeats_the_run_and_another_does_not(lab: LabDriver) -> None:
    lab.load()
    first = lab.losses()
    lab.button("Reset").click()
    expect(lab.number("step")).to_have_text("0")
    assert lab.losses() == first
    lab.button("New weights").click()
    expect(lab.number("step")).to_have_text("0")
    expect(lab.field("Seed")).to_have_value("2")
    assert lab.losses() != first


def test_speed_reaches_from_one_a_second_to_flat_out(lab: LabDriver) -> None:
    lab.load()
    speed = lab.field("Speed")
    expect(speed).to_have_attribute("aria-valuetext", "120 a second")
    speed.press("Home")
    expect(speed).to_have_attribute("aria-valuetext", "1 a second")
    lab.button("Train").click()
    expect(lab.root).to_have_attribute("data-step", re.compile("^[2-9]$"))
    speed.press("End")
    expect(speed).to_have_attribute("aria-valuetext", "flat out")
    # At one a second this would take minutes.
    expect(lab.root).to_have_attribute("data-step", re.compile(r"^\d{3,}$"))


def test_rewind_goes_back_over_the_training_and_train_returns_to_now(lab: LabDriver) -> None:
    lab.train_beyond(2)
    lab.draw(DIGITS[2])
    lab.expect_prediction(2)
    lab.pause()
    step = lab.step
    weights, answer = lab.root.locator("[data-weight]").first, lab.part("answer")
    expect(lab.part("rewind-text")).to_have_text(f"Now, step {step:,}")
    trained = weights.inner_text(), answer.inner_text()

    lab.field("Rewind").press("Home")
    expect(lab.part("rewind-text")).to_have_text(f"Step 0 of {step:,}")
    expect(lab.number("step")).to_have_text("0")
    expect(lab.part("legend-step")).to_have_text("step 0")
    expect(weights).not_to_have_text(trained[0])
    expect(answer).not_to_have_text(trained[1])
    assert lab.step == step

    lab.button("Back to now").click()
    expect(weights).to_have_text(trained[0])
    expect(answer).to_have_text(trained[1])

    lab.field("Rewind").press("PageDown")
    expect(lab.part("status")).to_contain_text("The network as it was at step")
    lab.button("Train").click()
    lab.expect_state("training")
    expect(lab.part("rewind-text")).to_contain_text("Now")
    expect(lab.root).not_to_have_attribute("data-step", str(step))
    lab.field("Rewind").press("Home")
    lab.expect_state("paused")


def test_a_click_on_the_curve_goes_there_and_hovering_reads_it(lab: LabDriver) -> None:
    lab.train_beyond(2)
    lab.pause()
    plot = lab.part("plot")
    plot.hover(position={"x": 120, "y": 100})
    expect(lab.part("legend-step")).not_to_have_text(f"step {lab.step:,}")
    plot.click(position={"x": 120, "y": 100})
    expect(lab.part("rewind-text")).to_have_text(re.compile(r"^Step \d+ of"))


def test_earlier_runs_stay_until_forgotten(lab: LabDriver) -> None:
    lab.train_beyond(1)
    lab.set("Learning rate", "0.05")
    expect(lab.part("notice")).to_contain_text("begins a new run")
    expect(lab.part("earlier-list")).to_have_text(
        re.compile(r"^A learning rate 0\.01: \d+\.\d % at step [\d,]+$")
    )
    lab.expect_state("training")  # as it was before
    lab.train_beyond(1)
    lab.button("New weights").click()
    expect(lab.part("earlier-list").get_by_role("listitem")).to_have_count(2)
    lab.button("Forget earlier runs").click()
    expect(lab.part("earlier")).to_be_hidden()


def test_a_run_that_diverges_says_what_to_lower(lab: LabDriver) -> None:
    lab.load()
    lab.set("Learning rate", "10")
    lab.set("Batch size", "1")
    lab.field("Speed").press("End")
    lab.button("Train").click()
    expect(lab.part("notice")).to_contain_text("learning rate", timeout=TRAIN_TIMEOUT)
    lab.expect_state("paused")


def test_exported_weights_load_back_to_the_same_predictions(lab: LabDriver) -> None:
    lab.train()
    lab.draw(DIGITS[3])
    lab.expect_prediction(3)
    lab.pause()
    answer = lab.part("answer").inner_text()
    with lab.page.expect_download() as download:
        lab.button("Save weights").click()
    assert re.fullmatch(r"cnn-step-\d+\.npz", download.value.suggested_filename)
    content = download.value.path().read_bytes()

    lab.button("Reset").click()
    expect(lab.root).to_have_attribute("data-step", "0")
    expect(lab.part("answer")).not_to_have_text(answer)
    lab.part("file").set_input_files({"name": "cut.npz", "mimeType": "", "buffer": content[:200]})
    expect(lab.part("notice")).to_have_attribute("data-problem", "")
    expect(lab.part("answer")).not_to_have_text(answer)
    lab.part("file").set_input_files({"name": "kept.npz", "mimeType": "", "buffer": content})
    expect(lab.part("notice")).to_contain_text("Weights taken from kept.npz")
    expect(lab.part("answer")).to_have_text(answer, timeout=BOOT_TIMEOUT)
