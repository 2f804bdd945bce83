/** What all kinds of questions say, and the parts they are made of. */

/** @typedef {"right" | "wrong"} Verdict */

const WORDS = { right: "Right.", wrong: "Not quite." };

/**
 * @param {Verdict} verdict
 * @param {HTMLElement} source its own verdict, for readers without scripts, is left out
 * @param {string} [also] said between the verdict and the reason
 */
export function makeReason(verdict, source, also = "") {
  const reason = document.createElement("p");
  reason.className = "reason";
  const word = document.createElement("span");
  word.className = `verdict verdict-${verdict}`;
  word.textContent = WORDS[verdict];
  const copy = /** @type {HTMLElement} */ (source.cloneNode(true));
  copy.querySelector(".verdict")?.remove();
  reason.append(word, also ? ` ${also} ` : " ", ...unwrapped(copy));
  return reason;
}

/**
 * The words of an element, out of the paragraphs that they stand in.
 * @param {Element} element
 */
export function unwrapped(element) {
  while (element.children.length === 1 && element.firstElementChild?.matches("p, div")) {
    element.firstElementChild.replaceWith(...element.firstElementChild.childNodes);
  }
  return element.childNodes;
}

/**
 * @param {string} text
 * @param {string} className
 */
export function makeButton(text, className) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = text;
  return button;
}

/**
 * A row of buttons below a question.
 *
 * @param {HTMLElement[]} buttons
 */
export function makeActions(...buttons) {
  const actions = document.createElement("div");
  actions.className = "question-actions";
  actions.append(...buttons);
  return actions;
}

/**
 * The reasons that the page was built with, in their order.
 *
 * @param {HTMLElement} answers
 */
export function reasonsIn(answers) {
  return /** @type {HTMLElement[]} */ ([...answers.querySelectorAll("[data-reason]")]);
}
