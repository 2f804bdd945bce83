/**
 * Says results in a live region without chatter: what has been asked for, and the few moments of training that matter.
 *
 * @typedef {import("./experiment.js").State} State
 */

import { count, percent } from "./format.js";

const MILESTONES = [0.5, 0.8, 0.9, 0.95];

export class Announcer {
  /** @type {State} */
  #state = "idle";
  #passed = 0;
  #lastStep = 0;
  #say;

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /**
   * @param {State} state
   * @param {number} step
   * @param {number} accuracy held-out
   */
  update(state, step, accuracy) {
    if (step < this.#lastStep) this.#passed = 0;
    this.#lastStep = step;
    const before = this.#state;
    this.#state = state;
    if (state === "training" && before !== "training") return this.#say("Training.");
    if (state === "paused" && before === "training") {
      return this.#say(`Paused at step ${count(step)}. Held-out accuracy ${percent(accuracy)}.`);
    }
    if (state === "ready" && before === "loading") return this.#say("Ready to train.");
    const passed = MILESTONES.filter((milestone) => accuracy >= milestone).length;
    if (state === "training" && passed > this.#passed) {
      this.#passed = passed;
      this.#say(`Held-out accuracy passed ${100 * MILESTONES[passed - 1]} % at step ${count(step)}.`);
    }
  }
}
