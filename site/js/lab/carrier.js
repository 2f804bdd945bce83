/**
 * Carries what was trained and drawn in a lab over a reload that the page itself asks for (page/trouble.js), and over
 * the one that a browser makes when it has thrown the page away to save memory. Any other reload begins anew, as ever.
 *
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("../panels/digit-canvas.js").DigitCanvas} DigitCanvas
 */

import { count } from "./format.js";
import { read, write } from "./kept-weights.js";

const PREFIX = "convnets.carried.";

export class Carrier {
  #experiment;
  #canvas;
  #actions;
  #key;
  #isLeaving = false;

  /**
   * @param {HTMLElement} root
   * @param {Experiment} experiment
   * @param {DigitCanvas} canvas
   * @param {import("./keeper.js").Actions} actions
   */
  constructor(root, experiment, canvas, actions) {
    this.#experiment = experiment;
    this.#canvas = canvas;
    this.#actions = actions;
    this.#key = `${PREFIX}${location.pathname}#${root.id}`;
    document.addEventListener("leaving", () => {
      this.#isLeaving = true;
      this.#pack({ isWanted: true });
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && !this.#isLeaving) this.#pack({ isWanted: false });
    });
    this.#unpack();
  }

  /** @param {{ isWanted: boolean }} how whether whatever page comes next is to take it */
  #pack({ isWanted }) {
    const { latest, run, settings } = this.#experiment;
    const { drawing } = this.#canvas;
    const drawn = drawing && "pixels" in drawing ? { pixels: Array.from(drawing.pixels) } : drawing;
    // Weights of a network with the reader's code in it fit no other; the code is kept where it was written.
    const isTrained = latest !== null && latest.step > 0 && !run.edited;
    const trained = isTrained
      ? write({
          settings,
          step: latest.step,
          accuracy: latest.test_accuracy,
          from: document.title,
          weights: latest.weights,
        })
      : null;
    try {
      if (!drawn && !trained) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, JSON.stringify({ isWanted, drawn, trained }));
    } catch {
      // Closed or full: what can't be carried is begun anew.
    }
  }

  async #unpack() {
    const packed = this.#taken();
    if (!packed) return;
    if (packed.drawn) this.#canvas.show(packed.drawn);
    if (!packed.trained) return;
    const kept = read(String(packed.trained));
    try {
      if (!kept) throw new Error("it is damaged.");
      await this.#actions.takeUp(kept);
      this.#actions.notify(
        `The page was loaded anew. The network is as it was at step ${count(kept.step)}; Train goes on from there.`,
      );
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      this.#actions.notify(
        `What was trained before the page was loaded anew could not be taken up: ${message}`,
        true,
      );
    }
  }

  /** What was packed for this page, once. @returns {{ drawn: unknown, trained: unknown } | null} */
  #taken() {
    try {
      const packed = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
      sessionStorage.removeItem(this.#key);
      const { wasDiscarded } = /** @type {{ wasDiscarded?: boolean }} */ (document);
      return packed?.isWanted || wasDiscarded ? packed : null;
    } catch {
      return null;
    }
  }
}
