import { makeActions, makeButton, makeReason, reasonsIn, unwrapped } from "./reasons.js";

/** @typedef {import("./question.js").PracticeQuestion} PracticeQuestion */

/**
 * Let the items be put in order: by two buttons each, or dragged by their handle.
 *
 * @param {PracticeQuestion} question
 */
export function askOrder(question) {
  const list = /** @type {HTMLOListElement} */ (question.querySelector(".order"));
  const items = /** @type {HTMLLIElement[]} */ ([...list.children]);
  const check = makeButton("Check the order", "button");
  const again = makeButton("Start again", "button button-quiet");
  again.hidden = true;
  new Ordering(list, (words) => {
    for (const item of items) delete item.dataset.verdict;
    question.status.textContent = words;
  });

  check.addEventListener("click", () => {
    const shown = /** @type {HTMLLIElement[]} */ ([...list.children]);
    const astray = shown.findIndex((item, i) => Number(item.dataset.place) !== i);
    for (const [i, item] of shown.entries()) {
      item.dataset.verdict = Number(item.dataset.place) === i ? "right" : "wrong";
    }
    again.hidden = false;
    const reasons = reasonsIn(question.answers);
    if (astray < 0) {
      question.status.replaceChildren(...makeReason("right", reasons[0]).childNodes);
      question.answers.hidden = false;
      return question.tried("right");
    }
    const inPlace = shown.filter((item) => item.dataset.verdict === "right").length;
    const item = shown[astray];
    const also = `${inPlace} of ${shown.length} are in their places. “${wordsOf(item)}” is not ${astray ? `number ${astray + 1}` : "the first"}:`;
    const reason = reasons[1 + Number(item.dataset.place)];
    question.status.replaceChildren(...makeReason("wrong", reason, also).childNodes);
    question.tried("wrong");
  });

  again.addEventListener("click", () => {
    for (const item of items) delete item.dataset.verdict;
    list.replaceChildren(...items);
    again.hidden = true;
    question.answers.hidden = true;
    question.reset();
    items[0].querySelector("button")?.focus();
  });
  list.after(makeActions(check, again), question.status);
}

/** A list whose items can be moved. */
class Ordering {
  #list;
  #onMove;

  /**
   * @param {HTMLOListElement} list
   * @param {(words: string) => void} onMove told where an item is now
   */
  constructor(list, onMove) {
    this.#list = list;
    this.#onMove = onMove;
    for (const item of this.#items) this.#equip(item);
    this.#follow();
  }

  get #items() {
    return /** @type {HTMLLIElement[]} */ ([...this.#list.children]);
  }

  /** @param {HTMLLIElement} item */
  #equip(item) {
    const name = wordsOf(item);
    const handle = document.createElement("span");
    handle.className = "order-handle";
    handle.setAttribute("aria-hidden", "true");
    const buttons = [-1, 1].map((step) => {
      const button = makeButton(step < 0 ? "↑" : "↓", "button button-small order-move");
      button.setAttribute("aria-label", `Move ${step < 0 ? "up" : "down"}: ${name}`);
      button.addEventListener("click", () => {
        this.#move(item, this.#items.indexOf(item) + step);
        button.focus(); // which the move has taken away
      });
      return button;
    });
    item.prepend(handle);
    item.append(...buttons);
  }

  /** Drag by the handle. The list has the pointer, since an item that moves would lose it. */
  #follow() {
    const list = this.#list;
    /** @type {HTMLLIElement | null} */
    let dragged = null;
    list.addEventListener("pointerdown", (event) => {
      const handle = /** @type {Element} */ (event.target).closest(".order-handle");
      if (!handle || event.button !== 0) return;
      event.preventDefault();
      dragged = /** @type {HTMLLIElement} */ (handle.parentElement);
      dragged.dataset.dragged = "";
      list.setPointerCapture(event.pointerId);
    });
    list.addEventListener("pointermove", ({ clientY }) => {
      if (!dragged) return;
      const others = this.#items.filter((item) => item !== dragged);
      const above = others.filter((item) => middleOf(item) < clientY).length;
      this.#move(dragged, above);
    });
    list.addEventListener("lostpointercapture", () => {
      if (dragged) delete dragged.dataset.dragged;
      dragged = null;
    });
  }

  /**
   * @param {HTMLLIElement} item
   * @param {number} place
   */
  #move(item, place) {
    const items = this.#items;
    if (place < 0 || place >= items.length || items[place] === item) return;
    const others = items.filter((other) => other !== item);
    this.#list.insertBefore(item, others[place] ?? null);
    this.#onMove(`“${wordsOf(item)}” is now number ${place + 1} of ${items.length}.`);
  }
}

/** @param {Element} item */
function middleOf(item) {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}

/** @param {Element} item */
function wordsOf(item) {
  const text = /** @type {Element} */ (item.querySelector(".order-text"));
  return [...unwrapped(/** @type {Element} */ (text.cloneNode(true)))]
    .map(({ textContent }) => textContent)
    .join("")
    .trim()
    .replace(/\.$/, "");
}
