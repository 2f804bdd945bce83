/**
 * `<digit-canvas>`: the surface one draws a digit on. By mouse, pen or touch, freely. By keyboard, on the grid of 8 × 8
 * pixels that the network sees, one by one; where `data-side` says that it sees more, with a pen that goes over a grid.
 * With `data-inks`, colors one after the other, it is a brush, and `ink` is the color chosen.
 * Says `drawingchange` whenever the drawing has changed and `drawingend` when a stroke or a pixel is done.
 */

import { DrawingState, readDrawing } from "./drawing.js";
import { onThemeChange, tokenColor } from "./theme.js";

/** Of the surface's width. The brush is as wide as in cnn_core/market.py. */
const WIDTH = { pen: 0.075, brush: 0.24 };
const PIXELS = 8;
const PLACES = 16;
/** How long it is known where the surface stands: the page may scroll under a stroke. */
const PLACE_MS = 150;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class DigitCanvas extends HTMLElement {
  /** What the network sees of the strokes, if known: keyboard work goes on from it. @type {Float32Array | null} */
  seen = null;
  /** Which of the inks is on the brush. */
  ink = 0;

  #state = new DrawingState(PIXELS);
  /** @type {string[]} */
  #inks = [];
  /** Whether the keys set pixels; a pen's line is drawn otherwise. */
  #setsPixels = true;
  #grid = PIXELS;
  /** @type {HTMLCanvasElement} */
  #canvas = document.createElement("canvas");
  /** @type {HTMLElement} */
  #status = document.createElement("p");
  /** @type {number | null} */
  #pointer = null;
  #cursor = { column: 3, row: 1 };
  #showsCursor = false;
  /** @type {DOMRect | null} */
  #box = null;
  #boxAt = 0;
  #frame = 0;
  #isWired = false;

  connectedCallback() {
    if (this.#isWired) return;
    this.#isWired = true;
    this.#canvas = /** @type {HTMLCanvasElement} */ (this.querySelector("canvas"));
    this.#status = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
    this.#inks = this.dataset.inks?.split(" ") ?? [];
    this.#setsPixels = Number(this.dataset.side ?? PIXELS) === PIXELS;
    if (!this.#setsPixels) {
      this.#grid = PLACES;
      this.#cursor = { column: PLACES / 2, row: PLACES / 4 };
    }
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    addEventListener("scroll", () => (this.#box = null), { capture: true, passive: true });
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(type, (event) => this.#up(/** @type {PointerEvent} */ (event)));
    }
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("focus", () => this.#cursorVisible(canvas.matches(":focus-visible")));
    canvas.addEventListener("blur", () => this.#cursorVisible(false));
    new ResizeObserver(() => this.#schedule()).observe(canvas);
    onThemeChange(() => this.#schedule());
    this.#schedule();
  }

  /** What is drawn; null when nothing is. */
  get drawing() {
    return this.#state.drawing;
  }

  /**
   * Show a drawing that was written down elsewhere, if it is one for this surface.
   *
   * @param {unknown} written
   * @returns {boolean} whether it is
   */
  show(written) {
    const drawing = readDrawing(written, { side: PIXELS, inks: this.#inks.length });
    if (!drawing) return false;
    this.#state.replace(drawing);
    this.#changed(true);
    return true;
  }

  clear() {
    this.#state.clear();
    this.#changed(true);
    this.#say("Cleared.");
  }

  undo() {
    const could = this.#state.canUndo;
    this.#state.undo();
    this.#changed(true);
    this.#say(could ? "Undone." : "Nothing to undo.");
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || this.#pointer !== null) return;
    // Without it, a drag would select text or be taken for a scroll.
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true });
    this.#cursorVisible(false);
    this.#pointer = event.pointerId;
    this.#box = null;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#state.beginStroke(...this.#position(event), this.#chosenInk);
    this.#changed(false);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    let moved = false;
    for (const each of events.length > 0 ? events : [event]) {
      moved = this.#state.extendStroke(...this.#position(each)) || moved;
    }
    if (moved) this.#changed(false);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#state.endStroke();
    this.#changed(true);
  }

  /** Where the surface stands. To ask has the page laid out, and a hand moves often. */
  get #place() {
    const now = performance.now();
    if (!this.#box || now - this.#boxAt > PLACE_MS) {
      this.#box = this.#canvas.getBoundingClientRect();
      this.#boxAt = now;
    }
    return this.#box;
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  #position(event) {
    const box = this.#place;
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      return this.undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const from = this.#cursor;
      const last = this.#grid - 1;
      const column = Math.min(last, Math.max(0, from.column + arrow[0]));
      const row = Math.min(last, Math.max(0, from.row + arrow[1]));
      this.#cursor = { column, row };
      if (event.shiftKey) this.#mark(1, from);
      this.#sayCell();
    } else if (event.key === " " || event.key === "Enter") {
      this.#mark(this.#isInked() ? 0 : 1, this.#cursor);
      this.#sayCell();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else return;
    event.preventDefault();
    this.#cursorVisible(true);
  }

  get #chosenInk() {
    return this.#inks.length > 0 ? this.ink : null;
  }

  get #cell() {
    return this.#cursor.row * this.#grid + this.#cursor.column;
  }

  #isInked() {
    if (!this.#setsPixels) return false;
    const image = this.#state.pixels ?? (this.#state.isEmpty ? null : this.seen);
    return (image?.[this.#cell] ?? 0) >= 0.5;
  }

  /**
   * Set the pixel under the cursor, or draw a line to it.
   *
   * @param {number} ink of the pixel
   * @param {{ column: number, row: number }} from where the line begins
   */
  #mark(ink, from) {
    if (this.#setsPixels) this.#state.setPixel(this.#cell, ink, this.#state.isEmpty ? null : this.seen);
    else {
      this.#state.beginStroke(...this.#middle(from), this.#chosenInk);
      this.#state.extendStroke(...this.#middle(this.#cursor));
      this.#state.endStroke();
    }
    this.#isMarked = true;
    this.#changed(true);
  }

  /** Whether the key just pressed has left a mark. */
  #isMarked = false;

  /** @param {{ column: number, row: number }} cell @returns {[number, number]} */
  #middle({ column, row }) {
    return [(column + 0.5) / this.#grid, (row + 0.5) / this.#grid];
  }

  #sayCell() {
    const { row, column } = this.#cursor;
    const drawn = this.#isMarked ? ", drawn" : "";
    const what = this.#setsPixels ? `, ${this.#isInked() ? "ink" : "empty"}` : drawn;
    this.#isMarked = false;
    this.#say(`Row ${row + 1}, column ${column + 1}${what}`);
  }

  /** @param {string} text */
  #say(text) {
    this.#status.textContent = text;
  }

  /** @param {boolean} isVisible */
  #cursorVisible(isVisible) {
    this.#showsCursor = isVisible;
    this.#schedule();
  }

  /** @param {boolean} isDone */
  #changed(isDone) {
    this.#schedule();
    this.dispatchEvent(new CustomEvent("drawingchange", { bubbles: true }));
    if (isDone) this.dispatchEvent(new CustomEvent("drawingend", { bubbles: true }));
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint() {
    const side = Math.max(1, Math.round(this.#canvas.clientWidth * devicePixelRatio));
    if (this.#canvas.width !== side) this.#canvas.width = this.#canvas.height = side;
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    const cell = side / this.#grid;
    context.clearRect(0, 0, side, side);
    this.#paintPixels(context, cell);
    // Lines between what would be pixels of its own: 8 of them help, more would be in the way.
    paintGrid(context, side, PIXELS);
    this.#paintStrokes(context, side);
    if (!this.#showsCursor) return;
    context.strokeStyle = tokenColor("--focus");
    context.lineWidth = 3 * devicePixelRatio;
    context.strokeRect(this.#cursor.column * cell, this.#cursor.row * cell, cell, cell);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} cell */
  #paintPixels(context, cell) {
    context.fillStyle = tokenColor("--input");
    this.#state.pixels?.forEach((ink, i) => {
      context.globalAlpha = ink;
      context.fillRect((i % this.#grid) * cell, Math.floor(i / this.#grid) * cell, cell, cell);
    });
    context.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} side */
  #paintStrokes(context, side) {
    const { drawing } = this.#state;
    if (!drawing || !("strokes" in drawing)) return;
    context.lineWidth = (this.#inks.length > 0 ? WIDTH.brush : WIDTH.pen) * side;
    context.lineCap = context.lineJoin = "round";
    drawing.strokes.forEach((stroke, i) => {
      context.strokeStyle = drawing.inks ? this.#inks[drawing.inks[i]] : tokenColor("--input");
      context.beginPath();
      for (const [x, y] of stroke) context.lineTo(x * side, y * side);
      context.stroke();
    });
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} side @param {number} cells */
function paintGrid(context, side, cells) {
  context.strokeStyle = tokenColor("--rule");
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  for (let i = 1; i < cells; i++) {
    const at = Math.round((i * side) / cells) + 0.5;
    context.moveTo(at, 0);
    context.lineTo(at, side);
    context.moveTo(0, at);
    context.lineTo(side, at);
  }
  context.stroke();
}
