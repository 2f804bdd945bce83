/**
 * Where a lesson first uses a word of the glossary, the word shows what it means: under the pointer, under a finger,
 * and when the keyboard comes to it. Without this, and in browsers without popovers, it is a link to the glossary.
 */

const OPEN_MS = 200;
const CLOSE_MS = 250;
const GAP = 6;

/** A word, and its card once it has one. */
class Term {
  /** @type {HTMLElement | null} */
  #card = null;
  /** Opened by a press, it waits for another. */
  #isPinned = false;
  /** The focus that comes back to the word then does not open it anew. */
  #isClosing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLAnchorElement} link
   * @param {HTMLElement} definition
   */
  constructor(link, definition) {
    this.link = link;
    this.definition = definition;
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.setAttribute("aria-describedby", definition.id);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the glossary, in a tab of its own
      event.preventDefault();
      this.#press();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.#press();
    });
    link.addEventListener("focus", () => {
      if (!this.#isClosing && link.matches(":focus-visible")) this.open();
    });
    this.#listen(link);
  }

  get isOpen() {
    return this.link.getAttribute("aria-expanded") === "true";
  }

  open() {
    clearTimeout(this.#timer);
    if (this.isOpen) return;
    shown?.close();
    shown = this;
    this.#card ??= this.#makeCard();
    this.link.after(this.#card);
    this.#card.showPopover();
    this.link.setAttribute("aria-expanded", "true");
    this.place();
  }

  close() {
    clearTimeout(this.#timer);
    this.#isPinned = false;
    if (!this.isOpen || !this.#card) return;
    const hadFocus = this.#card.contains(document.activeElement);
    this.#isClosing = true;
    this.#card.hidePopover();
    this.#card.remove();
    this.link.setAttribute("aria-expanded", "false");
    if (shown === this) shown = null;
    if (hadFocus) this.link.focus();
    this.#isClosing = false;
  }

  /** Below the word where there is room, else above, and never out of the window. */
  place() {
    if (!this.#card) return;
    const word = this.link.getClientRects()[0] ?? this.link.getBoundingClientRect();
    const { width, height } = this.#card.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const left = Math.max(GAP, Math.min(word.left, clientWidth - width - GAP));
    const last = [...this.link.getClientRects()].at(-1) ?? word;
    const isRoomBelow = last.bottom + GAP + height <= clientHeight || word.top < height + GAP;
    const top = isRoomBelow ? last.bottom + GAP : word.top - GAP - height;
    this.#card.style.setProperty("--x", `${left}px`);
    this.#card.style.setProperty("--y", `${top}px`);
  }

  /** @param {EventTarget | null} target */
  holds(target) {
    return target instanceof Node && (this.link.contains(target) || Boolean(this.#card?.contains(target)));
  }

  #press() {
    if (this.#isPinned) return this.close();
    this.open();
    this.#isPinned = true;
  }

  #makeCard() {
    const card = document.createElement("span");
    card.className = "term-card";
    card.popover = "manual";
    card.append(...[...this.definition.childNodes].map((node) => node.cloneNode(true)));
    const more = document.createElement("a");
    more.href = this.link.href;
    more.textContent = "In the glossary";
    card.append(" ", more);
    this.#listen(card);
    return card;
  }

  /**
   * A mouse that stays opens; one that has left both the word and the card closes.
   *
   * @param {HTMLElement} element
   */
  #listen(element) {
    element.addEventListener("pointerenter", ({ pointerType }) => {
      clearTimeout(this.#timer);
      if (pointerType === "mouse" && !this.isOpen) this.#timer = setTimeout(() => this.open(), OPEN_MS);
    });
    element.addEventListener("pointerleave", ({ pointerType }) => {
      clearTimeout(this.#timer);
      if (pointerType !== "mouse" || this.#isPinned || this.holds(document.activeElement)) return;
      this.#timer = setTimeout(() => this.close(), CLOSE_MS);
    });
    element.addEventListener("focusout", ({ relatedTarget }) => {
      if (this.isOpen && relatedTarget && !this.holds(relatedTarget)) this.close();
    });
  }
}

/** The one whose card is open. @type {Term | null} */
let shown = null;

if ("popover" in HTMLElement.prototype) {
  for (const link of document.querySelectorAll("a.term")) {
    const term = /** @type {HTMLAnchorElement} */ (link);
    const definition = document.getElementById(`definition-${term.dataset.term}`);
    if (definition) new Term(term, definition);
  }
  addEventListener("keydown", ({ key }) => key === "Escape" && shown?.close());
  addEventListener("pointerdown", ({ target }) => shown && !shown.holds(target) && shown.close());
  addEventListener("scroll", () => shown?.place(), { passive: true });
  addEventListener("resize", () => shown?.place());
}
