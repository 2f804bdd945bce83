/**
 * A held-out sketch or picture, what it is and what the network takes it for.
 *
 * @typedef {import("../protocol.d.ts").Inspection} Inspection
 */

import { article, chance } from "../lab/format.js";
import { drawImage } from "./image.js";

export class Sample {
  #canvas;
  #label;
  #verdict;
  #nameOf;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} label
   * @param {HTMLElement} verdict
   * @param {(kind: number) => string} nameOf what a class is called
   */
  constructor(canvas, label, verdict, nameOf) {
    this.#canvas = canvas;
    this.#label = label;
    this.#verdict = verdict;
    this.#nameOf = nameOf;
  }

  /** @param {Inspection["sample"]} sample */
  update({ label, image, prediction }) {
    const [rows, columns, channels = 1] = image.shape;
    drawImage(this.#canvas, image);
    const name = this.#nameOf(label);
    const what = `A ${channels === 3 ? "picture" : "sketch"} of ${article(name)}`;
    this.#canvas.setAttribute("aria-label", `${what}, ${columns} by ${rows} pixels`);
    const isRight = prediction.digit === label;
    const probability = chance(Math.max(...prediction.probabilities));
    this.#label.textContent = channels === 3 ? article(name) : name;
    this.#verdict.dataset.verdict = isRight ? "right" : "wrong";
    this.#verdict.textContent = `${this.#nameOf(prediction.digit)} ${isRight ? "✓ right" : "✗ wrong"}, ${probability}`;
  }
}
