"""The widgets about structure, through their real controls: counts, shapes, fields, residual blocks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import BOOT_TIMEOUT, WidgetDriver


class TestParameters:
    def test_the_count_that_moves_is_the_dense_layers(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-parameters"), "cnn-parameters")
        widget = driver.root
        dense, convolution = (
            widget.locator(f"[data-text={name}_count]") for name in ("dense", "convolution")
        )
        expect(dense).to_have_text("150,529,000")

        widget.get_by_role("button", name="200 × 200").click()
        expect(dense).to_have_text("120,001,000", timeout=BOOT_TIMEOUT)
        expect(convolution).to_have_text("1,792")
        expect(widget.get_by_role("button", name="200 × 200")).to_have_attribute("aria-pressed", "true")

        driver.set("Neurons", "8334")
        expect(widget.locator(".parameters-verdict")).to_contain_text(
            "With 8,334 neurons that is over a billion"
        )

        squares = [widget.locator(f"[data-part={name}-area]") for name in ("dense", "convolution")]
        large, small = (float(square.get_attribute("width") or 0) for square in squares)
        assert large / max(small, 0.8) == pytest.approx(176 / 0.8)

        driver.set("Filter size", "300")
        expect(driver.error("kernel_size")).to_have_text(
            "A filter of 300 × 300 pixels does not fit into an image of 200 × 200."
        )
        expect(widget.get_by_label("Filter size")).to_have_attribute("aria-invalid", "true")
        expect(dense).to_have_text(f"{8334 * 120_001:,}")
        driver.set("Filter size", "5")
        expect(driver.error("kernel_size")).to_be_empty()
        expect(convolution).to_have_text(f"{(5 * 5 * 3 + 1) * 64:,}")

    def test_by_keyboard(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-parameters"), "cnn-parameters")
        widget = driver.root
        keyboard = driver.page.keyboard
        widget.get_by_role("button", name="Small digits").focus()
        keyboard.press("Enter")
        neuron = widget.locator("[data-text=neuron]")
        expect(neuron).to_have_text("784 weights and a bias", timeout=BOOT_TIMEOUT)
        driver.tab_to(widget.get_by_label("Both sides"))
        keyboard.press("ArrowRight")
        expect(widget.get_by_label("Height")).to_have_value("32")
        expect(driver.status).to_contain_text("Dense: 1,025,000. Convolution: 640.")


class TestShapes:
    def test_published_networks_and_the_readers_own(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-shapes"), "cnn-shapes")
        widget = driver.root
        rows = widget.locator(".shape-rows > li")
        status = driver.status
        for name, count, total in (("VGG-16", 22, "138,357,544"), ("ResNet-50", 21, "25,557,032")):
            widget.get_by_role("button", name=name).click()
            expect(status).to_contain_text(f"{total} parameters in all", timeout=BOOT_TIMEOUT)
            expect(rows).to_have_count(count)
        widget.get_by_role("button", name="8 × 8 sketches").click()
        expect(status).to_contain_text("700 parameters in all; out come 4 numbers. 85 % of them")

        widget.get_by_role("button", name="Edit layer 3, Flatten").click()
        widget.get_by_role("button", name="Remove").click()
        broken = widget.locator("[data-broken]")
        expect(broken).to_contain_text("A dense layer takes one row of numbers, but 3 × 3 × 4 come in")
        expect(broken.locator(".shape-number")).to_have_text("3")
        expect(status).to_contain_text("Layer 3 does not fit.")

        widget.get_by_role("button", name="Edit layer 2, Pooling 2 × 2").click()
        driver.part("kind").select_option("Flatten")
        widget.get_by_role("button", name="Add after layer 2").click()
        expect(status).to_contain_text("700 parameters in all")
        expect(rows.nth(2)).to_contain_text("3·3·4 = 36")

        widget.get_by_role("button", name="Edit layer 1, Convolution 3 × 3, 4 filters").click()
        kernel = widget.get_by_label("Kernel")
        kernel.fill("three")
        kernel.press("Enter")
        expect(driver.error("layers")).to_have_text(
            "Kernel must be a whole number from 1 to 64, not “three”."
        )
        expect(kernel).to_have_attribute("aria-invalid", "true")
        kernel.fill("9")
        kernel.press("Enter")
        expect(broken).to_contain_text("A kernel of 9 × 9 does not fit into what comes in: 8 × 8 pixels.")
        kernel.fill("3")
        kernel.press("Enter")
        driver.set("Padding", "same")
        expect(status).to_contain_text("1,148 parameters in all")
        expect(rows.first).to_contain_text("⌈8 / 1⌉ = 8")

        driver.set("Height", "-1")
        expect(driver.error("height")).to_contain_text("from 1 to 1024; −1 is outside")

    def test_by_keyboard(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-shapes"), "cnn-shapes")
        widget = driver.root
        keyboard = driver.page.keyboard
        widget.get_by_role("button", name="28 × 28 sketches").focus()
        keyboard.press("Space")
        status = driver.status
        driver.tab_to(widget.locator("[data-action=edit]").first)
        keyboard.press("Enter")
        expect(driver.field("Filters")).to_be_focused()
        keyboard.type("4")
        keyboard.press("Enter")
        total = 40 + (9 * 4 + 1) * 16 + 4010
        expect(status).to_contain_text(f"{total:,} parameters", timeout=BOOT_TIMEOUT)
        driver.tab_to(widget.get_by_role("button", name="Move down"))
        keyboard.press("Enter")
        names = widget.locator(".shape-rows .shape-name")
        expect(names.first).to_have_text("Pooling 2 × 2")
        expect(widget.get_by_role("button", name="Move down")).to_be_focused()
        keyboard.press("Escape")
        expect(widget.locator("[data-action=edit]").nth(1)).to_be_focused()
        expect(driver.part("editor")).to_be_hidden()


class TestReceptiveField:
    def test_formula_and_gradient(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-receptive-field"), "cnn-receptive-field")
        widget = driver.root
        rows = widget.locator(".field-rows > li")
        lit, box = widget.locator("[data-level]"), widget.locator(".field-box")
        measured = widget.locator("[data-text=measured]")
        expect(lit).to_have_count(64)
        expect(measured).to_contain_text("8 × 8 pixels, as the formula says")

        widget.get_by_role("button", name="… and a 3 × 3 after it").click()
        expect(lit).to_have_count(144, timeout=BOOT_TIMEOUT)
        expect(rows.last).to_contain_text("8 + (3 − 1)·2 = 12")
        before = float(box.get_attribute("y") or -1)
        widget.get_by_label("Row").press("ArrowRight")
        expect(box).to_have_attribute("y", f"{before + 2:g}")

        rows.nth(2).get_by_role("radio").check()
        expect(lit).to_have_count(49)
        expect(measured).to_contain_text("7 × 7")
        corner = {"x": 4, "y": 4}
        driver.part("map").click(position=corner)
        expect(widget.locator("[data-text=place]")).to_contain_text("The value in row 1, column 1")
        expect(box).to_have_attribute("x", "0")

        stride = rows.nth(3).get_by_label("Stride")
        stride.fill("0")
        stride.press("Enter")
        expect(rows.nth(3)).to_contain_text("Stride must be a whole number from 1 to 64; 0 is outside.")
        expect(stride).to_have_attribute("aria-invalid", "true")
        stride.fill("1")
        stride.press("Enter")
        expect(rows.last).to_contain_text("8 + (3 − 1)·1 = 10")

        for _ in range(3):
            rows.last.get_by_role("button").click()
        expect(widget.locator("[data-text=stack_cost]")).to_have_text("2 · 9 = 18 C²")
        expect(widget.locator("[data-text=single_cost]")).to_have_text("25 C²")
        driver.set("Channels C", "10")
        expect(widget.locator("[data-text=stack_count]")).to_have_text("1,800")

    def test_by_keyboard(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-receptive-field"), "cnn-receptive-field")
        widget = driver.root
        keyboard = driver.page.keyboard
        widget.get_by_role("button", name="Two 3 × 3").focus()
        keyboard.press("Enter")
        expect(widget.locator("[data-level]")).to_have_count(25, timeout=BOOT_TIMEOUT)
        driver.tab_to(widget.get_by_role("button", name="Add a layer"))
        keyboard.press("Enter")
        expect(widget.locator(".field-rows > li").last.locator("select")).to_be_focused()
        expect(widget.locator("[data-level]")).to_have_count(49)
        driver.tab_to(widget.get_by_label("Column"))
        keyboard.press("Home")
        expect(widget.locator(".field-box")).to_have_attribute("x", "0")
        expect(driver.status).to_contain_text("column 1 of 3 × 3: Ones sent back reach 7 × 7")


class TestResidual:
    def test_numbers_skip_and_reset(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-residual"), "cnn-residual")
        widget = driver.root
        rows = widget.locator(".residual-table tbody tr")
        expect(rows.last).to_contain_text("out₁ = max(0, 1.045) = 1.045")
        skip = widget.get_by_role("switch", name="Skip connection")
        skip.uncheck()
        expect(rows).to_have_count(5)
        expect(rows.last).to_contain_text("out₁ = max(0, 0.045) = 0.045")
        expect(rows.first).to_contain_text("∂x₁ = 0.2·0.4 + (−0.1)·0 = 0.08")
        skip.check()
        expect(rows.nth(4)).to_contain_text("s₂ = 0.015 + (−0.5) = −0.485")

        second = widget.get_by_label("x, row 2, column 1")
        second.fill("2")
        second.press("Enter")
        expect(rows.nth(4)).to_contain_text(re.compile(r"s₂ = 0\.\d+ \+ 2 = 2\.\d+"), timeout=BOOT_TIMEOUT)
        expect(rows.first).to_contain_text("The last term is ∂s")
        second.fill("two")
        second.press("Enter")
        expect(driver.error("x")).to_have_text(
            "x, row 2, column 1, must be a number from −9 to 9, not “two”."
        )
        expect(second).to_have_attribute("aria-invalid", "true")
        widget.get_by_role("button", name="Reset the numbers").click()
        expect(second).to_have_value("−0.5")
        expect(driver.error("x")).to_be_empty()
        expect(driver.part("verdict")).to_contain_text("1.06 with the skip, 0.0894 without")

    def test_by_keyboard(self, gallery: WarmPage) -> None:
        driver = WidgetDriver.on(gallery.fresh("cnn-residual"), "cnn-residual")
        widget = driver.root
        keyboard = driver.page.keyboard
        widget.get_by_label("W₁, row 1, column 1").focus()
        keyboard.type("1")
        keyboard.press("ArrowRight")
        expect(widget.get_by_label("W₁, row 1, column 2")).to_be_focused()
        expect(widget.locator("tr[data-key=z]")).to_contain_text(
            "z₁ = 1·1 + 0.1·(−0.5) = 0.95", timeout=BOOT_TIMEOUT
        )
        driver.tab_to(widget.get_by_role("switch"))
        keyboard.press("Space")
        expect(widget.locator("tr[data-key=sum]")).to_have_count(0)
        expect(driver.status).to_contain_text(re.compile(r"Without the skip: out₁ = .*; ∂x₁ = "))
