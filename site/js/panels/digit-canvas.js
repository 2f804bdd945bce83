/**
 * `<digit-canvas>`: the surface one draws a digit on. By mouse, pen or touch, freely; by keyboard, on the 8 × 8 grid.
 * Says `drawingchange` whenever the drawing has changed and `drawingend` when a stroke or a pixel is done.
 */

import { DrawingState, GRID } from "./drawing.js";
import { onThemeChange, tokenColor } from "./theme.js";

const STROKE_WIDTH = 0.075;
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class DigitCanvas extends HTMLElement {
  /** What the network sees of the strokes, if known: keyboard work goes on from it. @type {Float32Array | null} */
  seen = null;

  #state = new DrawingState();
  /** @type {HTMLCanvasElement} */
  #canvas = document.createElement("canvas");
  /** @type {HTMLElement} */
  #status = document.createElement("p");
  /** @type {number | null} */
  #pointer = null;
  #cursor = { column: 3, row: 1 };
  #showsCursor = false;
  #frame = 0;
  #isWired = false;

  connectedCallback() {
    if (this.#isWired) return;
    this.#isWired = true;
    this.#canvas = /** @type {HTMLCanvasElement} */ (this.querySelector("canvas"));
    this.#status = /** @type {HTMLElement} */ (this.querySelector("[role=status]"));
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
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
    this.#canvas.setPointerCapture(event.pointerId);
    this.#state.beginStroke(...this.#position(event));
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

  /** @param {PointerEvent} event @returns {[number, number]} */
  #position(event) {
    const box = this.#canvas.getBoundingClientRect();
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
      const column = Math.min(GRID - 1, Math.max(0, this.#cursor.column + arrow[0]));
      const row = Math.min(GRID - 1, Math.max(0, this.#cursor.row + arrow[1]));
      this.#cursor = { column, row };
      if (event.shiftKey) this.#ink(1);
      this.#sayCell();
    } else if (event.key === " " || event.key === "Enter") {
      this.#ink(this.#isInked() ? 0 : 1);
      this.#sayCell();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else return;
    event.preventDefault();
    this.#cursorVisible(true);
  }

  get #cell() {
    return this.#cursor.row * GRID + this.#cursor.column;
  }

  #isInked() {
    const image = this.#state.pixels ?? (this.#state.isEmpty ? null : this.seen);
    return (image?.[this.#cell] ?? 0) >= 0.5;
  }

  /** @param {number} ink */
  #ink(ink) {
    this.#state.setPixel(this.#cell, ink, this.#state.isEmpty ? null : this.seen);
    this.#changed(true);
  }

  #sayCell() {
    const { row, column } = this.#cursor;
    this.#say(`Row ${row + 1}, column ${column + 1}, ${this.#isInked() ? "ink" : "empty"}`);
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
    const cell = side / GRID;
    context.clearRect(0, 0, side, side);
    this.#paintPixels(context, cell);
    paintGrid(context, side);
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
      context.fillRect((i % GRID) * cell, Math.floor(i / GRID) * cell, cell, cell);
    });
    context.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} side */
  #paintStrokes(context, side) {
    const { drawing } = this.#state;
    if (!drawing || !("strokes" in drawing)) return;
    context.strokeStyle = tokenColor("--input");
    context.lineWidth = STROKE_WIDTH * side;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of drawing.strokes) {
      context.beginPath();
      for (const [x, y] of stroke) context.lineTo(x * side, y * side);
      context.stroke();
    }
  }
}

/** @param {CanvasRenderingContext2D} context @param {number} side */
function paintGrid(context, side) {
  context.strokeStyle = tokenColor("--rule");
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  for (let i = 1; i < GRID; i++) {
    const at = Math.round((i * side) / GRID) + 0.5;
    context.moveTo(at, 0);
    context.lineTo(at, side);
    context.moveTo(0, at);
    context.lineTo(side, at);
  }
  context.stroke();
}
