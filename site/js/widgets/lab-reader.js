/**
 * The base of widgets that let the network of a lab on the same page read all held-out sketches, at the moment that the
 * lab shows: `<cnn-confusion lab="digits">`. A subclass shows the reading.
 */

import { Follower } from "../lab/follower.js";
import { drawHeatmap, slice } from "../panels/heatmap.js";
import { inkScale, onThemeChange } from "../panels/theme.js";
import { Widget } from "./widget.js";

/** @import { Showing } from "../lab/showing.js" */
/** @import { Reading } from "../lab/reading.js" */
/** @import { Verdict } from "../lab/verdicts.js" */

/** While it trains: nobody reads a table faster, and the steps matter more. */
const LOOK_MS = 250;

export class LabReader extends Widget {
  // There from `start` on, before anything else runs.
  showing = /** @type {Showing} */ (/** @type {unknown} */ (null));
  #follower = /** @type {Follower<Reading | null>} */ (/** @type {unknown} */ (null));
  #shownAt = 0;
  /** Of the run's held-out sketches, by their index. @type {Map<number, { data: Float32Array, side: number }>} */
  #pictures = new Map();
  /** @type {unknown} */
  #picturesOf = null;
  /** What each canvas shows. @type {Map<HTMLCanvasElement, number>} */
  #shown = new Map();

  /** @override */
  async start() {
    await customElements.whenDefined("cnn-lab");
    const lab = document.getElementById(this.getAttribute("lab") ?? "");
    if (!lab || !("showing" in lab)) {
      throw new Error(`there is no lab ${this.getAttribute("lab")} on this page`);
    }
    this.showing = /** @type {Showing} */ (lab.showing);
    this.#follower = new Follower(this, {
      ask: () => this.#ask(),
      show: (reading) => this.#show(reading),
      isBusy: () => this.showing.isTraining,
    });
    const learn = this.find("learn", HTMLButtonElement);
    learn.disabled = false;
    learn.addEventListener("click", () => {
      const done = this.showing.isTraining ? this.showing.pause() : this.showing.train();
      done.catch((/** @type {Error} */ error) => this.say(error.message));
    });
    this.showing.addEventListener("change", () => this.#changed());
    onThemeChange(() => this.#paintAll());
    this.wire();
    this.#changed();
  }

  /** Called once, when the lab has been found. */
  wire() {}

  /** @param {Reading} _reading */
  draw(_reading) {}

  /** Read again, since the reader wants to see something else of it. */
  refresh() {
    this.#follower.request();
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
      const label = `Sketch ${verdict.index + 1}, a ${verdict.label}`;
      if (canvas.getAttribute("aria-label") !== label) canvas.setAttribute("aria-label", label);
      const text = caption(verdict);
      const words = /** @type {HTMLElement} */ (tile.lastElementChild);
      const plain = text.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
      if (words.textContent !== plain) words.replaceChildren(...text);
      this.#shown.set(canvas, verdict.index);
    });
    for (const canvas of this.#shown.keys()) if (!canvas.isConnected) this.#shown.delete(canvas);
    await this.#fetch(verdicts.map(({ index }) => index));
    this.#paintAll();
  }

  #changed() {
    const { isTraining } = this.showing;
    const learn = this.find("learn", HTMLButtonElement);
    const text = isTraining ? "Let it rest" : "Let it learn";
    if (learn.textContent !== text) learn.textContent = text;
    if (isTraining && performance.now() - this.#shownAt < LOOK_MS) return;
    this.#follower.request();
  }

  async #ask() {
    if (!this.showing.isReady) return null;
    if (this.#picturesOf !== this.showing.run) this.#pictures.clear();
    this.#picturesOf = this.showing.run;
    try {
      return await this.showing.read("test");
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
      return null;
    }
  }

  /** @param {Reading | null} reading */
  #show(reading) {
    if (!reading) return;
    this.#shownAt = performance.now();
    this.draw(reading);
    this.dataset.state = "ready";
    this.dataset.step = String(this.showing.step);
  }

  /** @param {number[]} indices */
  async #fetch(indices) {
    const missing = indices.filter((index) => !this.#pictures.has(index));
    if (missing.length === 0) return;
    const { images } = await this.showing.pictures("test", missing);
    const [n, side] = images.shape;
    const stack = { data: images.data, shape: [n, side, images.data.length / (n * side)] };
    missing.forEach((index, i) => {
      this.#pictures.set(index, { data: slice(stack, i), side });
    });
  }

  #paintAll() {
    for (const [canvas, index] of this.#shown) {
      const picture = this.#pictures.get(index);
      if (!picture) continue;
      const { data, side } = picture;
      drawHeatmap(canvas, data, side, data.length / side, { colors: inkScale(), low: 0, high: 1 });
    }
  }
}
