/** `<cnn-equivariance>`: a digit to drag about, and its feature map, moved before and after. */

import { Runtime } from "../client.js";
import { drawHeatmap } from "../panels/heatmap.js";
import { divergingScale, inkScale, onThemeChange } from "../panels/theme.js";
import { writeNumber } from "./numbers.js";
import { Widget } from "./widget.js";

/** @import { Tensor } from "../protocol.d.ts" */
/**
 * What `cnn_core.explain.explain_equivariance` returns.
 *
 * @typedef {object} Explained
 * @property {Tensor} glyph
 * @property {Tensor} moved_first
 * @property {Tensor} moved_after
 * @property {Tensor} difference
 * @property {[number, number]} place
 * @property {number} step
 * @property {[number, number]} moved_by
 * @property {number} largest_difference
 * @property {number} largest_response
 * @property {string} verdict
 */

const MAPS = /** @type {const} */ (["moved_first", "moved_after", "difference"]);
/** @type {Record<string, [number, number]>} */
const WAYS = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1] };

class Equivariance extends Widget {
  /** Sides of the field and of the digit, and where the digit may be. @type {{ field: number, digit: number, home: number, nearest: number, farthest: number }} */
  #frame = this.given("frame");
  /** @type {Explained} */
  #explained = this.given("given");
  /** The digit's first row and column. @type {[number, number]} */
  #place = [0, 0];
  #surface = this.find("field", HTMLElement);
  /** @type {Map<string, { canvas: HTMLCanvasElement, frame: HTMLElement }>} */
  #pictures = new Map();

  /** @override */
  start() {
    for (const name of ["field", ...MAPS])
      this.#pictures.set(name, makePicture(this.find(name, HTMLElement)));
    const home = document.createElement("span");
    home.className = "shift-home";
    this.#surface.append(home);
    this.#lay(home, this.#frame.home, this.#frame.home);
    const { top, left } = this.given("arguments");
    this.#place = [top, left];
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("change", () => this.#ask());
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const button of this.querySelectorAll("button[data-move]")) {
      const [down, right] = WAYS[/** @type {HTMLElement} */ (button).dataset.move ?? ""];
      button.addEventListener("click", () => this.#move(this.#place[0] + down, this.#place[1] + right));
    }
    this.#surface.addEventListener("keydown", (event) => this.#press(event));
    this.#surface.addEventListener("pointerdown", (event) => this.#drag(event));
    onThemeChange(() => this.#draw());
    this.#draw();
    // Dragging is the first thing one does here, and the map is to follow at once.
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
    idle(() => Runtime.forPage().start());
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const way = WAYS[event.key.replace("Arrow", "").toLowerCase()];
    if (way) this.#move(this.#place[0] + way[0], this.#place[1] + way[1]);
    else if (event.key === "Home") this.#move(this.#frame.home, this.#frame.home);
    else return;
    event.preventDefault();
  }

  /** @param {PointerEvent} start */
  #drag(start) {
    if (start.button !== 0) return;
    const [top, left] = this.#place;
    const pixel = this.#surface.clientWidth / this.#frame.field;
    this.#surface.setPointerCapture(start.pointerId);
    // Against the surface, which moves on the screen when something above it grows.
    const within = (/** @type {PointerEvent} */ event) => {
      const { x, y } = this.#surface.getBoundingClientRect();
      return [event.clientY - y, event.clientX - x];
    };
    const [startY, startX] = within(start);
    const follow = (/** @type {PointerEvent} */ event) => {
      const [y, x] = within(event);
      this.#move(top + Math.round((y - startY) / pixel), left + Math.round((x - startX) / pixel));
    };
    const end = new AbortController();
    const options = { signal: end.signal };
    this.#surface.addEventListener("pointermove", follow, options);
    for (const type of ["pointerup", "pointercancel"]) {
      this.#surface.addEventListener(type, () => end.abort(), options);
    }
  }

  /**
   * @param {number} top
   * @param {number} left
   */
  #move(top, left) {
    const { nearest, farthest } = this.#frame;
    const [row, column] = [top, left].map((n) => Math.max(nearest, Math.min(n, farthest)));
    if (row === this.#place[0] && column === this.#place[1]) return;
    this.#place = [row, column];
    this.#drawField();
    this.#ask();
  }

  async #ask() {
    const form = new FormData(this.find("form", HTMLFormElement));
    const [top, left] = this.#place;
    /** @type {Explained | null} */
    const explained = await this.explain("equivariance", {
      top,
      left,
      digit: Number(form.get("digit")),
      kernel: form.get("kernel"),
      layers: form.get("layers"),
    });
    if (!explained) return;
    this.#explained = explained;
    this.#draw();
    this.find("number", HTMLOutputElement).value = writeNumber(explained.largest_difference);
    this.find("mark", HTMLElement).textContent = explained.largest_difference === 0 ? "exact" : "not exact";
    this.say(explained.verdict);
  }

  #draw() {
    const {
      largest_response,
      place: [top, left],
      moved_by,
      step,
    } = this.#explained;
    const scale = { colors: divergingScale(), low: -largest_response, high: largest_response };
    for (const name of MAPS) {
      const { data, shape } = this.#explained[name];
      drawHeatmap(this.#picture(name).canvas, data, shape[0], shape[1], scale);
    }
    const { home } = this.#frame;
    this.#lay(this.#picture("moved_first").frame, top, left);
    this.#lay(this.#picture("moved_after").frame, home + moved_by[0] * step, home + moved_by[1] * step);
    this.dataset.exact = String(this.#explained.largest_difference === 0);
    this.#drawField();
  }

  /** At once, whatever the worker is at. */
  #drawField() {
    const { digit, field } = this.#frame;
    const [top, left] = this.#place;
    const image = new Float32Array(field * field);
    for (const [i, value] of this.#explained.glyph.data.entries()) {
      const [row, column] = [top + Math.floor(i / digit), left + (i % digit)];
      if (row >= 0 && row < field && column >= 0 && column < field) image[row * field + column] = value;
    }
    const { canvas, frame } = this.#picture("field");
    drawHeatmap(canvas, image, field, field, { colors: inkScale(), low: 0, high: 1 });
    this.#lay(frame, top, left);
  }

  /**
   * Lay a frame of the digit's size over a picture.
   *
   * @param {HTMLElement} frame
   * @param {number} top
   * @param {number} left
   */
  #lay(frame, top, left) {
    const { digit, field } = this.#frame;
    for (const [name, pixels] of Object.entries({ top, left, size: digit })) {
      frame.style.setProperty(`--${name}`, `${(100 * pixels) / field}%`);
    }
  }

  /** @param {string} name */
  #picture(name) {
    return /** @type {{ canvas: HTMLCanvasElement, frame: HTMLElement }} */ (this.#pictures.get(name));
  }
}

/**
 * Put a canvas, and a frame for the digit, in place of the picture that the page came with.
 *
 * @param {HTMLElement} parent
 */
function makePicture(parent) {
  const canvas = document.createElement("canvas");
  canvas.ariaHidden = "true";
  const frame = document.createElement("span");
  frame.className = "shift-frame";
  parent.replaceChildren(canvas, frame);
  return { canvas, frame };
}

customElements.define("cnn-equivariance", Equivariance);
