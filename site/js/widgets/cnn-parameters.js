/** `<cnn-parameters>`: counts the parameters of a dense layer and of a convolution on the same image. */

import { readNumber } from "./numbers.js";
import { showTexts } from "./texts.js";
import { Widget } from "./widget.js";

/** As in the template, in units of the drawing: the larger square's side, the smallest that is seen, and the ground. */
const [SIDE, LEAST, GROUND, RIGHT] = [176, 0.8, 178, 240];

class Parameters extends Widget {
  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => this.#update());
    this.#side.addEventListener("input", () => {
      this.#field("height").value = this.#field("width").value = this.#side.value;
      this.#update();
    });
    for (const button of this.#images) {
      button.addEventListener("click", () => {
        const [height, width, channels] = JSON.parse(button.dataset.image ?? "[]");
        for (const [name, value] of Object.entries({ height, width, channels })) {
          this.#field(name).value = String(value);
        }
        this.#update();
      });
    }
  }

  async #update() {
    const form = new FormData(this.find("form", HTMLFormElement));
    const args = Object.fromEntries([...form].map(([name, value]) => [name, readNumber(String(value))]));
    this.#side.value = String(args.height);
    for (const button of this.#images) {
      const isShown = button.dataset.image === JSON.stringify([args.height, args.width, args.channels]);
      button.setAttribute("aria-pressed", String(isShown));
    }
    const explained = await this.explain("parameters", args);
    if (explained) this.#show(explained);
  }

  /** @param {any} explained */
  #show({ dense, convolution, growth, texts }) {
    showTexts(this, texts);
    const most = Math.max(dense, convolution);
    const [large, small] = [dense, convolution].map((count) => SIDE * Math.sqrt(count / most));
    place(this.find("dense-area", SVGRectElement), 2, Math.max(large, LEAST));
    place(
      this.find("convolution-area", SVGRectElement),
      RIGHT - Math.max(small, LEAST),
      Math.max(small, LEAST),
    );
    this.find("ring", SVGCircleElement).setAttribute("visibility", small > 6 ? "hidden" : "visible");
    const rows = this.find("growth", HTMLTableSectionElement).rows;
    for (const [i, row] of growth.entries()) {
      for (const [j, text] of [row.image, row.dense, row.convolution].entries())
        rows[i].cells[j].textContent = text;
    }
    this.say(`Dense: ${texts.dense_count}. Convolution: ${texts.convolution_count}. ${texts.verdict}`);
  }

  get #images() {
    return /** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll("[data-image]"));
  }

  get #side() {
    return this.find("side", HTMLInputElement);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }
}

/**
 * @param {SVGRectElement} square
 * @param {number} left
 * @param {number} side
 */
function place(square, left, side) {
  const attributes = { x: left, y: GROUND - side, width: side, height: side };
  for (const [name, value] of Object.entries(attributes)) square.setAttribute(name, String(value));
}

customElements.define("cnn-parameters", Parameters);
