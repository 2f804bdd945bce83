"""The pages themselves: readable, reachable by every means, and quiet about it."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage, Watch, without_python
from tests.browser.passing import Heard

HOME, LESSON, LOST = "", "lessons/convolutional-networks/", "no/such/page"
MAP = "map/"
PAGES = pytest.mark.parametrize("address", [HOME, MAP, LESSON, LOST], ids=["home", "map", "lesson", "404"])
NO_SUCH_PAGE = r"status of 404"


@pytest.fixture
def open_page(open_page: OpenPage) -> OpenPage:
    return without_python(open_page)


@pytest.fixture(autouse=True)
def allow_the_missing_page(watch: Watch) -> None:
    watch.allow(NO_SUCH_PAGE)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def test_lines_hold_65_to_75_characters(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    counts: list[int] = page.evaluate(
        """() => [...document.querySelectorAll(".prose > p")].flatMap((paragraph) => {
          if (paragraph.querySelector("math, .sidenote")) return [];
          const height = parseFloat(getComputedStyle(paragraph).lineHeight);
          const lines = Math.round(paragraph.getBoundingClientRect().height / height);
          return lines < 4 ? [] : [paragraph.textContent.length / (lines - 0.5)];
        })"""
    )
    assert len(counts) > 3
    assert 62 <= sum(counts) / len(counts) <= 75


def test_a_keyboard_reaches_the_content_first_if_it_likes(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the lesson")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.goto(url + LESSON)
    order = []
    for _ in range(6):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate("document.activeElement.value || document.activeElement.textContent.trim()")
        )
    assert order == ["Skip to the lesson", "Convnets, Live", "Lessons", "Map", "Search", "auto"]


def background(page: Page) -> str:
    color: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return color


def test_the_theme_is_kept(open_page: OpenPage, url: str) -> None:
    page = open_page(color_scheme="light")
    page.goto(url)
    light = background(page)
    themes = page.get_by_role("group", name="Theme")
    expect(themes.get_by_role("radio", name="Automatic")).to_be_checked()
    themes.get_by_role("radio", name="Dark").check()
    dark = background(page)
    assert dark != light

    page.goto(url + LESSON)
    assert background(page) == dark
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    page.get_by_role("radio", name="Automatic").check()
    assert background(page) == light
    page.emulate_media(color_scheme="dark")
    assert background(page) == dark
    page.get_by_role("radio", name="Light").check()
    assert background(page) == light


def test_the_theme_holds_before_the_first_paint(page: Page, url: str, watch: Watch) -> None:
    """It does not wait for the page's modules, which here never come."""
    watch.allow(r"ERR_FAILED .*/main\.")
    page.goto(url)
    page.get_by_role("radio", name="Dark").check()
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => (window.early = { ...document.documentElement.dataset }))"
    )
    page.route("**/main.*.js", lambda route: route.abort())
    page.reload(wait_until="domcontentloaded")
    assert page.evaluate("window.early.theme") == "dark"


def test_colors_reach_scripts_as_plain_colors(dark_page: Page, url: str) -> None:
    """Canvases are drawn with the tokens' values, which must not arrive as `light-dark(…)`."""
    dark_page.goto(url)
    tokens = ("--paper", "--input", "--negative", "--zero", "--positive", "--kernel", "--series-old")
    for token in tokens:
        value = dark_page.evaluate(
            "(name) => getComputedStyle(document.documentElement).getPropertyValue(name)", token
        )
        assert value.startswith("rgb(")


def question(page: Page, kind: str) -> Locator:
    return page.locator(f"practice-question[data-kind={kind}]").first


def test_a_choice_is_answered_with_its_reason(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    asked = question(page, "choice")
    right = asked.locator("[data-reason]").evaluate_all(
        "(reasons) => reasons.findIndex((reason) => reason.dataset.reason === 'right')"
    )
    wrong = (right + 1) % 2
    options = asked.locator("button.option")
    expect(asked.locator(".answers")).to_be_hidden()

    options.nth(wrong).focus()
    page.keyboard.press("Enter")
    expect(options.nth(wrong)).to_have_attribute("data-verdict", "wrong")
    expect(asked.get_by_role("status")).to_contain_text("Not quite.")
    expect(asked).to_have_attribute("data-state", "wrong")
    reason = asked.locator(".reason")
    expect(reason).to_have_count(1)
    expect(options.nth(wrong)).to_have_attribute("aria-describedby", reason.get_attribute("id") or "")

    options.nth(right).click()
    expect(asked.get_by_role("status")).to_contain_text("Right.")
    expect(asked).to_have_attribute("data-state", "right")

    asked.get_by_role("button", name="Start again").click()
    expect(reason).to_have_count(0)
    expect(options.first).to_be_focused()
    expect(asked).not_to_have_attribute("data-state", "right")


def test_a_number_is_answered_with_its_reason(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    asked = question(page, "number")
    entry = asked.get_by_label("Your answer")
    status = asked.get_by_role("status")
    for typed, said in (
        ("", "Type a number first."),
        ("many", "“many” is not a number"),
        ("72", "Not quite. Those are the weights."),
        ("1000", "Not quite. Count one filter first"),
        ("80", "Right."),
    ):
        entry.fill(typed)
        entry.press("Enter")
        expect(status).to_contain_text(said)
    expect(entry).not_to_have_attribute("aria-invalid", "true")
    expect(asked.locator(".answers")).to_be_visible()


def test_a_hint_can_be_had(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    hint = question(page, "choice").locator(".hint")
    hint.get_by_text("Hint").click()
    expect(hint).to_have_attribute("open", "")


def test_reads_well_without_scripts(open_page: OpenPage, url: str) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(url + LESSON)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("theme-toggle > *")).to_have_count(0)
    expect(page.locator("math").first).to_be_visible()
    asked = question(page, "choice")
    expect(asked.locator(".option").first).to_be_visible()
    answers = asked.locator(".answers")
    answers.locator("summary").click()
    expect(answers).to_contain_text("is right.")
    expect(answers).to_contain_text("is wrong.")
    expect(page.locator(".footnotes")).to_be_visible()


def test_the_contents_follow_the_reader(open_page: OpenPage, url: str) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(url + LESSON)
    links = page.get_by_role("navigation", name="On this page").get_by_role("link")
    page.goto(url + LESSON + (links.nth(2).get_attribute("href") or ""))
    expect(links.nth(2)).to_have_attribute("aria-current", "true")
    links.nth(4).click()
    expect(links.nth(4)).to_have_attribute("aria-current", "true")
    expect(page.locator(".contents [aria-current]")).to_have_count(1)


def test_the_contents_keep_out_of_the_way(open_page: OpenPage, url: str) -> None:
    """Used, they let go of the focus, so that they do not stay open over what comes by."""
    page = open_page(reduced_motion="reduce")
    page.goto(url + LESSON)
    contents = page.locator("page-contents")
    link = page.get_by_role("navigation", name="On this page").get_by_role("link").nth(2)
    link.focus()
    page.keyboard.press("Enter")
    heading = page.locator(link.get_attribute("href") or "")
    expect(heading).to_be_focused()
    page.locator("cnn-lab").first.scroll_into_view_if_needed()
    expect(contents).to_have_attribute("data-covered", "")
    expect(contents).to_have_css("opacity", "0")


def test_every_widget_and_question_can_be_linked(page: Page, url: str) -> None:
    page.goto(url + LESSON)
    asked = question(page, "number")
    asked.hover()
    asked.get_by_role("link", name="Link to this question").click()
    name = asked.get_attribute("id")
    expect(page).to_have_url(f"{url}{LESSON}#{name}")
    page.goto("about:blank")  # within the page, the scroll to the question would go on
    page.goto(f"{url}{LESSON}#way-back")
    expect(page.locator("#way-back")).to_be_in_viewport()


def test_a_lesson_on_paper(page: Page, url: str) -> None:
    """All of the text and the answers; nothing to press, nothing cut off."""
    page.goto(url + LESSON)
    expect(page.locator("practice-question[data-live]").first).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_hidden()
    expect(page.get_by_role("link", name="Map")).to_be_hidden()
    asked = question(page, "choice")
    expect(asked.locator(".option").first).to_be_visible()
    expect(asked.locator(".answers [data-reason=right]")).to_be_visible()
    assert overflow(page) == 0


def test_footnotes_stand_beside_the_text_where_there_is_room(open_page: OpenPage, url: str) -> None:
    for width, beside in ((1280, True), (800, False)):
        page = open_page(viewport={"width": width, "height": 800})
        page.goto(url + LESSON)
        expect(page.locator(".sidenote").first).to_be_visible(visible=beside)
        expect(page.locator(".footnotes")).to_be_visible(visible=not beside)


def test_code_can_be_copied(open_page: OpenPage, url: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(url + LESSON)
    block = page.locator(".highlight").first
    block.hover()
    said = Heard(block.get_by_role("button"))
    block.get_by_role("button", name="Copy").click()
    said.expect("^Copied$")
    assert page.evaluate("navigator.clipboard.readText()") == block.locator("pre").text_content()


def test_fonts_are_light(dist: Path) -> None:
    fonts = list((dist / "assets").glob("*.woff2"))
    assert len(fonts) == 5
    assert sum(font.stat().st_size for font in fonts) < 220_000


@PAGES
def test_nothing_jumps_while_loading(page: Page, url: str, address: str) -> None:
    page.goto(url + address)
    page.wait_for_timeout(500)
    shift: float = page.evaluate(
        """() => new Promise((resolve) => {
          const add = (list) => list.getEntries().reduce((sum, entry) => sum + entry.value, 0);
          const observer = new PerformanceObserver((list) => resolve(add(list)));
          observer.observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(0), 200);
        })"""
    )
    assert shift < 0.02


def test_from_home_to_the_lesson_and_back(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="Start with lesson 1").click()
    expect(page).to_have_url(url + "lessons/why-convolutions/")
    expect(page).to_have_title("Why convolutions · Convnets, Live")
    page.go_back()
    page.get_by_role("link", name="Train a network now").click()
    expect(page).to_have_url(url + LESSON)
    expect(page).to_have_title("Convolutional networks · Convnets, Live")
    page.get_by_role("link", name="Convnets, Live").click()
    expect(page).to_have_url(url)


def test_a_wrong_address_leads_home(page: Page, url: str) -> None:
    page.goto(url + "any/where/at/all")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page at this address.")
    page.get_by_role("link", name="See the lessons").click()
    expect(page).to_have_url(url)
