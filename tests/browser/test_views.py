"""The views attached to a lab: what they show is the lab's, and every number adds up."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPage
from tests.browser.lab_driver import BOOT_TIMEOUT, DIGITS, LabDriver
from tests.browser.warm_pages import WarmPage
from tests.browser.widget_driver import GALLERY, WidgetDriver

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def number(text: str) -> float:
    """What a reader reads: "−6.8·10⁻⁴" is −0.00068."""
    plain = text.replace("−", "-").replace("⁻", "-")
    for digit, raised in enumerate(RAISED):
        plain = plain.replace(raised, str(digit))
    return float(re.sub(r"·10(?=-)", "e", re.sub(r"^10(?=-)", "1e", plain)))


def rounding(text: str) -> float:
    """By how much a shown number may be off: half of its last place, 0.00005 for "0.0026" and "−1.5·10⁻³"."""
    digits, _, power = text.partition("·")
    places = len(digits.partition(".")[2])
    if not places:  # 0, or a power of ten
        return 0.05 * abs(number(text))
    return 0.5 * 10**-places * (number(power) if power else 1)


class ViewDriver(WidgetDriver):
    """A view on the gallery page, with the lab it is attached to trained for a while."""

    def __init__(self, gallery: WarmPage, element: str) -> None:
        page = gallery.fresh(f"cnn-lab, {element}")
        self._take(page, element, 0)
        self.lab = LabDriver.on(page)
        self.lab.train_beyond(1)
        self.lab.pause()
        self.root.scroll_into_view_if_needed()
        expect(self.root).to_have_attribute("data-state", "ready", timeout=BOOT_TIMEOUT)
        expect(self.root).to_have_attribute("data-step", str(self.lab.step))

    @property
    def title(self) -> Locator:
        return self.part("title")

    @property
    def result(self) -> Locator:
        return self.part("result")

    def layer(self, name: str) -> Locator:
        """By its label, which says the size too."""
        return self.root.get_by_role("application", name=name, exact=True)

    def terms(self) -> list[float]:
        return [number(text) for text in self.root.locator(".term b").all_inner_texts()]

    def factors(self) -> list[tuple[float, float]]:
        texts = [text.split(" × ") for text in self.root.locator(".term span").all_inner_texts()]
        return [(number(one), number(other)) for one, other in texts]

    def last_number(self) -> float:
        return number(self.result.inner_text().split(" ")[-1])


@pytest.fixture
def network(gallery: WarmPage) -> ViewDriver:
    return ViewDriver(gallery, "cnn-network")


@pytest.fixture
def backward(gallery: WarmPage) -> ViewDriver:
    return ViewDriver(gallery, "cnn-backward")


def test_a_number_is_the_sum_of_its_terms_and_the_view_follows_the_lab(network: ViewDriver) -> None:
    lab = network.lab
    expect(network.title).to_contain_text("Convolution, map")
    terms, factors = network.terms(), network.factors()
    assert len(terms) == 9
    for (pixel, weight), term in zip(factors, terms, strict=True):
        assert term == pytest.approx(pixel * weight, abs=2e-3)
    said = re.fullmatch(r"(\S+) \+ bias (\S+) = (\S+)", network.result.inner_text())
    assert said
    total, bias, value = map(number, said.groups())
    assert sum(terms) == pytest.approx(total, abs=5e-3)
    assert total + bias == pytest.approx(value, abs=2e-3)

    # By pointer: the first pixel; then a unit, which sees everything.
    network.layer("Input, 8 by 8 by 1").hover(position={"x": 4, "y": 4})
    expect(network.title).to_have_text("Input, row 1, column 1")
    network.layer("Dense, 16").click(position={"x": 8, "y": 4})
    expect(network.title).to_have_text("Dense, unit 1")
    expect(network.root.locator(".term")).to_have_count(36)
    network.page.mouse.move(0, 0)
    expect(network.title).to_have_text("Dense, unit 1")

    # Back in time, from here: the lab goes along, and the other way round.
    then = network.result.inner_text()
    network.field("Timeline").press("Home")
    expect(network.root).to_have_attribute("data-step", "0")
    expect(network.result).not_to_have_text(then)
    expect(lab.part("rewind-text")).to_contain_text("Step 0 of")
    lab.button("Back to now").click()
    network.root.scroll_into_view_if_needed()
    expect(network.root).to_have_attribute("data-step", str(lab.step))
    expect(network.result).to_have_text(then)

    # The reader's drawing.
    lab.draw(DIGITS[2])
    lab.expect_prediction(re.compile(r"^\d$"))
    said_of_it = lab.root.get_attribute("data-prediction")
    network.root.get_by_label("Your drawing").check()
    expect(network.part("verdict")).to_contain_text(f"Your drawing. The network says {said_of_it},")
    network.root.get_by_label("A sketch").check()
    expect(network.part("verdict")).to_contain_text("A sketch of a")
    expect(network.result).to_have_text(then)
    network.button("Another sketch").click()
    expect(network.result).not_to_have_text(then)


def test_live_while_it_trains_and_started_from_the_view(network: ViewDriver) -> None:
    step, result = network.lab.step, network.result.inner_text()
    network.button("Let it learn").click()
    network.lab.expect_state("training")
    expect(network.root).not_to_have_attribute("data-step", str(step))
    expect(network.result).not_to_have_text(result)
    network.button("Let it rest").click()
    network.lab.expect_state("paused")


def test_all_numbers_by_keyboard(network: ViewDriver) -> None:
    page = network.page
    network.root.get_by_label("A sketch").focus()
    network.tab_to(network.layer("Convolution, 6 by 6 by 4"))
    page.keyboard.press("ArrowLeft")
    network.tab_to(network.layer("Max pooling, 3 by 3 by 4"))
    expect(network.title).to_have_text("Max pooling, map 1, row 1, column 1")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(network.title).to_have_text("Max pooling, map 2, row 1, column 2")
    expect(network.status).to_have_text(re.compile(r"^map 2, row 1, column 2: \S+$"))
    chosen = network.root.locator(".term[data-chosen] b")
    assert number(chosen.inner_text()) == max(network.terms()) == network.last_number()
    network.tab_to(network.layer("Softmax, 4"))
    expect(network.title).to_have_text("Softmax, digit 0")
    page.keyboard.press("Shift+Tab")
    expect(network.layer("Scores, 4")).to_be_focused()


def test_the_way_back_layer_by_layer(backward: ViewDriver) -> None:
    back = backward.button("One layer back")
    titles = []
    for _ in range(8):
        titles.append(backward.part("stage-title").inner_text())
        back.click()
        expect(backward.part("stage-title")).not_to_have_text(titles[-1])
    assert titles[0] == "1 of 9: The loss"
    assert titles[7] == "8 of 9: Back through convolution"
    expect(back).to_be_disabled()
    expect(backward.status).to_contain_text("Every weight moves a little against its gradient")

    # A filter's weight: 36 terms, their sum, and the finite difference beside it.
    expect(backward.title).to_contain_text("Gradient of filter")
    terms = backward.terms()
    assert len(terms) == 36
    for (pixel, signal), term in zip(backward.factors(), terms, strict=True):
        assert term == pytest.approx(pixel * signal, rel=0.06, abs=1e-4)
    gradient = backward.last_number()
    shown = [*backward.root.locator(".term b").all_inner_texts(), backward.result.inner_text().split(" ")[-1]]
    assert sum(terms) == pytest.approx(gradient, abs=sum(map(rounding, shown)))
    checked, stepped = backward.part("more").get_by_role("listitem").all_inner_texts()
    rate = re.search(r"at a rate of (\S+)\. ✓", checked)
    assert rate
    assert number(rate[1]) == pytest.approx(gradient, rel=2e-2, abs=1e-5)
    assert "Adam would add" in stepped

    backward.button("Begin again").click()
    expect(backward.result).to_contain_text("p − y = ")
    said = re.fullmatch(r"p − y = (\S+) − ([01]) = (\S+)", backward.result.inner_text())
    assert said
    assert number(said[1]) - number(said[2]) == pytest.approx(number(said[3]), abs=2e-3)

    # At once, of a batch: a term for each of its sketches.
    backward.root.get_by_label("A batch").check()
    backward.button("All the way back").click()
    expect(backward.root.locator(".term")).to_have_count(32)
    assert sum(backward.terms()) == pytest.approx(backward.last_number(), abs=5e-3)


def test_the_gradient_of_a_drawing_depends_on_what_it_is_to_be(backward: ViewDriver) -> None:
    backward.lab.draw(DIGITS[1])
    backward.lab.expect_prediction(1)
    backward.root.get_by_label("Your drawing", exact=True).check()
    expect(backward.part("stage-text")).to_contain_text("The loss of a 1 is")
    backward.root.get_by_label("Your drawing is to be a").select_option("3")
    expect(backward.part("stage-text")).to_contain_text("The loss of a 3 is")
    backward.layer("Scores, 4").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown"):
        backward.page.keyboard.press(key)
    expect(backward.title).to_have_text("Gradient at scores, digit 1")
    expect(backward.result).to_contain_text("p − y = ")
    assert backward.last_number() > 0


LARGER = """
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message.type === "create") Object.assign(message.settings, { network: "digits-28", filters: 8 });
  return post.call(this, message, ...rest);
};
"""


def test_a_network_of_28_by_28_in_the_same_picture(open_page: OpenPage, url: str) -> None:
    """No lab on the page trains one yet: this one is made to."""
    page = open_page()
    page.add_init_script(LARGER)
    page.goto(url + GALLERY)
    view = page.locator("cnn-network")
    view.scroll_into_view_if_needed()
    layer = view.get_by_role("application", name="Convolution, 11 by 11 by 16", exact=True)
    expect(layer).to_be_visible(timeout=BOOT_TIMEOUT)
    layer.focus()
    page.keyboard.press("ArrowDown")
    expect(view.locator('[data-part="title"]')).to_have_text("Convolution, map 1, row 2, column 1")
    expect(view.locator(".term")).to_have_count(72)
    view.get_by_role("application", name="Scores, 4", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(view.locator(".terms-label").first).to_have_text("the 36 largest of 400 terms")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
