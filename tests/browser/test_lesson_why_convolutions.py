"""Through the lesson on why convolutions: count, drag, train a little, predict, answer, and on."""

from playwright.sync_api import Page, expect

from tests.browser.lesson_driver import choose, enter, go_on, question
from tests.browser.passing import Heard
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver

EXACT = "Moved 6 down and 6 right. The map moved along, by as much, and not one of its numbers differs."


def test_as_a_reader(page: Page, url: str) -> None:
    page.goto(url + "lessons/why-convolutions/")
    counter = WidgetDriver.on(page, "cnn-parameters")
    neuron, filter_ = (counter.root.locator(f"[data-text={name}]") for name in ("neuron", "filter"))
    expect(neuron).to_have_text("784 weights and a bias")
    counter.button("200 × 200").click()
    expect(neuron).to_have_text("120,000 weights and a bias", timeout=BOOT_TIMEOUT)
    expect(filter_).to_have_text("3 · 3 · 3 = 27 weights and a bias")
    counter.field("Both sides").press("End")
    expect(neuron).to_have_text("786,432 weights and a bias")
    expect(filter_).to_have_text("3 · 3 · 3 = 27 weights and a bias")

    mover = WidgetDriver.on(page, "cnn-equivariance")
    expect(mover.status).to_have_text("Not moved yet.")
    field = mover.part("field").bounding_box()
    assert field is not None
    pixel = field["width"] / 20
    page.mouse.move(field["x"] + 7 * pixel, field["y"] + 7 * pixel)
    page.mouse.down()
    page.mouse.move(field["x"] + 13 * pixel, field["y"] + 13 * pixel, steps=6)
    page.mouse.up()
    expect(mover.status).to_have_text(EXACT)
    mover.field("Layers").select_option("strides")
    expect(mover.part("mark")).to_have_text("exact")
    mover.button("Right").click()
    expect(mover.part("mark")).to_have_text("not exact")

    few = WidgetDriver.on(page, "cnn-small-data")
    Heard(few.part("doing")).press_at("^Seed 1 of 3: ", few.part("stop"))
    few.button("Train").click()
    expect(few.status).to_contain_text("of 45 networks.", timeout=BOOT_TIMEOUT)

    predicted = question(page, "from 400 scrambled ones?")
    predicted.get_by_role("button", name="About as many as before").click()
    predicted.get_by_role("button", name="Train, and see").click()
    expect(predicted.get_by_role("status")).to_contain_text("it reads", timeout=BOOT_TIMEOUT)
    expect(predicted).to_have_attribute("data-state", "wrong")

    enter(
        question(page, "color image of 64 × 64"),
        {"4096": "A color pixel is three numbers", "12288": "Right."},
    )
    choose(question(page, "700 parameters each"), "It has fewer parameters", "It assumes that what holds")
    go_on(page, "convolution-by-hand")
