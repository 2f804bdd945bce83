/**
 * `<cnn-story>`: a sketch on its way through a network. The text scrolls, the picture stays and follows it; buttons do
 * what scrolling does. Trained on the page, the same pictures show that network as it learns.
 */

import { LabError, Runtime } from "../client.js";
import { chance, count, percent } from "../lab/format.js";
import { oncePerFrame } from "../lab/frame.js";
import { keep } from "../lab/kept-weights.js";
import { watchScreen } from "../page/on-screen.js";
import { drawShades, shades } from "../panels/shades.js";
import { StoryPictures } from "./story-pictures.js";
import { Widget } from "./widget.js";

/** @import { Session } from "../session.js" */
/** @import { Activations, Tensor } from "../protocol.d.ts" */

/** The layers shown, counted from the input; as in builder/widgets/story.py. */
const LAYERS = { sketch: 0, maps: 2, pooled: 3, deeper: 5, kept: 6, flat: 7 };
/** While it trains, so many steps from one picture to the next. */
const STEPS_A_PICTURE = 20;

class Story extends Widget {
  // There from `start` on.
  #pictures = /** @type {StoryPictures} */ (/** @type {unknown} */ (null));
  /** @type {HTMLElement[]} */
  #texts = [];
  #stage = -1;
  #sample = 0;
  /** The network trained on this page. @type {Session | null} */
  #session = null;
  #isBusy = false;
  #follow = oncePerFrame(() => this.#update());
  #still = matchMedia("(prefers-reduced-motion: reduce)");

  /** @override */
  start() {
    this.#sample = Number(this.dataset.sample);
    this.#texts = [...this.querySelectorAll(".story-text")].map((text) => /** @type {HTMLElement} */ (text));
    this.#pictures = new StoryPictures(this);
    watchScreen(this, (isOnScreen) => {
      if (isOnScreen) addEventListener("scroll", this.#follow, { passive: true });
      else removeEventListener("scroll", this.#follow);
      this.#follow();
    });
    addEventListener("resize", this.#follow);
    this.#button("back").addEventListener("click", () => this.#go(this.#stage - 1));
    this.#button("next").addEventListener("click", () => this.#go(this.#stage + 1));
    this.#button("another").addEventListener("click", () => this.#do(() => this.#another()));
    this.#button("train").addEventListener("click", () => this.#do(() => this.#train()));
    for (const name of ["another", "train"]) this.#button(name).disabled = false;
    this.#update();
  }

  disconnectedCallback() {
    removeEventListener("scroll", this.#follow);
    this.#session?.close();
    this.#session = null;
  }

  /** The text at the line that one reads at, and how far it has passed it. */
  #update() {
    // Beside the picture, one reads in the middle; below it, in what is left of the window.
    const isBeside = this.#texts[0].offsetLeft !== this.#pictures.left;
    const line = innerHeight * (isBeside ? 0.45 : 0.8);
    const boxes = this.#texts.map((text) => text.getBoundingClientRect());
    const passed = boxes.filter(({ top }) => top <= line).length;
    const stage = Math.max(0, passed - 1);
    const { top, height } = boxes[stage];
    this.#show(stage);
    this.#pictures.sweep(stage, this.#still.matches ? 1 : (line - top) / (0.42 * height));
  }

  /** @param {number} stage */
  #show(stage) {
    if (stage === this.#stage) return;
    this.#stage = stage;
    this.dataset.stage = String(stage);
    this.#pictures.show(stage);
    this.querySelectorAll("[data-go]").forEach((link, i) => {
      if (i === stage) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    const [back, next] = [this.#button("back"), this.#button("next")];
    const focused = document.activeElement;
    back.disabled = stage === 0;
    next.disabled = stage === this.#texts.length - 1;
    if (focused === back && back.disabled) next.focus({ preventScroll: true });
    if (focused === next && next.disabled) back.focus({ preventScroll: true });
  }

  /** @param {number} stage */
  #go(stage) {
    const text = this.#texts[Math.min(Math.max(stage, 0), this.#texts.length - 1)];
    text.scrollIntoView({ block: "start", behavior: this.#still.matches ? "auto" : "smooth" });
    const title = text.querySelector("h3")?.textContent ?? "";
    this.say(`Stage ${this.#texts.indexOf(text) + 1} of ${this.#texts.length}: ${title}.`);
  }

  /** @param {() => Promise<void>} work one at a time */
  async #do(work) {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.dataset.state = "training";
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.say(`${error.message} Try again.`);
    } finally {
      this.#isBusy = false;
      this.dataset.state = "ready";
    }
  }

  async #another() {
    if (!this.#session) await this.#train();
    this.#sample += 1;
    const { label, prediction, layers } = await this.#draw();
    const sure = chance(Math.max(.../** @type {Float32Array} */ (layers[layers.length - 1].output)));
    const mark = label === prediction ? "✓ right" : "✗ wrong";
    this.say(`A ${label}. The network says ${prediction}, ${sure}: ${mark}.`);
  }

  async #train() {
    const runtime = Runtime.forPage();
    if (runtime.state === "failed") runtime.retry();
    this.#session ??= runtime.openSession(this.given("settings"));
    this.say(
      runtime.state === "ready"
        ? "A network begins, with random weights."
        : "Python is loading, once for this page.",
    );
    await this.#session.create();
    await this.#draw();
    const last = Number(this.dataset.steps);
    let accuracy = 0;
    /** @type {Float32Array} */
    let weights = new Float32Array();
    for (let step = 0; step < last; ) {
      step = Math.min(last, step + STEPS_A_PICTURE);
      const onProgress = (/** @type {{ test_accuracy: number, weights: Float32Array }} */ progress) => {
        accuracy = progress.test_accuracy;
        weights = progress.weights;
      };
      await this.#session.train({ pace: null, until: step, onProgress });
      await this.#draw();
      this.dataset.step = String(step);
      this.find("status", HTMLElement).setAttribute("aria-busy", String(step < last));
      this.say(
        `${count(step)} of ${count(last)} steps: ${percent(accuracy)} of the held-out sketches right.`,
      );
    }
    if (!this.dataset.keeps) return;
    const { settings } = this.#session;
    const from = document.querySelector("h1")?.textContent?.trim() ?? document.title;
    const reason = keep(this.dataset.keeps, { settings, step: last, accuracy, from, weights });
    const said = this.find("status", HTMLElement).textContent;
    this.say(`${said} ${reason ?? "Kept on this device, for other lessons to go on with."}`);
  }

  /** @returns {Promise<Activations>} */
  async #draw() {
    const session = /** @type {Session} */ (this.#session);
    const activations = await session.ask({
      type: "activations",
      kind: "sample",
      sample: this.#sample,
      drawing: null,
      weights: null,
      cell: null,
    });
    for (const [name, layer] of Object.entries(LAYERS))
      this.#drawStack(name, activations.layers[layer].output);
    const answer = activations.layers[activations.layers.length - 1].output;
    this.#pictures.showAnswer(
      /** @type {Float32Array} */ (answer),
      /** @type {number} */ (activations.label),
    );
    this.find("label", HTMLElement).textContent = String(activations.label);
    return activations;
  }

  /**
   * @param {string} name
   * @param {Tensor | Float32Array} output
   */
  #drawStack(name, output) {
    const groups = this.querySelectorAll(`[data-map="${name}"]`);
    const isRow = output instanceof Float32Array;
    const data = isRow ? output : output.data;
    const [rows, columns, channels] = isRow ? [data.length / 16, 16, 1] : output.shape;
    const largest = name === "sketch" ? 1 : data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    groups.forEach((group, c) => {
      const map = Float32Array.from({ length: rows * columns }, (_, i) => data[i * channels + c]);
      drawShades(group, shades(map, rows, columns, name === "sketch" ? "ink" : "signed", largest));
    });
  }

  /** @param {string} name */
  #button(name) {
    return this.find(name, HTMLButtonElement);
  }
}

customElements.define("cnn-story", Story);
