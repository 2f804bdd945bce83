/** `<cnn-pooling>`: one number of each window is kept, and its gradient is handed back. */

import { Examples } from "./examples.js";
import { GridWindow, NumberGrid, write } from "./number-grid.js";
import { readNumber, writeNumber, writePlace } from "./numbers.js";
import { Transport } from "./transport.js";
import { Widget } from "./widget.js";

/**
 * What `cnn_core.explain.explain_pooling` returns.
 *
 * @typedef {object} Window
 * @property {number} row
 * @property {number} column
 * @property {number} top
 * @property {number} left
 * @property {number} output
 * @property {[number, number] | null} argmax
 * @property {string} forward
 * @property {string} backward
 *
 * @typedef {object} Pooled
 * @property {number[][]} output
 * @property {number[][]} input_gradient
 * @property {Window[]} windows
 * @property {number[][]} [before]
 * @property {string} [moved]
 *
 * @typedef {object} Explained
 * @property {number[][]} input
 * @property {number[][]} gradient
 * @property {{ size: number, kernel_size: number, strides: number }} output_size
 * @property {Pooled} max
 * @property {Pooled} average
 */

class Pooling extends Widget {
  /** @type {Explained} */
  #explained = this.given("given");
  #input = new NumberGrid(this.find("input", HTMLTableElement));
  #output = new NumberGrid(this.find("output", HTMLTableElement));
  #gradient = new NumberGrid(this.find("gradient", HTMLTableElement));
  #inputGradient = new NumberGrid(this.find("input_gradient", HTMLTableElement));
  #windows = ["input", "input_gradient"].map((name) => new GridWindow(this.find(name, HTMLTableElement)));
  #examples = new Examples(this, (explained) => this.#show(explained, 0));
  #transport = new Transport(this, (position) => this.#showWindow(position));

  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "kind") this.#show(this.#explained);
      else this.#ask();
    });
    for (const button of this.querySelectorAll("button[data-move]")) {
      const { move } = /** @type {HTMLElement} */ (button).dataset;
      button.addEventListener("click", () => this.#ask({ move }));
    }
    for (const grid of [this.#output, this.#gradient]) {
      grid.table.addEventListener("click", ({ target }) => {
        const place = grid.placeOf(target);
        if (place) this.#transport.go(place.row * this.#explained.max.output.length + place.column);
      });
    }
    this.#show(this.#explained);
  }

  get #kind() {
    const form = this.find("form", HTMLFormElement);
    return new FormData(form).get("kind") === "average" ? "average" : "max";
  }

  get #pooled() {
    return this.#explained[this.#kind];
  }

  /** @param {{ move?: string }} [also] */
  async #ask(also) {
    /** @type {Explained | null} */
    const explained = await this.explain("pooling", {
      input: this.#input.values,
      gradient: this.#gradient.values,
      size: readNumber(this.#field("size").value),
      pool_size: readNumber(this.#field("pool_size").value),
      strides: readNumber(this.#field("strides").value),
      ...also,
    });
    // Else it would put back what was typed since.
    if (!explained || this.isAsking("pooling")) return;
    if (!also) this.#examples.clear();
    this.#show(explained);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }

  /**
   * @param {Explained} explained
   * @param {number} [position]
   */
  #show(explained, position) {
    this.#explained = explained;
    const { output, input_gradient, windows, before, moved } = this.#pooled;
    this.#input.show(explained.input);
    this.#output.show(output);
    this.#gradient.show(explained.gradient);
    this.#inputGradient.show(input_gradient);
    const { size, kernel_size, strides } = explained.output_size;
    for (const [name, value] of Object.entries({ size, pool_size: kernel_size, strides })) {
      write(this.#field(name), String(value));
    }
    for (const { row, column } of windows) {
      const was = before?.[row][column];
      const hasChanged = was !== undefined && was !== output[row][column];
      this.#output.mark(row, column, hasChanged ? `was ${writeNumber(was)}` : "");
    }
    this.find("moved", HTMLElement).textContent = moved ?? "";
    this.#transport.reset(windows.length, position);
  }

  /** @param {number} index */
  #showWindow(index) {
    const { windows } = this.#pooled;
    const shown = windows[index];
    const size = this.#explained.output_size.kernel_size;
    for (const frame of this.#windows) frame.move(shown, size);
    for (const cell of this.#input.cells) delete cell.dataset.mark;
    if (shown.argmax) this.#input.mark(...shown.argmax, "max");
    for (const grid of [this.#output, this.#gradient]) {
      for (const { row, column } of windows) {
        grid.cell(row, column).toggleAttribute("data-current", row === shown.row && column === shown.column);
      }
    }
    this.find("forward", HTMLElement).textContent = shown.forward;
    this.find("backward", HTMLElement).textContent = shown.backward;
    const scrub = this.find("scrub", HTMLElement);
    scrub.setAttribute("aria-valuetext", `${writePlace(shown)}: ${writeNumber(shown.output)}`);
    const what = this.#kind === "max" ? "the largest" : "the mean";
    this.say(`Window ${index + 1} of ${windows.length}: ${what} is ${writeNumber(shown.output)}.`);
  }
}

customElements.define("cnn-pooling", Pooling);
