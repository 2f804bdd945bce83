"""The lab as a reader uses it: by its buttons, its fields and strokes on its surface."""

import re
from collections.abc import Iterable, Sequence

from playwright.sync_api import Locator, Page, expect

LESSON = "lessons/convolutional-networks/"
BOOT_TIMEOUT = 90_000
TRAIN_TIMEOUT = 60_000

Stroke = Sequence[tuple[float, float]]

# As people write them, in the unit square.
DIGITS: dict[int, list[Stroke]] = {
    0: [
        [
            (0.5, 0.12),
            (0.3, 0.25),
            (0.27, 0.5),
            (0.33, 0.8),
            (0.5, 0.88),
            (0.7, 0.75),
            (0.7, 0.25),
            (0.5, 0.12),
        ]
    ],
    1: [[(0.38, 0.28), (0.52, 0.12), (0.52, 0.88)]],
    2: [[(0.3, 0.3), (0.4, 0.15), (0.6, 0.15), (0.7, 0.3), (0.62, 0.5), (0.3, 0.85), (0.72, 0.85)]],
    3: [[(0.3, 0.18), (0.55, 0.12), (0.68, 0.27), (0.5, 0.47), (0.7, 0.65), (0.58, 0.86), (0.3, 0.82)]],
    7: [[(0.28, 0.15), (0.72, 0.15), (0.45, 0.88)]],
}


class LabDriver:
    """One page with a lab on it; `address` may carry a hash."""

    def __init__(self, page: Page, url: str, hash_: str = "") -> None:
        self._take(page)
        page.goto(url + LESSON + hash_)

    @classmethod
    def on(cls, page: Page) -> "LabDriver":
        """The lab on the page that is open."""
        driver = cls.__new__(cls)
        driver._take(page)
        return driver

    def _take(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("cnn-lab")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def part(self, name: str) -> Locator:
        return self.root.locator(f'[data-part="{name}"]')

    def number(self, name: str) -> Locator:
        return self.root.locator(f'[data-number="{name}"]')

    def field(self, label: str) -> Locator:
        return self.root.get_by_label(label, exact=True)

    @property
    def surface(self) -> Locator:
        return self.root.get_by_label("Draw a digit")

    @property
    def step(self) -> int:
        return int(self.root.get_attribute("data-step") or 0)

    def expect_state(self, state: str) -> None:
        expect(self.root).to_have_attribute("data-state", state, timeout=BOOT_TIMEOUT)

    def expect_prediction(self, digit: int | str | re.Pattern[str]) -> None:
        expected = digit if isinstance(digit, re.Pattern) else str(digit)
        expect(self.root).to_have_attribute("data-prediction", expected)

    def load(self) -> None:
        self.root.scroll_into_view_if_needed()
        self.expect_state("ready")

    def train(self, until: str = r"^(0\.9|1)") -> None:
        """Train until the held-out accuracy matches."""
        self.button("Train").click()
        self.expect_state("training")
        expect(self.root).to_have_attribute("data-test-accuracy", re.compile(until), timeout=TRAIN_TIMEOUT)

    def train_beyond(self, hundreds: int) -> None:
        """Train for at least so many hundreds of steps."""
        self.button("Train").click()
        beyond = re.compile(rf"^([{hundreds}-9]\d\d|\d{{4,}})$")
        expect(self.root).to_have_attribute("data-step", beyond, timeout=BOOT_TIMEOUT)

    def pause(self) -> None:
        self.button("Pause").click()
        self.expect_state("paused")
        self.settle()

    def settle(self) -> None:
        """Wait until what is shown is of now: another sketch is, and it was asked for last."""
        label = self.part("sample-label").inner_text()
        while self.part("sample-label").inner_text() == label:
            self.button("Next sketch").click()

    def set(self, label: str, value: str) -> None:
        self.field(label).fill(value)
        self.field(label).press("Enter")

    def losses(self, steps: int = 8) -> list[str]:
        """Step by step from 0, and what the loss was at each."""
        seen = []
        for step in range(1, steps + 1):
            self.button("Step").click()
            expect(self.number("step")).to_have_text(str(step))
            seen.append(self.number("loss").inner_text())
        return seen

    def draw(self, strokes: Iterable[Stroke]) -> None:
        """With the mouse."""
        self.surface.scroll_into_view_if_needed()
        box = self.surface.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        for stroke in strokes:
            points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
            mouse.move(*points[0])
            mouse.down()
            for x, y in points[1:]:
                mouse.move(x, y, steps=4)
            mouse.up()
