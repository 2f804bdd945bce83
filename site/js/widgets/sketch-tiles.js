/** Sketches as tiles, each with a few words: fetched once for each run, drawn again when the theme changes. */

import { slice } from "../panels/heatmap.js";
import { drawImage } from "../panels/image.js";

/** @import { Showing } from "../lab/showing.js" */
/** @import { Frame } from "../lab/finds.js" */
/** @import { Tensor } from "../protocol.d.ts" */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {{ index: number, label: number, frame?: Frame }} Item a held-out sketch, and the part of it that is framed */

export class SketchTiles {
  /** Of the run's held-out sketches, by their index. @type {Map<number, Tensor>} */
  #pictures = new Map();
  /** @type {unknown} */
  #picturesOf = null;
  /** What each canvas shows. @type {Map<HTMLCanvasElement, number>} */
  #shown = new Map();
  /** Counts what was to be shown: what is fetched late must not go over what came after it. */
  #turn = 0;
  #showing;

  /** @param {Showing} showing */
  constructor(showing) {
    this.#showing = showing;
  }

  /**
   * List sketches; tiles that are there already stay as they are.
   *
   * @template {Item} T
   * @param {HTMLElement} list
   * @param {T[]} items
   * @param {(item: T) => (string | Node)[]} caption
   */
  async show(list, items, caption) {
    while (list.children.length > items.length) list.lastElementChild?.remove();
    items.forEach((item, i) => {
      const tile = list.children[i] ?? list.appendChild(document.createElement("li"));
      const canvas = canvasIn(tile);
      const label = `Sketch ${item.index + 1}, ${this.#showing.phrase(item.label)}`;
      if (canvas.getAttribute("aria-label") !== label) canvas.setAttribute("aria-label", label);
      const text = caption(item);
      const words = /** @type {HTMLElement} */ (tile.lastElementChild);
      const plain = text.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
      if (words.textContent !== plain) words.replaceChildren(...text);
      this.#shown.set(canvas, item.index);
    });
    for (const canvas of this.#shown.keys()) if (!canvas.isConnected) this.#shown.delete(canvas);
    this.#turn += 1;
    const turn = this.#turn;
    const found = await this.pictures(items.map(({ index }) => index));
    if (turn !== this.#turn) return;
    items.forEach(({ frame }, i) => {
      const tile = list.children[i];
      if (tile && frame) markFrame(tile, frame, found[i].shape[0]);
    });
    this.paint();
  }

  /** Draw the pictures again. */
  paint() {
    for (const [canvas, index] of this.#shown) {
      const picture = this.#pictures.get(index);
      if (picture) drawImage(canvas, picture);
    }
  }

  /**
   * @param {number[]} indices of held-out sketches
   * @returns {Promise<Tensor[]>}
   */
  async pictures(indices) {
    if (this.#picturesOf !== this.#showing.run) this.#pictures.clear();
    this.#picturesOf = this.#showing.run;
    const missing = indices.filter((index) => !this.#pictures.has(index));
    if (missing.length > 0) {
      const { images } = await this.#showing.pictures("test", missing);
      missing.forEach((index, i) => {
        this.#pictures.set(index, { data: slice(images, i), shape: images.shape.slice(1) });
      });
    }
    return indices.map((index) => /** @type {Tensor} */ (this.#pictures.get(index)));
  }
}

/** @param {Element} tile */
function canvasIn(tile) {
  const there = tile.querySelector("canvas");
  if (there) return there;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  tile.replaceChildren(canvas, document.createElement("p"));
  return canvas;
}

/**
 * Frame a part of the picture in a tile.
 *
 * @param {Element} tile whose first child is the picture
 * @param {Frame} frame
 * @param {number} side of the picture, in pixels
 */
export function markFrame(tile, { top, bottom, left, right }, side) {
  let svg = tile.querySelector(".sketch-frame");
  if (!svg) {
    svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "sketch-frame");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS(SVG, "rect"), document.createElementNS(SVG, "rect"));
    tile.firstElementChild?.after(svg);
  }
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  for (const rect of svg.children) {
    rect.setAttribute("x", String(left));
    rect.setAttribute("y", String(top));
    rect.setAttribute("width", String(right - left + 1));
    rect.setAttribute("height", String(bottom - top + 1));
  }
}
