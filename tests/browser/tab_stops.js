/** Where the Tab key should go, and whether it did: for a test to evaluate, and to ask after each press. */
(() => {
  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";
  /** Of an element's box, in both directions: where something could lie over it. */
  const SAMPLES = [0.1, 0.3, 0.5, 0.7, 0.9];
  /** Frames until what comes into view is there. */
  const PATIENCE = 300;
  /** The stop before. @type {Element | null} */
  let from = null;
  /** The stop to come to. @type {Element | null} */
  let expected = null;
  /** Where the focus went. @type {Element | null} */
  let at = null;

  function name(element) {
    if (!element) return "nothing";
    const words = element.getAttribute("aria-label") || element.textContent.trim() || element.name || "";
    return `${element.localName} “${words.slice(0, 40)}” in #${element.closest("[id]")?.id}`;
  }

  /** A group of radio buttons is one stop: the one checked, or else the first that can be. */
  function isItsGroups(radio) {
    const group = [...document.getElementsByName(radio.name)].filter(
      (one) => one.form === radio.form && !one.disabled,
    );
    return radio === (group.find((one) => one.checked) ?? group[0]);
  }

  function isStop(element) {
    if (element.tabIndex < 0 || element.matches(":disabled")) return false;
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    return element.type !== "radio" || isItsGroups(element);
  }

  const isBefore = (one, other) =>
    Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);

  /** Browsers add a stop where something can only be scrolled. */
  function isScroller(element) {
    return element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
  }

  /** Whether some of it, or of the label that stands in for it, is in the window with nothing over it. */
  function isInView(element) {
    const targets = [element, ...(element.labels ?? [])];
    return targets.some((target) =>
      [...target.getClientRects()].some(({ left, top, width, height }) =>
        SAMPLES.some((x) =>
          SAMPLES.some((y) => {
            const hit = document.elementFromPoint(left + x * width, top + y * height);
            return hit && (target.contains(hit) || hit.control === element);
          }),
        ),
      ),
    );
  }

  /** Where Tab should go from there, as things are now. */
  function after(element) {
    const all = [...document.querySelectorAll(STOPS)];
    return all.find((one) => (!element || isBefore(element, one)) && isStop(one)) ?? null;
  }

  // At the very moment: what was asked of Python a moment ago may change the page at any other.
  addEventListener(
    "keydown",
    ({ key }) => {
      if (key !== "Tab") return;
      expected = after(from);
      at = null;
    },
    true,
  );
  addEventListener("focusin", ({ target }) => {
    at = target;
  });

  window.tabStops = {
    /** Begin anew, before the first control of the page. */
    begin() {
      document.activeElement?.blur();
      getSelection()?.collapse(document.body, 0);
      from = null;
    },

    /** See where Tab went, what is wrong with that, and whether it was at the end of the page. */
    async came() {
      if (!expected) return { faults: [], isAtEnd: true };
      const faults = [];
      const isOnTheWay = at && !at.matches(STOPS) && isScroller(at) && isBefore(at, expected);
      if (at !== expected && !isOnTheWay) {
        faults.push(`to ${name(at)}, not to ${name(expected)}`);
        expected.focus();
      }
      from = isOnTheWay ? at : expected;
      for (let frames = 0; frames < PATIENCE && !isInView(from); frames++) {
        await new Promise(requestAnimationFrame);
      }
      if (!isInView(from) && (isOnTheWay || isStop(from))) faults.push(`out of view: ${name(from)}`);
      return { faults, isAtEnd: false };
    },
  };
})();
