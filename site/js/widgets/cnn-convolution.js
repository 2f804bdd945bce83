/** `<cnn-convolution>`: a kernel slides over an input, and every sum is written out. */

import { Examples } from "./examples.js";
import { GridWindow, NumberGrid, write } from "./number-grid.js";
import { readNumber, writeFactor, writeNumber, writePlace } from "./numbers.js";
import { Transport } from "./transport.js";
import { Widget } from "./widget.js";

/**
 * What `cnn_core.explain.explain_convolution` returns.
 *
 * @typedef {object} Position
 * @property {number} row
 * @property {number} column
 * @property {number} top
 * @property {number} left
 * @property {number[][]} patch
 * @property {number[][]} products
 * @property {number[]} row_sums
 * @property {number} sum
 *
 * @typedef {object} OutputSize
 * @property {number} size
 * @property {number} kernel_size
 * @property {number} strides
 * @property {number} padding
 * @property {number} quotient
 * @property {number} output_size
 *
 * @typedef {object} Explained
 * @property {number[][]} input
 * @property {number[][]} kernel
 * @property {number[][]} output
 * @property {Position[]} positions
 * @property {OutputSize} output_size
 * @property {number[][]} seen
 * @property {string} note
 */

const SIZES = /** @type {const} */ (["size", "kernel_size", "strides", "padding"]);

class Convolution extends Widget {
  /** @type {Explained} */
  #explained = this.given("given");
  #input = new NumberGrid(this.find("input", HTMLTableElement));
  #kernel = new NumberGrid(this.find("kernel", HTMLTableElement));
  #output = new NumberGrid(this.find("output", HTMLTableElement));
  #window = new GridWindow(this.find("input", HTMLTableElement));
  #examples = new Examples(this, (explained) => this.#show(explained, 0));
  #transport = new Transport(this, (position) => this.#showPosition(position));

  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("change", () => this.#ask());
    form.addEventListener("submit", (event) => event.preventDefault());
    this.find("output", HTMLElement).addEventListener("click", ({ target }) => {
      const place = this.#output.placeOf(target);
      if (place) this.#transport.go(place.row * this.#explained.output[0].length + place.column);
    });
    this.#show(this.#explained);
  }

  async #ask() {
    const fields = Object.fromEntries(SIZES.map((name) => [name, readNumber(this.#field(name).value)]));
    /** @type {Explained | null} */
    const explained = await this.explain("convolution", {
      input: this.#input.values,
      kernel: this.#kernel.values,
      ...fields,
    });
    // Else it would put back what was typed since.
    if (!explained || this.isAsking("convolution")) return;
    this.#examples.clear();
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
    const { output_size: sizes } = explained;
    this.#input.show(explained.input, sizes.padding);
    this.#kernel.show(explained.kernel);
    this.#output.show(explained.output);
    for (const name of SIZES) write(this.#field(name), String(sizes[name]));
    for (const [i, row] of explained.seen.entries()) {
      for (const [j, looks] of row.entries()) {
        const cell = this.#input.cell(i, j);
        cell.toggleAttribute("data-unseen", looks === 0);
        cell.title = looks ? "" : "No position of the kernel sees this pixel";
      }
    }
    this.#showSize(explained);
    this.#transport.reset(explained.positions.length, position);
  }

  /** @param {Explained} explained */
  #showSize({ output_size: sizes, note }) {
    const { size, kernel_size, strides, padding, quotient, output_size } = sizes;
    for (const [name, side] of Object.entries({ input: size, kernel: kernel_size, output: output_size })) {
      this.find(`${name}-size`, HTMLElement).textContent = `${side} × ${side}`;
    }
    const result = document.createElement("b");
    result.textContent = String(output_size);
    this.find("formula", HTMLElement).replaceChildren(
      `= ⌊(${size} − ${kernel_size} + 2·${padding}) / ${strides}⌋ + 1 = ⌊${writeNumber(quotient)}⌋ + 1 = `,
      result,
    );
    this.find("formula-note", HTMLElement).textContent = note;
  }

  /** @param {number} index */
  #showPosition(index) {
    const { positions, kernel, output } = this.#explained;
    const position = positions[index];
    const padding = this.#explained.output_size.padding;
    this.#window.move(position, kernel.length);
    for (const cell of this.#input.cells) delete cell.dataset.mark;
    for (const [i, row] of kernel.entries()) {
      for (const [j, weight] of row.entries()) {
        this.#input.mark(position.top + i - padding, position.left + j - padding, `×${writeNumber(weight)}`);
      }
    }
    for (const [i, other] of positions.entries()) {
      const cell = this.#output.cell(other.row, other.column);
      cell.toggleAttribute("data-pending", i > index);
      cell.toggleAttribute("data-current", i === index);
      cell.textContent = i > index ? "" : writeNumber(output[other.row][other.column]);
    }
    const place = writePlace(position);
    this.find("sum", HTMLElement).replaceChildren(...writeSum(position, kernel));
    this.find("scrub", HTMLElement).setAttribute("aria-valuetext", `${place}: ${writeNumber(position.sum)}`);
    this.say(
      `Position ${index + 1} of ${positions.length}, ${place}: the sum is ${writeNumber(position.sum)}.`,
    );
  }
}

/**
 * @param {Position} position
 * @param {number[][]} kernel
 */
function writeSum({ patch, products, row_sums, sum }, kernel) {
  const lines = products.map((row, i) => {
    const terms = row.flatMap((product, j) => {
      const term = span("sum-term", `${writeFactor(patch[i][j])}×${writeFactor(kernel[i][j])}`);
      term.toggleAttribute("data-zero", product === 0);
      return j ? [" ", span("sum-sign", "+"), " ", term] : [term];
    });
    return line("sum-row", ...terms, " ", span("sum-part", `= ${writeNumber(row_sums[i])}`));
  });
  const total = document.createElement("b");
  total.textContent = `= ${writeNumber(sum)}`;
  return [...lines, line("sum-total", span("", row_sums.map(writeFactor).join(" + ")), " ", total)];
}

/**
 * @param {string} className
 * @param {string} text
 */
function span(className, text) {
  const element = document.createElement("span");
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

/**
 * @param {string} className
 * @param {(Node | string)[]} content
 */
function line(className, ...content) {
  const element = document.createElement("p");
  element.className = className;
  element.append(...content);
  return element;
}

customElements.define("cnn-convolution", Convolution);
