/**
 * The base of widgets that let the network of a lab on the same page read all held-out sketches, at the moment that the
 * lab shows. A subclass shows the reading.
 */

import { slice } from "../panels/heatmap.js";
import { drawImage } from "../panels/image.js";
import { LabWatcher } from "./lab-watcher.js";

/** @import { Reading } from "../lab/reading.js" */
/** @import { Verdict } from "../lab/verdicts.js" */
/** @import { Tensor } from "../protocol.d.ts" */

/** @extends {LabWatcher<Reading>} */
export class LabReader extends LabWatcher {
  /** Of the run's held-out sketches, by their index. @type {Map<number, Tensor>} */
  #pictures = new Map();
  /** @type {unknown} */
  #picturesOf = null;
  /** What each canvas shows. @type {Map<HTMLCanvasElement, number>} */
  #shown = new Map();

  /** @override */
  ask() {
    if (this.#picturesOf !== this.showing.run) this.#pictures.clear();
    this.#picturesOf = this.showing.run;
    return this.showing.read("test");
  }

  /** @override */
  paint() {
    for (const [canvas, index] of this.#shown) {
      const picture = this.#pictures.get(index);
      if (picture) drawImage(canvas, picture);
    }
  }

  /**
   * List sketches as tiles; those that are there already stay as they are.
   *
   * @param {HTMLElement} list
   * @param {Verdict[]} verdicts
   * @param {(verdict: Verdict) => (string | Node)[]} caption
   */
  async showTiles(list, verdicts, caption) {
    while (list.children.length > verdicts.length) list.lastElementChild?.remove();
    verdicts.forEach((verdict, i) => {
      const tile = list.children[i] ?? list.appendChild(document.createElement("li"));
      let canvas = tile.querySelector("canvas");
      if (!canvas) {
        canvas = document.createElement("canvas");
        canvas.setAttribute("role", "img");
        tile.replaceChildren(canvas, document.createElement("p"));
      }
      const label = `Sketch ${verdict.index + 1}, ${this.showing.phrase(verdict.label)}`;
      if (canvas.getAttribute("aria-label") !== label) canvas.setAttribute("aria-label", label);
      const text = caption(verdict);
      const words = /** @type {HTMLElement} */ (tile.lastElementChild);
      const plain = text.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
      if (words.textContent !== plain) words.replaceChildren(...text);
      this.#shown.set(canvas, verdict.index);
    });
    for (const canvas of this.#shown.keys()) if (!canvas.isConnected) this.#shown.delete(canvas);
    await this.#fetch(verdicts.map(({ index }) => index));
    this.paint();
  }

  /** @param {number[]} indices */
  async #fetch(indices) {
    const missing = indices.filter((index) => !this.#pictures.has(index));
    if (missing.length === 0) return;
    const { images } = await this.showing.pictures("test", missing);
    missing.forEach((index, i) => {
      this.#pictures.set(index, { data: slice(images, i), shape: images.shape.slice(1) });
    });
  }
}
