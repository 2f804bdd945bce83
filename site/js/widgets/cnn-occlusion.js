/** `<cnn-occlusion lab="…">`: a square covers a part of the image, and what the network says then is shown for every place. */

import { chance } from "../lab/format.js";
import { drawHeatmap } from "../panels/heatmap.js";
import { drawImage } from "../panels/image.js";
import { divergingScale } from "../panels/theme.js";
import { LabWatcher } from "./lab-watcher.js";
import { markFrame } from "./sketch-tiles.js";

/** @import { Covered } from "../lab/finds.js" */

/** @type {Record<string, [number, number]>} rows and columns */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @extends {LabWatcher<Covered & { window: number }>} */
class Occlusion extends LabWatcher {
  /** @type {(Covered & { window: number }) | null} */
  #found = null;
  /** Where the square's corner is, counted in places; null for where it hurts most. @type {[number, number] | null} */
  #place = null;
  #saying = false;

  /** @override */
  wire() {
    const next = this.find("next", HTMLButtonElement);
    next.disabled = false;
    next.addEventListener("click", () => {
      this.#place = null;
      this.#saying = true;
      this.showing.nextSample();
    });
    this.find("subject", HTMLElement).addEventListener("change", () => {
      this.#place = null;
      this.#saying = true;
      this.refresh();
    });
    const size = this.find("window", HTMLInputElement);
    size.disabled = false;
    size.addEventListener("input", () => {
      this.find("window-text", HTMLElement).textContent = `${size.value} × ${size.value}`;
      this.#place = null;
      this.refresh();
    });
    this.find("go-worst", HTMLButtonElement).addEventListener("click", () => this.#go(null));
    for (const name of ["image", "map"]) {
      const canvas = this.find(name, HTMLCanvasElement);
      const point = (/** @type {PointerEvent} */ event) => this.#point(event, canvas);
      canvas.addEventListener("pointerdown", point);
      canvas.addEventListener("pointermove", (event) => {
        if (event.pointerType !== "touch" || event.buttons) point(event);
      });
    }
    this.find("image", HTMLCanvasElement).addEventListener("keydown", (event) => this.#key(event));
  }

  /** @override */
  async ask() {
    const window = Number(this.find("window", HTMLInputElement).value);
    const found = await this.showing.occlude({ kind: this.#kind, window, strides: this.#strides });
    return { ...found, window };
  }

  /** @override @param {Covered & { window: number }} found */
  draw(found) {
    this.#found = found;
    const { image, whole, label } = found;
    for (const name of ["image", "map"]) this.find(name, HTMLCanvasElement).hidden = false;
    for (const still of this.querySelectorAll(".occlusion-picture > .cells")) still.remove();
    this.find("go-worst", HTMLButtonElement).disabled = false;
    const answer = this.#answer;
    const size = image.shape[0];
    drawHeatmap(this.find("map", HTMLCanvasElement), this.#changes(found), size, size, {
      colors: divergingScale(),
      low: -1,
      high: 1,
    });
    const what = label === null ? "Your drawing" : sentence(this.showing.phrase(label));
    const isBlank = label === null && this.showing.drawing === null;
    setText(
      this.find("whole", HTMLElement),
      isBlank
        ? "Nothing is drawn yet: this is blank. Draw in the lab above."
        : `${what}. Uncovered, it says ${this.#name(answer)}, ${chance(whole[answer])}.`,
    );
    const worst = this.#worst;
    const left = this.#at(worst)[answer];
    setText(
      this.find("worst", HTMLElement),
      `The square takes most away at ${this.#where(worst)}: ${chance(left)} are left.`,
    );
    this.#showPlace();
    if (this.#saying) this.say(this.find("whole", HTMLElement).textContent ?? "");
    this.#saying = false;
  }

  /** @override */
  paint() {
    if (this.#found) this.draw(this.#found);
  }

  get #kind() {
    const chosen = this.find("subject", HTMLElement).querySelector("input:checked");
    const value = /** @type {HTMLInputElement | null} */ (chosen)?.value;
    return value === "drawing" ? /** @type {const} */ ("drawing") : /** @type {const} */ ("sample");
  }

  get #strides() {
    return Number(this.dataset.strides ?? 1);
  }

  /** What the network says of the whole. */
  get #answer() {
    const { whole } = /** @type {Covered} */ (this.#found);
    return whole.reduce((best, p, i) => (p > whole[best] ? i : best), 0);
  }

  /** @returns {[number, number]} */
  get #worst() {
    const { probabilities, side } = /** @type {Covered} */ (this.#found);
    const answer = this.#answer;
    const at = probabilities.reduce((best, p, i) => (p[answer] < probabilities[best][answer] ? i : best), 0);
    return [Math.floor(at / side), at % side];
  }

  /** @param {[number, number]} place */
  #at([row, column]) {
    const { probabilities, side } = /** @type {Covered} */ (this.#found);
    return probabilities[row * side + column];
  }

  /** @param {number} index of a class */
  #name(index) {
    return this.showing.names[index];
  }

  /** By the square's middle, in pixels counted from 1. @param {[number, number]} place */
  #where(place) {
    const [row, column] = place.map((at) => at * this.#strides + this.#margin + 1);
    return `row ${row}, column ${column}`;
  }

  get #margin() {
    return Math.floor(((this.#found?.window ?? 1) - 1) / 2);
  }

  /**
   * The change at each pixel, when the square's middle is there.
   *
   * @param {Covered} found
   */
  #changes({ image, side, probabilities, whole }) {
    const size = image.shape[0];
    const changes = new Float32Array(size * size);
    const answer = this.#answer;
    const [strides, margin] = [this.#strides, this.#margin];
    for (let i = 0; i < side * side; i++) {
      const [row, column] = [Math.floor(i / side), i % side].map((at) => at * strides + margin);
      for (let y = row; y < Math.min(size, row + strides); y++) {
        changes.fill(
          probabilities[i][answer] - whole[answer],
          y * size + column,
          y * size + column + strides,
        );
      }
    }
    return changes;
  }

  #showPlace() {
    const found = this.#found;
    if (!found) return;
    const { image, cover, side, window } = found;
    const last = side - 1;
    const place = /** @type {[number, number]} */ (
      (this.#place ?? this.#worst).map((at) => Math.min(at, last))
    );
    const [top, left] = place.map((at) => at * this.#strides);
    const [size, , channels] = image.shape;
    const covered = { data: image.data.slice(), shape: image.shape };
    for (let row = top; row < top + window; row++) {
      for (let i = (row * size + left) * channels; i < (row * size + left + window) * channels; i++) {
        covered.data[i] = cover[i % channels];
      }
    }
    drawImage(this.find("image", HTMLCanvasElement), covered);
    const frame = { top, left, bottom: top + window - 1, right: left + window - 1 };
    markFrame(this.find("picture", HTMLElement), frame, size);
    const [row, column] = [top + this.#margin, left + this.#margin];
    markFrame(
      this.find("changes", HTMLElement),
      { top: row, bottom: row, left: column, right: column },
      size,
    );
    const here = this.#at(place);
    const says = here.reduce((best, p, i) => (p > here[best] ? i : best), 0);
    const answer = this.#answer;
    const then = says === answer ? "" : ` It now says ${this.#name(says)}, ${chance(here[says])}.`;
    const text = `Covered at ${this.#where(place)}: ${this.#name(answer)}, ${chance(here[answer])}.${then}`;
    setText(this.find("here", HTMLElement), text);
  }

  /** @param {[number, number] | null} place */
  #go(place) {
    this.#place = place;
    this.#showPlace();
    this.say(this.find("here", HTMLElement).textContent ?? "");
  }

  /** @param {PointerEvent} event @param {HTMLCanvasElement} canvas */
  #point(event, canvas) {
    if (!this.#found) return;
    const { image, side } = this.#found;
    const box = canvas.getBoundingClientRect();
    const place = [event.clientY - box.top, event.clientX - box.left].map((distance) => {
      const pixel = Math.floor((distance / box.width) * image.shape[0]);
      return Math.min(side - 1, Math.max(0, Math.round((pixel - this.#margin) / this.#strides)));
    });
    this.#place = /** @type {[number, number]} */ (place);
    this.#showPlace();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || !this.#found || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { side } = this.#found;
    const from = this.#place ?? this.#worst;
    this.#go(
      /** @type {[number, number]} */ (from.map((at, i) => Math.min(side - 1, Math.max(0, at + arrow[i])))),
    );
  }
}

/** @param {string} text */
function sentence(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define("cnn-occlusion", Occlusion);
