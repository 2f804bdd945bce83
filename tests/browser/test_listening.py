"""The lab by ear: what it is, what it read, how training goes, and none of it again and again."""

import re

from playwright.sync_api import Page, expect

from tests.browser.lab_driver import BOOT_TIMEOUT, LabDriver

# All that is said of its own accord, as it is said.
LISTEN = """() => {
  const regions = "[role=status], [role=alert], output, [aria-live]";
  const waiting = [];
  window.said = [];
  window.heard = (words) => new Promise((resolve) => {
    const look = () => window.said.some((text) => text.startsWith(words)) && resolve();
    waiting.push(look);
    look();
  });
  new MutationObserver((changes) => {
    const elements = changes.map(({ target }) => (target.closest ? target : target.parentElement));
    for (const region of new Set(elements.map((element) => element?.closest(regions)))) {
      const text = region?.textContent.trim();
      if (text && region.getAttribute("aria-live") !== "off") window.said.push(text);
    }
    for (const look of waiting) look();
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
WORDS = re.compile(
    r"Ready to train\.|Training\."
    r"|Held-out accuracy passed \d+\s% at step [\d,]+\."
    r"|Row \d, column \d, (ink|empty)"
    r"|It says \d, .*"
    r"|Paused at step [\d,]+\. Held-out accuracy \d+\.\d\s%\."
)
# What the lab is, how its training went, and what it read, to whoever goes through it afterwards.
TREE = (
    r'group "Training":\n +- button "Train"\n +- button "Pause"',
    r'img "A sketch of a \d, 8 by 8 pixels"',
    r"definition: \d [✓✗] (right|wrong), ",
    r'img "Accuracy over training steps\. At step [\d,]+: .*% on training batches, .*% held-out\.',
    r'slider "Rewind": "\d+"',
    r'application "Draw a digit"',
    r'img "Your drawing as the network sees it, 8 by 8 pixels"',
    r"listitem: 1 .*\d+\s%",
    r"paragraph: It says 1, ",
    r'button "Weights of filter 2( [+−]\d\.\d\d){9}"',
)


def test_training_and_drawing(page: Page, url: str) -> None:
    lab = LabDriver(page, url)
    lab.load()
    before = lab.root.aria_snapshot()
    assert 'img "Accuracy over training steps. At step 0: ' in before
    assert "Nothing drawn, so it predicts nothing." in before

    page.evaluate(LISTEN)
    lab.button("Train").focus()
    page.keyboard.press("Enter")
    expect(lab.root).to_have_attribute("data-step", re.compile(r"^([3-9]\d\d|\d{4,})$"), timeout=BOOT_TIMEOUT)
    lab.surface.focus()
    page.keyboard.press("Space")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowDown")
    expect(lab.root).to_have_attribute("data-prediction", "1", timeout=BOOT_TIMEOUT)
    page.evaluate("heard('It says 1')")
    lab.button("Pause").focus()
    page.keyboard.press("Enter")
    expect(lab.part("announcement")).to_contain_text("Paused at step", timeout=BOOT_TIMEOUT)

    said: list[str] = page.evaluate("window.said")
    assert [text for text in said if not WORDS.fullmatch(text)] == []
    assert said[0] == "Training."
    assert said[-1].startswith("Paused at step")
    assert len([text for text in said if text.startswith("Held-out")]) <= 4
    assert len(said) < 25, said

    tree = lab.root.aria_snapshot()
    assert [pattern for pattern in TREE if not re.search(pattern, tree)] == []
