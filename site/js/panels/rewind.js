/**
 * The slider over the training just done. It lies under the curve, so its track is the curve's axis of steps;
 * keys move from checkpoint to checkpoint.
 *
 * @typedef {import("../lab/history.js").Run} Run
 */

import { count } from "../lab/format.js";

const KEYS = new Map([
  ["ArrowLeft", -1],
  ["ArrowDown", -1],
  ["ArrowRight", 1],
  ["ArrowUp", 1],
  ["PageDown", -10],
  ["PageUp", 10],
  ["Home", -Infinity],
  ["End", Infinity],
]);

export class Rewind {
  /** @type {Run | null} */
  #run = null;
  /** Of the checkpoint shown: keys may come faster than frames. */
  #index = 0;
  #slider;
  #output;
  #onMove;

  /**
   * @param {HTMLInputElement} slider
   * @param {HTMLElement} output says in words where the slider is
   * @param {(step: number | null) => void} onMove the step of the checkpoint moved to; null is now
   */
  constructor(slider, output, onMove) {
    this.#slider = slider;
    this.#output = output;
    this.#onMove = onMove;
    slider.addEventListener("input", () => this.goTo(Number(slider.value)));
    slider.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * Go to the checkpoint nearest to `step`.
   *
   * @param {number} step
   */
  goTo(step) {
    if (this.#run) this.#move(this.#run.checkpoints.nearest(step));
  }

  /**
   * @param {Run} run
   * @param {number | null} index of the checkpoint shown; null is now
   * @param {number} lastStep where the curve's axis ends
   */
  update(run, index, lastStep) {
    this.#run = run;
    this.#index = index ?? run.checkpoints.length - 1;
    const step = index === null ? run.step : run.checkpoints.steps[index];
    const text = index === null ? `Now, step ${count(step)}` : `Step ${count(step)} of ${count(run.step)}`;
    this.#slider.max = String(lastStep);
    this.#slider.value = String(step);
    this.#slider.style.setProperty("--reach", (run.step / lastStep).toFixed(4));
    this.#slider.disabled = run.checkpoints.length < 2;
    this.#slider.setAttribute("aria-valuetext", text);
    if (this.#output.textContent !== text) this.#output.textContent = text;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = KEYS.get(event.key);
    if (by === undefined || !this.#run || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const last = this.#run.checkpoints.length - 1;
    this.#move(Math.min(last, Math.max(0, this.#index + by)));
  }

  /** @param {number} index */
  #move(index) {
    const steps = this.#run?.checkpoints.steps ?? [];
    this.#index = index;
    this.#onMove(index >= steps.length - 1 ? null : steps[index]);
  }
}
