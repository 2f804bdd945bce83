/** `<cnn-confusion lab="…">`: what the lab's network takes for what; a cell opens its sketches. */

import { chance, count, percent } from "../lab/format.js";
import { cellOf } from "../lab/verdicts.js";
import { LabReader } from "./lab-reader.js";

/** @import { Reading } from "../lab/reading.js" */

const MOST = 24;
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class Confusion extends LabReader {
  /** The cell opened, by its row and column. @type {[number, number] | null} */
  #open = null;
  /** The digits that the table has rows for. */
  #digits = "";
  /** @type {HTMLButtonElement[][]} */
  #buttons = [];

  /** @override */
  wire() {
    super.wire();
    this.find("matrix", HTMLTableElement).addEventListener("keydown", (event) => this.#move(event));
  }

  /**
   * @override
   * @param {Reading} reading
   */
  draw(reading) {
    const { digits, names, example } = this.showing;
    if (digits.join() !== this.#digits) this.#make(digits);
    const { confusion } = reading;
    const total = reading.labels.length;
    const right = Math.round(reading.accuracy * total);
    const summary = `${count(right)} of ${count(total)} held-out ${example.several} right, ${percent(reading.accuracy)}, at step ${count(this.showing.step)}.`;
    this.find("summary", HTMLElement).textContent = summary;
    const most = Math.max(1, ...confusion.map((row, i) => Math.max(...row.map((n, j) => (i === j ? 0 : n)))));
    confusion.forEach((row, i) => {
      const drawn = row.reduce((sum, n) => sum + n, 0);
      row.forEach((n, j) => {
        const button = this.#buttons[i][j];
        const text = count(n);
        if (button.textContent !== text) {
          button.textContent = text;
          button.setAttribute("aria-label", `${names[i]} taken for ${names[j]}: ${text}`);
        }
        // The diagonal against its row; a mistake against the commonest, since all are few.
        const share = i === j ? n / Math.max(1, drawn) : n / most;
        button.style.setProperty("--share", share.toFixed(3));
      });
    });
    if (this.#open) this.#showCell(reading, this.#open);
  }

  /** @param {number[]} digits */
  #make(digits) {
    this.#digits = digits.join();
    this.#open = null;
    this.find("cell", HTMLElement).hidden = true;
    const table = this.find("matrix", HTMLTableElement);
    const [head] = /** @type {HTMLCollectionOf<HTMLTableRowElement>} */ (table.tHead?.rows ?? []);
    while (head.cells.length > 1) head.deleteCell(1);
    const { names } = this.showing;
    table.toggleAttribute(
      "data-named",
      names.some((name) => name.length > 1),
    );
    head.append(...names.map((name) => header("col", name)));
    this.#buttons = digits.map((_, i) => digits.map((_, j) => this.#button(i, j)));
    table.tBodies[0].replaceChildren(
      ...this.#buttons.map((buttons, i) => {
        const row = document.createElement("tr");
        row.append(header("row", names[i]), ...buttons.map((button) => cell(button)));
        return row;
      }),
    );
    this.#buttons[0][0].tabIndex = 0;
  }

  /**
   * @param {number} i
   * @param {number} j
   */
  #button(i, j) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = i === j ? "right" : "wrong";
    button.tabIndex = -1;
    button.ariaPressed = "false";
    button.addEventListener("click", () => this.#choose(i, j));
    button.addEventListener("focus", () => {
      for (const other of this.#buttons.flat()) other.tabIndex = other === button ? 0 : -1;
    });
    return button;
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    const at = this.#buttons.flat().indexOf(/** @type {HTMLButtonElement} */ (event.target));
    if (!step || at < 0) return;
    event.preventDefault();
    const n = this.#buttons.length;
    this.#buttons[Math.floor(at / n) + step[0]]?.[(at % n) + step[1]]?.focus();
  }

  /**
   * @param {number} i
   * @param {number} j
   */
  #choose(i, j) {
    const isSame = this.#open?.[0] === i && this.#open[1] === j;
    this.#open = isSame ? null : [i, j];
    for (const button of this.#buttons.flat()) {
      button.ariaPressed = String(!isSame && button === this.#buttons[i][j]);
    }
    this.find("cell", HTMLElement).hidden = isSame;
    this.say("");
    this.#saying = !isSame;
    this.refresh();
  }

  /** Whether what was opened is still to be said. */
  #saying = false;

  /**
   * @param {Reading} reading
   * @param {[number, number]} place
   */
  #showCell(reading, [i, j]) {
    const [drawn, said] = [this.showing.digits[i], this.showing.digits[j]];
    const found = cellOf(reading, drawn, said);
    const { one, several } = this.showing.example;
    const n = `${count(found.length)} ${found.length === 1 ? one : several}`;
    const [what, answer] = [drawn, said].map((digit) => this.showing.phrase(digit));
    const verb = i === j ? "and read as" : "taken for";
    const title = `${what[0].toUpperCase()}${what.slice(1)}, ${verb} ${answer}: ${n}`;
    this.find("cell-title", HTMLElement).textContent = title;
    const order = i === j ? "least" : "most";
    this.find("cell-note", HTMLElement).textContent =
      found.length === 0
        ? "There is none at this moment."
        : found.length > MOST
          ? `The ${MOST} that it is ${order} sure of.`
          : `First those that it is ${order} sure of.`;
    this.tiles
      .show(this.find("tiles", HTMLElement), found.slice(0, MOST), ({ confidence }) => [chance(confidence)])
      .catch((/** @type {Error} */ error) => this.say(error.message));
    if (this.#saying) this.say(`${title}.`);
    this.#saying = false;
  }
}

/**
 * @param {"row" | "col"} scope
 * @param {string} name
 */
function header(scope, name) {
  const element = document.createElement("th");
  element.scope = scope;
  const text = document.createElement("span");
  text.textContent = name;
  element.append(text);
  return element;
}

/** @param {HTMLButtonElement} button */
function cell(button) {
  const element = document.createElement("td");
  element.append(button);
  return element;
}

customElements.define("cnn-confusion", Confusion);
