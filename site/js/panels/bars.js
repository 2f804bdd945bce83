/**
 * A bar for each class: how probable the network finds it.
 *
 * @typedef {import("../protocol.d.ts").Prediction} Prediction
 */

import { chance } from "../lab/format.js";

export class Bars {
  /** @type {{ row: HTMLElement, value: HTMLElement, digit: number }[]} */
  #rows = [];
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-digit]"))) {
      const value = /** @type {HTMLElement} */ (row.querySelector("[data-value]"));
      this.#rows.push({ row, value, digit: Number(row.dataset.digit) });
    }
  }

  /** @param {Prediction | null} prediction */
  update(prediction) {
    this.#list.toggleAttribute("data-empty", prediction === null);
    this.#rows.forEach(({ row, value, digit }, i) => {
      const probability = prediction ? prediction.probabilities[i] : 0;
      row.style.setProperty("--part", probability.toFixed(4));
      row.toggleAttribute("data-best", prediction?.digit === digit);
      const text = prediction ? chance(probability) : "–";
      if (value.textContent !== text) value.textContent = text;
    });
  }
}
