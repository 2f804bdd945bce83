/**
 * The state of a drawing, apart from any screen: strokes, each with its ink where there are several, or pixels set by
 * keyboard; with undo.
 *
 * @typedef {import("../protocol.d.ts").Stroke} Stroke
 * @typedef {import("../protocol.d.ts").Drawing} Drawing
 */

const UNDO_LIMIT = 100;
// Closer points than this (in widths of the surface) change nothing that the network could see.
const NEAR = 0.004;

export class DrawingState {
  /** @type {Drawing | null} */
  #drawing = null;
  /** @type {(Drawing | null)[]} */
  #past = [];
  /** @type {Stroke | null} */
  #stroke = null;
  #side;

  /** @param {number} [side] of the grid of pixels */
  constructor(side = 8) {
    this.#side = side;
  }

  get drawing() {
    return this.#drawing;
  }

  /** Take another drawing, in place of what is there. @param {Drawing | null} drawing */
  replace(drawing) {
    this.#remember();
    this.#stroke = null;
    this.#drawing = drawing;
  }

  get isEmpty() {
    return this.#drawing === null;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  /**
   * Begin a stroke. A dot is a stroke too. Pixels set by keyboard give way: a drawing is one or the other.
   *
   * @param {number} x
   * @param {number} y
   * @param {number | null} [ink] null where there is only one
   */
  beginStroke(x, y, ink = null) {
    this.#remember();
    const { strokes = [], inks = [] } = this.#drawing && "strokes" in this.#drawing ? this.#drawing : {};
    const start = within(x, y);
    this.#stroke = [start, start];
    this.#drawing = {
      strokes: [...strokes, this.#stroke],
      ...(ink !== null && { inks: [...inks, ink] }),
    };
  }

  /**
   * @param {number} x
   * @param {number} y
   * @returns {boolean} whether the drawing changed
   */
  extendStroke(x, y) {
    if (!this.#stroke) return false;
    const point = within(x, y);
    const [lastX, lastY] = this.#stroke[this.#stroke.length - 1];
    if (Math.hypot(point[0] - lastX, point[1] - lastY) < NEAR) return false;
    this.#stroke.push(point);
    return true;
  }

  endStroke() {
    this.#stroke = null;
  }

  /**
   * Set one pixel of the grid. On a drawing made of strokes, work goes on from what the network sees of them.
   *
   * @param {number} index row-major
   * @param {number} ink 0 to 1
   * @param {Float32Array | null} seen the image seen of the strokes, if known
   */
  setPixel(index, ink, seen) {
    const before = this.pixels ?? seen;
    if ((before?.[index] ?? 0) === ink) return;
    this.#remember();
    const pixels = before ? Float32Array.from(before) : new Float32Array(this.#side ** 2);
    pixels[index] = ink;
    this.#drawing = pixels.some((value) => value > 0) ? { pixels } : null;
  }

  /** @returns {Float32Array | null} */
  get pixels() {
    return this.#drawing && "pixels" in this.#drawing ? this.#drawing.pixels : null;
  }

  clear() {
    if (this.isEmpty) return;
    this.#remember();
    this.#stroke = null;
    this.#drawing = null;
  }

  undo() {
    if (!this.canUndo) return;
    this.#stroke = null;
    this.#drawing = this.#past.pop() ?? null;
  }

  #remember() {
    this.#past.push(this.#drawing);
    if (this.#past.length > UNDO_LIMIT) this.#past.shift();
  }
}

/**
 * A drawing as it was written down, or null if it is none: nothing is taken on trust.
 *
 * @param {any} written
 * @param {{ side: number, inks: number }} surface its pixels' side, and how many inks it has
 * @returns {Drawing | null}
 */
export function readDrawing(written, { side, inks }) {
  const isFraction = (/** @type {unknown} */ value) => typeof value === "number" && value >= 0 && value <= 1;
  const { strokes, inks: used, pixels } = written ?? {};
  if (Array.isArray(pixels)) {
    const isWhole = inks === 0 && pixels.length === side ** 2 && pixels.every(isFraction);
    return isWhole ? { pixels: Float32Array.from(pixels) } : null;
  }
  const isStroke = (/** @type {unknown} */ stroke) =>
    Array.isArray(stroke) &&
    stroke.length > 0 &&
    stroke.every((point) => Array.isArray(point) && point.length === 2 && point.every(isFraction));
  if (!Array.isArray(strokes) || strokes.length === 0 || !strokes.every(isStroke)) return null;
  if (inks === 0) return { strokes };
  const isInk = (/** @type {number} */ ink) => Number.isInteger(ink) && ink >= 0 && ink < inks;
  const isInked = Array.isArray(used) && used.length === strokes.length && used.every(isInk);
  return isInked ? { strokes, inks: used } : null;
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {[number, number]}
 */
function within(x, y) {
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
}
