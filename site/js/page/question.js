import { readNumber } from "./number.js";

/** @typedef {"right" | "wrong"} Verdict */

const WORDS = { right: "Right.", wrong: "Not quite." };

/**
 * A question to practice on. Without this script it is a prompt with its answer and reasons folded away;
 * this makes the options buttons, or asks for a number, and answers each try with its reason at once.
 */
class PracticeQuestion extends HTMLElement {
  /** Says what happened, for those who don't see it. */
  #status = document.createElement("p");

  connectedCallback() {
    const answers = /** @type {HTMLDetailsElement | null} */ (this.querySelector(".answers"));
    if (!answers || this.hasAttribute("data-live")) return;
    this.setAttribute("data-live", "");
    answers.hidden = true;
    this.#status.setAttribute("role", "status");
    if (this.dataset.kind === "choice") this.#askChoice(answers);
    else this.#askNumber(answers);
  }

  /** @param {HTMLDetailsElement} answers */
  #askChoice(answers) {
    const reasons = /** @type {HTMLElement[]} */ ([...answers.querySelectorAll("[data-reason]")]);
    const again = makeButton("Start again", "button button-quiet");
    const actions = document.createElement("div");
    actions.className = "question-actions";
    actions.hidden = true;
    actions.append(again);
    this.#status.className = "visually-hidden";

    const options = [...this.querySelectorAll(".option")].map((option, i) => {
      const button = makeButton("", "option");
      button.dataset.letter = /** @type {HTMLElement} */ (option).dataset.letter;
      const text = document.createElement("span");
      text.append(...unwrapped(option));
      button.append(text);
      option.replaceWith(button);
      button.addEventListener("click", () => {
        if (button.dataset.verdict) return;
        const verdict = /** @type {Verdict} */ (reasons[i].dataset.reason);
        button.dataset.verdict = verdict;
        const reason = makeReason(verdict, reasons[i]);
        reason.id = `${this.id}-reason-${i + 1}`;
        button.setAttribute("aria-describedby", reason.id);
        button.after(reason);
        this.#status.textContent = reason.textContent;
        actions.hidden = false;
        this.#tried(verdict);
      });
      return button;
    });

    again.addEventListener("click", () => {
      for (const button of options) {
        delete button.dataset.verdict;
        button.removeAttribute("aria-describedby");
      }
      for (const reason of this.querySelectorAll("li > .reason")) reason.remove();
      this.#status.textContent = "";
      actions.hidden = true;
      delete this.dataset.state;
      options[0].focus();
    });
    answers.after(actions, this.#status);
  }

  /** @param {HTMLDetailsElement} answers */
  #askNumber(answers) {
    const form = document.createElement("form");
    form.className = "question-entry";
    form.noValidate = true;
    const label = document.createElement("label");
    label.textContent = "Your answer";
    const input = document.createElement("input");
    Object.assign(input, { type: "text", inputMode: "decimal", autocomplete: "off", id: `${this.id}-entry` });
    input.setAttribute("aria-describedby", `${this.id}-prompt`);
    label.htmlFor = input.id;
    const check = makeButton("Check", "button");
    check.type = "submit";
    form.append(label, input, check);
    this.#status.className = "question-feedback";

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const value = readNumber(input.value);
      input.toggleAttribute("aria-invalid", false);
      if (value === null) {
        input.setAttribute("aria-invalid", "true");
        this.#status.textContent = input.value.trim()
          ? `“${input.value.trim()}” is not a number that can be read here: try digits, as in 42 or 0.5.`
          : "Type a number first.";
        input.focus();
        return;
      }
      const reason = this.#judge(value, answers);
      const verdict = reason.dataset.reason === "right" ? "right" : "wrong";
      this.#status.replaceChildren(...makeReason(verdict, reason).childNodes);
      answers.hidden = false;
      this.#tried(verdict);
    });
    /** @type {Element} */ (this.querySelector(".question-prompt")).after(form, this.#status);
  }

  /**
   * Which of the reasons belongs to a number.
   * @param {number} value
   * @param {HTMLElement} answers
   * @returns {HTMLElement}
   */
  #judge(value, answers) {
    const near = (/** @type {string | undefined} */ target, /** @type {string | undefined} */ tolerance) =>
      Math.abs(value - Number(target)) <= Number(tolerance) + 1e-9 * Math.max(1, Math.abs(Number(target)));
    const reasons = /** @type {HTMLElement[]} */ ([...answers.querySelectorAll("[data-reason]")]);
    const found = near(this.dataset.answer, this.dataset.tolerance)
      ? reasons.find((reason) => reason.dataset.reason === "right")
      : reasons.find(
          (reason) => reason.dataset.value && near(reason.dataset.value, reason.dataset.tolerance),
        );
    return found ?? reasons[reasons.length - 1];
  }

  /** @param {Verdict} verdict */
  #tried(verdict) {
    if (this.dataset.state !== "right") this.dataset.state = verdict;
  }
}

/**
 * @param {Verdict} verdict
 * @param {HTMLElement} source its own verdict, for readers without scripts, is left out
 */
function makeReason(verdict, source) {
  const reason = document.createElement("p");
  reason.className = "reason";
  const word = document.createElement("span");
  word.className = `verdict verdict-${verdict}`;
  word.textContent = WORDS[verdict];
  const copy = /** @type {HTMLElement} */ (source.cloneNode(true));
  copy.querySelector(".verdict")?.remove();
  reason.append(word, " ", ...unwrapped(copy));
  return reason;
}

/**
 * The words of an element, out of the paragraphs that they stand in.
 * @param {Element} element
 */
function unwrapped(element) {
  while (element.children.length === 1 && element.firstElementChild?.matches("p, div")) {
    element.firstElementChild.replaceWith(...element.firstElementChild.childNodes);
  }
  return element.childNodes;
}

/**
 * @param {string} text
 * @param {string} className
 */
function makeButton(text, className) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = className;
  button.textContent = text;
  return button;
}

customElements.define("practice-question", PracticeQuestion);
