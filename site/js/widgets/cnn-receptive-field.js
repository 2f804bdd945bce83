/** `<cnn-receptive-field>`: a stack of windows, and the pixels that one of its values depends on. */

import { readNumber } from "./numbers.js";
import { showTexts } from "./texts.js";
import { Widget } from "./widget.js";

/** @typedef {Record<string, string | number>} Spec */

const SVG = "http://www.w3.org/2000/svg";
const MOST_LAYERS = 8;
const LEVELS = 5;

class ReceptiveField extends Widget {
  /** @type {Record<string, Spec[]>} */
  #examples = this.given("examples");

  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "range") return;
      this.#update();
    });
    for (const slider of [this.#rowSlider, this.#columnSlider]) {
      slider.addEventListener("input", () => this.#update());
    }
    const map = this.find("map", SVGSVGElement);
    map.addEventListener("click", ({ clientX, clientY }) => {
      const { left, top, width, height } = map.getBoundingClientRect();
      const size = Number(this.#rowSlider.max) + 1;
      this.#columnSlider.value = String(Math.floor(((clientX - left) / width) * size));
      this.#rowSlider.value = String(Math.floor(((clientY - top) / height) * size));
      this.#update();
    });
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#restack(this.#examples[button.dataset.example ?? ""]));
    }
    this.find("add", HTMLButtonElement).addEventListener("click", () => {
      this.#restack([...this.#layers, { kind: "conv", kernel: 3, stride: 1 }]);
      this.#rows.lastElementChild?.querySelector("select")?.focus();
    });
    this.#rows.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-action=remove]") : null;
      if (!button) return;
      const index = [...this.#rows.children].indexOf(/** @type {Element} */ (button.closest("li")));
      this.#restack(this.#layers.toSpliced(index, 1));
      const left = this.#rows.children[Math.min(index, this.#rows.children.length - 1)];
      /** @type {HTMLElement | null} */ (left.querySelector("[data-action=remove]:enabled, select"))?.focus();
    });
  }

  /** What the fields hold. @returns {Spec[]} */
  get #layers() {
    return [...this.#rows.children].map((row) =>
      Object.fromEntries(
        ["kind", "kernel", "stride"].map((name) => [name, readNumber(fieldOf(row, name).value)]),
      ),
    );
  }

  /**
   * Take other layers, and look at the last of them, at its middle.
   *
   * @param {Spec[]} layers
   */
  #restack(layers) {
    if (this.dataset.state === "refused") this.accept();
    const template = this.find("row", HTMLTemplateElement);
    const rows = this.#rows;
    rows.replaceChildren(...layers.map(() => template.content.cloneNode(true)));
    for (const [i, row] of [...rows.children].entries()) {
      slotOf(row, "number").textContent = String(i + 1);
      const radio = /** @type {HTMLInputElement} */ (row.querySelector("[name=shown]"));
      radio.value = String(i);
      radio.checked = i === layers.length - 1;
      for (const [name, value] of Object.entries(layers[i])) {
        const field = fieldOf(row, name);
        field.value = String(value);
        field.name = `layers[${i}].${name}`;
      }
      const remove = /** @type {HTMLButtonElement} */ (row.querySelector("[data-action=remove]"));
      remove.disabled = layers.length === 1;
      remove.setAttribute("aria-label", `Remove layer ${i + 1}`);
    }
    this.find("add", HTMLButtonElement).disabled = layers.length >= MOST_LAYERS;
    this.#update({ row: null, column: null });
  }

  /** @param {Record<string, unknown>} [place] */
  async #update(place = { row: Number(this.#rowSlider.value), column: Number(this.#columnSlider.value) }) {
    const layers = this.#layers;
    const shown = Number(new FormData(this.find("form", HTMLFormElement)).get("shown"));
    const channels = readNumber(this.#channels.value);
    this.#markExample(JSON.stringify(layers));
    const explained = await this.explain("receptive_field", { layers, channels, shown, ...place });
    if (explained && explained.rows.length === this.#rows.children.length) this.#show(explained);
  }

  /** @param {string} layers as JSON */
  #markExample(layers) {
    let lookFor = "A stack of your own.";
    for (const button of this.#buttons) {
      const isShown = JSON.stringify(this.#examples[button.dataset.example ?? ""]) === layers;
      button.setAttribute("aria-pressed", String(isShown));
      if (isShown) lookFor = button.dataset.lookFor ?? "";
    }
    this.find("look-for", HTMLElement).textContent = lookFor;
  }

  /** @param {any} explained */
  #show({ rows, shown, row, column, input_size, seen, top, left, measured, texts }) {
    for (const [i, one] of rows.entries()) {
      const texts = { ...one, size: `${one.size} × ${one.size}` };
      for (const slot of ["size", "size_formula", "jump", "jump_formula"]) {
        slotOf(this.#rows.children[i], slot).textContent = String(texts[slot]);
      }
    }
    const { output_size } = rows[shown];
    for (const slider of [this.#rowSlider, this.#columnSlider]) slider.max = String(output_size - 1);
    this.#rowSlider.value = String(row);
    this.#columnSlider.value = String(column);
    this.find("input-size", HTMLElement).textContent = `${input_size} × ${input_size}`;
    this.#scale("image", input_size);
    this.#scale("map", output_size);
    setAttributes(this.find("picked", SVGRectElement), { x: column, y: row });
    setAttributes(this.find("box", SVGRectElement), { x: left, y: top, width: measured, height: measured });
    this.find("seen", SVGGElement).replaceChildren(...pixels(seen.data, input_size));
    showTexts(this, texts);
    this.say(`${texts.place}: ${texts.measured}`);
  }

  /**
   * @param {"image" | "map"} name
   * @param {number} size
   */
  #scale(name, size) {
    this.find(name, SVGSVGElement).setAttribute("viewBox", `0 0 ${size} ${size}`);
    const lines = Array.from({ length: size + 1 }, (_, i) => `M${i} 0V${size}M0 ${i}H${size}`);
    this.find(`${name}-lines`, SVGPathElement).setAttribute("d", lines.join(""));
  }

  /**
   * The reason stands in the row that it is about.
   *
   * @override
   * @param {string} field
   * @param {string} message
   */
  refuse(field, message) {
    const index = /^layers\[(\d+)\]/.exec(field)?.[1];
    const place = /** @type {Element} */ (this.querySelector("[data-error=layers]"));
    if (index === undefined) this.#rows.after(place);
    else this.#rows.children[Number(index)].append(place);
    super.refuse(field, message);
  }

  get #rows() {
    return this.find("rows", HTMLOListElement);
  }

  get #buttons() {
    return /** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll("[data-example]"));
  }

  get #rowSlider() {
    return this.find("row-slider", HTMLInputElement);
  }

  get #columnSlider() {
    return this.find("column-slider", HTMLInputElement);
  }

  get #channels() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[name=channels]"));
  }
}

/**
 * @param {Float32Array} seen row-major, largest 1
 * @param {number} size
 */
function pixels(seen, size) {
  /** @type {SVGElement[]} */
  const lit = [];
  for (const [i, value] of seen.entries()) {
    if (value <= 0) continue;
    const pixel = document.createElementNS(SVG, "rect");
    setAttributes(pixel, { x: i % size, y: Math.floor(i / size), width: 1, height: 1 });
    pixel.dataset.level = String(Math.max(1, Math.round(LEVELS * Math.sqrt(value))));
    lit.push(pixel);
  }
  return lit;
}

/**
 * @param {Element} element
 * @param {Record<string, number>} attributes
 */
function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/**
 * @param {Element} row
 * @param {string} name
 */
function fieldOf(row, name) {
  return /** @type {HTMLInputElement} */ (row.querySelector(`[data-name="${name}"]`));
}

/**
 * @param {Element} row
 * @param {string} slot
 */
function slotOf(row, slot) {
  return /** @type {Element} */ (row.querySelector(`[data-slot="${slot}"]`));
}

customElements.define("cnn-receptive-field", ReceptiveField);
