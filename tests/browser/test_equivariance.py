"""The digit to drag about, by mouse, finger and keys."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cnn_core.explain import explain
from tests.browser.conftest import OpenPage
from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import BOOT_TIMEOUT, GALLERY, WidgetDriver

FIRST = {"top": 7, "left": 5, "digit": 7, "kernel": "vertical edges", "layers": "convolution"}


class Driver(WidgetDriver):
    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a pixel of the field is on the screen."""
        box = self.part("field").bounding_box()
        assert box is not None
        return box["x"] + (x + 0.5) * box["width"] / 20, box["y"] + (y + 0.5) * box["height"] / 20

    def expect_shown(self, **changed: Any) -> dict[str, Any]:
        """What `cnn_core` says here is what the page says."""
        expected = explain("equivariance", FIRST | changed)
        expect(self.status).to_have_text(expected["verdict"], timeout=BOOT_TIMEOUT)
        difference = expected["largest_difference"]
        expect(self.part("number")).to_have_text(f"{round(difference, 4):.10g}")
        expect(self.part("mark")).to_have_text("not exact" if difference else "exact")
        for name in ("moved_first", "difference"):
            shown = (
                self.part(name)
                .locator("canvas")
                .evaluate(
                    """(canvas) => {
                  const { width, height } = canvas;
                  const copy = new OffscreenCanvas(width, height).getContext("2d");
                  copy.drawImage(canvas, 0, 0);
                  const { data } = copy.getImageData(0, 0, width, height);
                  const colors = new Uint32Array(data.buffer);
                  return [...colors].map((color) => color !== colors[0]);
                }"""
                )
            )
            # The first pixel is empty everywhere; so faint a tint as 1 in 200 may round to nothing.
            values = expected[name].ravel()
            strong = abs(values) > expected["largest_response"] / 100
            assert len(shown) == values.size
            assert [shown[i] for i in strong.nonzero()[0]] == [True] * int(strong.sum())
            assert not any(shown[i] for i in (values == 0).nonzero()[0])
        return expected


@pytest.fixture
def widget(gallery: WarmPage) -> Driver:
    return Driver.on(gallery.fresh("cnn-equivariance"), "cnn-equivariance")


def test_dragged_by_mouse_the_map_follows_and_the_border_and_strides_are_measured(widget: Driver) -> None:
    mouse = widget.page.mouse
    assert widget.expect_shown()["largest_difference"] == 0
    mouse.move(*widget.point(8, 10))
    mouse.down()
    mouse.move(*widget.point(10, 9), steps=6)
    assert widget.expect_shown(top=6, left=7)["largest_difference"] == 0
    mouse.move(*widget.point(16, 9), steps=6)
    mouse.up()
    assert widget.expect_shown(top=6, left=13)["largest_difference"] > 0
    mouse.move(*widget.point(2, 2))
    widget.expect_shown(top=6, left=13)

    widget.field("Kernel").select_option("blur")
    widget.field("Digit").select_option("4")
    widget.field("Layers").select_option("strides")
    changed = {"kernel": "blur", "digit": 4, "layers": "strides"}
    widget.expect_shown(top=6, left=13, **changed)
    for _ in range(6):
        widget.button("Left").click()
    assert "half a pixel" in widget.expect_shown(top=6, left=7, **changed)["verdict"]
    widget.button("Left").click()
    assert widget.expect_shown(top=6, left=6, **changed)["largest_difference"] == 0


def test_dragged_by_a_finger_the_page_stays(phone_page: Page, url: str) -> None:
    widget = Driver(phone_page, url, "cnn-equivariance")
    widget.part("field").scroll_into_view_if_needed()
    before = widget.part("field").bounding_box()
    touch = phone_page.context.new_cdp_session(phone_page)

    def dispatch(type_: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent", {"type": type_, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    dispatch("touchStart", widget.point(9, 11))
    for step in range(1, 5):
        dispatch("touchMove", widget.point(9, 11 - step))
    dispatch("touchEnd")
    widget.expect_shown(top=3)
    after = widget.part("field").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 8  # the finger went 60


def test_by_keyboard_alone(widget: Driver) -> None:
    keyboard = widget.page.keyboard
    widget.root.evaluate("(root) => { root.tabIndex = -1; root.focus(); }")
    widget.tab_to(widget.part("field"))
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowUp"):
        keyboard.press(key)
    widget.expect_shown(top=6, left=7)
    keyboard.press("Home")
    expect(widget.status).to_have_text("Not moved yet.")
    widget.tab_to(widget.button("Up"))
    for _ in range(30):
        keyboard.press("Enter")
    widget.expect_shown(top=-5, left=2)
    widget.tab_to(widget.field("Layers"))
    keyboard.press("End")
    widget.expect_shown(top=-5, left=2, layers="pooling")


def test_it_reads_without_scripts(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(url + GALLERY)
    widget = page.locator("cnn-equivariance")
    expect(widget.locator("svg.cells")).to_have_count(4)
    expect(widget).to_contain_text("Largest difference 0")
