/**
 * A network as one picture: painted on a canvas, with one thing to focus for each block lying over it. Arrow keys move
 * from number to number within a block, Tab from block to block; a pointer goes anywhere.
 *
 * @typedef {import("./blocks.js").Block} Block
 * @typedef {import("./blocks.js").Layer} Layer
 * @typedef {import("./blocks.js").Place} Place
 * @typedef {import("./layout.js").Box} Box
 *
 * @typedef {object} Shown
 * @property {Layer[]} layers
 * @property {(string | number)[]} digits
 * @property {Map<string, Float32Array>} numbers by the block's key, as `arrange` gives them; empty blocks are missing
 * @property {Map<string, number>} bounds by the block's key: what the strongest color stands for
 * @property {Map<number, Float32Array>} argmax by the number of the layer that is pooled
 * @property {Float32Array | null} image for the input, while it has no numbers
 * @property {number | null} target index of the right digit
 */

import { oncePerFrame } from "../lab/frame.js";
import { onThemeChange, tokenColor } from "../panels/theme.js";
import { blocksOf, cellOf, placeOf, sameShape } from "./blocks.js";
import { hit, layOut, rectangle } from "./layout.js";
import { labelOf } from "./names.js";
import { BlockPainter, paintArgmax, paintBars, paintChosen } from "./paint.js";

/** The canvas reaches over the picture's edge on all sides, for outlines; the style sheet says the same. */
const MARGIN = 4;

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class Picture {
  /** @type {Shown | null} */
  #shown = null;
  /** @type {import("./layout.js").Layout | null} */
  #layout = null;
  #width = 0;
  /** @type {Block[]} */
  #blocks = [];
  /** @type {Map<string, BlockPainter>} */
  #painters = new Map();
  /** @type {Map<string, HTMLElement>} */
  #covers = new Map();
  /** @type {Place | null} */
  #chosen = null;
  /** @type {number[][] | null} */
  #fields = null;
  #root;
  #canvas;
  #actions;
  #paintSoon = oncePerFrame(() => this.#paint());

  /**
   * @param {HTMLElement} root holds a canvas
   * @param {object} actions
   * @param {(place: Place, isLasting: boolean) => void} actions.pick a number was pointed at; a click or key makes it last
   * @param {() => void} actions.leave the pointer went away
   */
  constructor(root, actions) {
    this.#root = root;
    this.#canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
    this.#actions = actions;
    root.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.#point(event, false);
    });
    root.addEventListener("click", (event) => this.#point(event, true));
    root.addEventListener("pointerleave", () => actions.leave());
    new ResizeObserver(() => this.#place()).observe(root);
    onThemeChange(() => this.#paintSoon());
    document.fonts.ready.then(() => this.#paintSoon());
  }

  get isEmpty() {
    return this.#shown === null;
  }

  /** @param {Shown} shown */
  show(shown) {
    const isSame = this.#shown && sameShape(this.#shown.layers, shown.layers);
    this.#shown = shown;
    if (!isSame) {
      this.#blocks = blocksOf(shown.layers);
      this.#cover(shown.layers);
      this.#place();
    }
    this.#paintSoon();
  }

  /**
   * Mark a number, and what it was made of.
   *
   * @param {Place | null} place
   * @param {number[][] | null} fields
   */
  choose(place, fields) {
    this.#chosen = place;
    this.#fields = fields;
    this.#paintSoon();
  }

  /**
   * Single out blocks.
   *
   * @param {Set<string>} keys
   */
  mark(keys) {
    for (const [key, cover] of this.#covers) cover.toggleAttribute("data-marked", keys.has(key));
  }

  /**
   * @param {Place} place
   * @returns {Block | undefined}
   */
  blockOf(place) {
    return this.#blocks.find(
      ({ layer, isParam }) => layer === place.layer && isParam === (place.param !== null),
    );
  }

  /**
   * Something to focus for each block, where it stands.
   *
   * @param {Layer[]} layers
   */
  #cover(layers) {
    for (const cover of this.#covers.values()) cover.remove();
    this.#covers.clear();
    this.#painters.clear();
    for (const block of this.#blocks) {
      const { name, size } = labelOf(layers, block);
      const cover = document.createElement("div");
      cover.className = "picture-block";
      cover.tabIndex = 0;
      cover.setAttribute("role", "application");
      cover.setAttribute("aria-label", `${name}, ${size.replaceAll("×", " by ")}`);
      const label = document.createElement("p");
      label.className = "picture-label";
      label.setAttribute("aria-hidden", "true");
      const detail = document.createElement("span");
      detail.textContent = size;
      label.append(name, " ", detail);
      cover.append(label);
      cover.addEventListener("keydown", (event) => this.#key(event, block));
      cover.addEventListener("focus", () => {
        if (cover.matches(":focus-visible")) this.#enter(block);
      });
      this.#root.append(cover);
      this.#covers.set(block.key, cover);
      this.#painters.set(block.key, new BlockPainter());
    }
  }

  #place() {
    const width = this.#root.clientWidth;
    if (width === 0 || this.#blocks.length === 0) return;
    this.#width = width; // asking for it again while painting would cost a layout
    const layout = layOut(this.#blocks, width);
    this.#layout = layout;
    this.#root.toggleAttribute("data-stacked", layout.isStacked);
    this.#root.style.setProperty("--picture-height", `${layout.height}px`);
    for (const { block, x, y, width, height, labelX } of layout.boxes) {
      const style = this.#covers.get(block.key)?.style;
      style?.setProperty("--x", `${x}px`);
      style?.setProperty("--y", `${y}px`);
      style?.setProperty("--width", `${width}px`);
      style?.setProperty("--height", `${height}px`);
      style?.setProperty("--label", `${labelX - x}px`);
    }
    this.#paintSoon();
  }

  #paint() {
    const layout = this.#layout;
    const shown = this.#shown;
    const context = this.#canvas.getContext("2d");
    if (!layout || !shown || !context) return;
    const margin = MARGIN * devicePixelRatio;
    const width = Math.round(this.#width * devicePixelRatio + 2 * margin);
    const height = Math.round(layout.height * devicePixelRatio + 2 * margin);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, margin, margin);
    for (const box of layout.boxes) this.#paintBox(context, box, shown);
    const chosen = this.#chosen && this.#boxOf(this.#chosen);
    if (chosen) paintChosen(context, layout, chosen, this.#fields);
  }

  /** @param {CanvasRenderingContext2D} context @param {Box} box @param {Shown} shown */
  #paintBox(context, box, { numbers, bounds, argmax, digits, target, layers, image }) {
    const { key, form, kind, layer, isParam } = box.block;
    const found = numbers.get(key);
    if (!found && kind === "Input" && image) {
      this.#painters.get(key)?.paint(context, box, image, 1, true);
      return;
    }
    if (!found) {
      context.fillStyle = tokenColor("--paper-sunken");
      for (let tile = 0; tile < box.tiles.length; tile++) {
        const { x, y, width, height } = rectangle(
          box,
          { tile, row: 0, column: 0 },
          box.block.rows,
          box.block.columns,
        );
        context.fillRect(x, y, width, height);
      }
      return;
    }
    if (form === "bars") return paintBars(context, box, found, digits, target);
    const isInk = kind === "Input" && layers[0].shape[2] === 1 && !bounds.has(key);
    this.#painters.get(key)?.paint(context, box, found, bounds.get(key) ?? 1, isInk);
    const winners = isParam ? undefined : argmax.get(layer);
    if (winners) paintArgmax(context, box, winners);
  }

  /** @param {Place} place */
  #boxOf(place) {
    const block = this.blockOf(place);
    const box = this.#layout?.boxes.find((one) => one.block === block);
    if (!box) return null;
    const cell = cellOf(box.block, place);
    const isThere =
      cell.tile < box.tiles.length && cell.row < box.block.rows && cell.column < box.block.columns;
    return isThere ? { box, ...cell } : null;
  }

  /** @param {MouseEvent} event @param {boolean} isLasting */
  #point(event, isLasting) {
    if (!this.#layout) return;
    const { left, top } = this.#root.getBoundingClientRect();
    const found = hit(this.#layout, event.clientX - left, event.clientY - top);
    const place = found && placeOf(found.box.block, found.tile, found.row, found.column);
    if (place) this.#actions.pick(place, isLasting);
  }

  /** @param {Block} block */
  #enter(block) {
    const isHere = this.#chosen && this.blockOf(this.#chosen) === block;
    const place = isHere ? this.#chosen : placeOf(block, 0, 0, 0);
    if (place) this.#actions.pick(place, true);
  }

  /**
   * Over the edge of a tile, arrows go on to the next tile in that direction.
   *
   * @param {KeyboardEvent} event
   * @param {Block} block
   */
  #key(event, block) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const here = this.#chosen && this.blockOf(this.#chosen) === block ? this.#boxOf(this.#chosen) : null;
    if (!here) return this.#enter(block);
    const from = rectangle(here.box, here);
    const [down, right] = arrow;
    const place = neighbor(here.box, from, right, down);
    if (place) this.#actions.pick(place, true);
  }
}

/**
 * The nearest cell in a direction, as one sees it: within the tile, or in the one beyond.
 *
 * @param {Box} box
 * @param {{ x: number, y: number, width: number, height: number }} from
 * @param {number} right
 * @param {number} down
 */
function neighbor(box, from, right, down) {
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  const reach = Math.max(box.width, box.height);
  const step = Math.min(from.width, from.height);
  for (let distance = right ? from.width : from.height; distance <= reach; distance += step) {
    const found = hit(
      { boxes: [box], width: 0, height: 0, isStacked: false },
      x + right * distance,
      y + down * distance,
    );
    if (!found) return null;
    const place = placeOf(box.block, found.tile, found.row, found.column);
    const to = rectangle(box, found);
    const moved = right ? (to.x - from.x) * right : (to.y - from.y) * down;
    if (place && moved > 0.5) return place;
  }
  return null;
}
