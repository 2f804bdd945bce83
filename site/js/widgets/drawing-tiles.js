/** The reader's drawings as a list of tiles: each with what it is, what it is taken for, and a button to delete it. */

import { drawHeatmap } from "../panels/heatmap.js";
import { inkScale, tokenColor } from "../panels/theme.js";

/** @import { Kept } from "../lab/collection.js" */
/** @typedef {{ says: string, sure: string, isWrong: boolean, isTaught: boolean }} Said */

const SIDE = 96;
/** Of the drawing's side; as wide as a sketch's pen. */
const PEN = 0.09;

export class DrawingTiles {
  #list;
  #onDelete;
  /** By the drawing's id. @type {Map<string, { item: HTMLElement, drawing: Kept }>} */
  #tiles = new Map();

  /**
   * @param {HTMLElement} list
   * @param {(id: string) => void} onDelete
   */
  constructor(list, onDelete) {
    this.#list = list;
    this.#onDelete = onDelete;
  }

  /** @param {Kept[]} drawings the newest last; it is shown first */
  show(drawings) {
    const wanted = new Set(drawings.map(({ id }) => id));
    for (const [id, { item }] of this.#tiles) {
      if (wanted.has(id)) continue;
      item.remove();
      this.#tiles.delete(id);
    }
    for (const drawing of drawings) {
      if (this.#tiles.has(drawing.id)) continue;
      const item = this.#make(drawing);
      this.#tiles.set(drawing.id, { item, drawing });
      this.#list.prepend(item);
      paint(item, drawing);
    }
  }

  /**
   * @param {Kept[]} drawings
   * @param {(i: number) => Said} said of each
   */
  caption(drawings, said) {
    drawings.forEach(({ id, label }, i) => {
      const item = this.#tiles.get(id)?.item;
      if (!item) return;
      const { says, sure, isWrong, isTaught } = said(i);
      const bold = document.createElement("b");
      bold.textContent = `${isWrong ? "✗ " : ""}says ${says}`;
      const caption = /** @type {HTMLElement} */ (item.querySelector("p"));
      item.toggleAttribute("data-wrong", isWrong);
      const parts = [`a ${label}; `, bold, `, ${sure}${isTaught ? ", learned" : ""}`];
      const text = parts.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
      if (caption.textContent !== text) caption.replaceChildren(...parts);
    });
  }

  /**
   * Put the focus on the delete button of the drawing at this place, counted from the oldest.
   *
   * @param {number} place
   * @returns {boolean} whether there is one
   */
  focus(place) {
    const buttons = [...this.#list.querySelectorAll("button")].reverse();
    buttons[place]?.focus();
    return place in buttons;
  }

  /** Paint all anew: the theme has changed. */
  paint() {
    for (const { item, drawing } of this.#tiles.values()) paint(item, drawing);
  }

  /** @param {Kept} drawing */
  #make({ id, label }) {
    const item = document.createElement("li");
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `A ${label} of yours`);
    const caption = document.createElement("p");
    caption.textContent = `a ${label}`;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-quiet", textContent: "Delete" });
    button.setAttribute("aria-label", `Delete this ${label}`);
    button.addEventListener("click", () => this.#onDelete(id));
    item.append(canvas, caption, button);
    return item;
  }
}

/**
 * @param {HTMLElement} item
 * @param {Kept} drawing
 */
function paint(item, drawing) {
  const canvas = /** @type {HTMLCanvasElement} */ (item.querySelector("canvas"));
  if ("pixels" in drawing) {
    const side = Math.sqrt(drawing.pixels.length);
    return drawHeatmap(canvas, drawing.pixels, side, side, { colors: inkScale(), low: 0, high: 1 });
  }
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.strokeStyle = tokenColor("--input");
  context.lineWidth = PEN * SIDE;
  context.lineCap = context.lineJoin = "round";
  for (const stroke of drawing.strokes) {
    context.beginPath();
    for (const [x, y] of stroke) context.lineTo(x * SIDE, y * SIDE);
    context.stroke();
  }
}
