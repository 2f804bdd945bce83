/**
 * A held-out sketch, what it is and what the network takes it for.
 *
 * @typedef {import("../protocol.d.ts").Inspection} Inspection
 */

import { chance } from "../lab/format.js";
import { drawHeatmap } from "./heatmap.js";
import { inkScale } from "./theme.js";

export class Sample {
  #canvas;
  #label;
  #verdict;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} label
   * @param {HTMLElement} verdict
   */
  constructor(canvas, label, verdict) {
    this.#canvas = canvas;
    this.#label = label;
    this.#verdict = verdict;
  }

  /** @param {Inspection["sample"]} sample */
  update({ label, image, prediction }) {
    const [rows, columns] = image.shape;
    drawHeatmap(this.#canvas, image.data, rows, columns, { colors: inkScale(), low: 0, high: 1 });
    this.#canvas.setAttribute("aria-label", `A sketch of a ${label}, 8 by 8 pixels`);
    const isRight = prediction.digit === label;
    const probability = chance(Math.max(...prediction.probabilities));
    this.#label.textContent = String(label);
    this.#verdict.dataset.verdict = isRight ? "right" : "wrong";
    this.#verdict.textContent = `${prediction.digit} ${isRight ? "✓ right" : "✗ wrong"}, ${probability}`;
  }
}
