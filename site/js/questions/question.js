import { coming } from "../page/coming.js";
import { store } from "../progress/store.js";
import { askChoice } from "./choice.js";
import { askNumber } from "./number.js";

/** @typedef {import("./reasons.js").Verdict} Verdict */

/** Kinds that few pages have come when they are needed. @type {Record<string, (question: PracticeQuestion) => unknown>} */
const KINDS = {
  choice: askChoice,
  number: askNumber,
  cell: async (question) => (await coming(import("./cell.js"))).askCell(question),
  order: async (question) => (await coming(import("./order.js"))).askOrder(question),
  predict: async (question) => (await coming(import("./predict.js"))).askPrediction(question),
};

/**
 * A question to practice on. Without this script it is a prompt with its answer and reasons folded away; this makes it
 * ask, and answers each try with its reason at once. What it asks with is its kind's.
 */
export class PracticeQuestion extends HTMLElement {
  /** Says what happened; a kind shows it, or leaves it to those who don't see. */
  status = document.createElement("p");

  connectedCallback() {
    if (this.hasAttribute("data-live")) return;
    this.setAttribute("data-live", "");
    this.answers.hidden = true;
    this.status.setAttribute("role", "status");
    this.status.className = "question-feedback";
    this.#ask();
    this.#recall();
  }

  async #ask() {
    try {
      await KINDS[this.dataset.kind ?? ""]?.(this);
    } catch (error) {
      this.answers.hidden = false; // what it asks with did not come: it is to be read
      throw error;
    }
  }

  /** The answers with their reasons, as the page was built. */
  get answers() {
    return /** @type {HTMLDetailsElement} */ (this.querySelector(".answers"));
  }

  get prompt() {
    return /** @type {HTMLElement} */ (this.querySelector(".question-prompt"));
  }

  /**
   * The reader tried.
   *
   * @param {Verdict} verdict
   */
  tried(verdict) {
    if (this.dataset.state !== "right") this.dataset.state = verdict;
    const { lesson, key } = this.#place;
    if (lesson && key) store.answer(lesson, key, verdict === "right");
  }

  /** The reader wants to begin anew. */
  reset() {
    delete this.dataset.state;
    this.status.replaceChildren();
  }

  /** Tell that it was answered on an earlier visit. */
  #recall() {
    const { lesson, key } = this.#place;
    if (!lesson || !key || !store.lesson(lesson).right.includes(key)) return;
    const before = document.createElement("p");
    before.className = "question-before";
    before.textContent = "You have answered this one before.";
    this.prompt.append(before);
  }

  get #place() {
    const lesson = /** @type {HTMLElement | null} */ (this.closest("[data-lesson]"))?.dataset.lesson;
    return { lesson, key: this.dataset.key };
  }
}

customElements.define("practice-question", PracticeQuestion);
