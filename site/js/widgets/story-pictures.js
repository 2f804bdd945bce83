/** The pictures of a story: which one is shown, where its window stands, and the answer at the end. */

import { chance } from "../lab/format.js";

export class StoryPictures {
  #root;
  /** @type {HTMLElement[]} */
  #figures;
  /** What is drawn, so that it isn't drawn again. */
  #drawn = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#figures = [...root.querySelectorAll(".story-figure")].map(
      (one) => /** @type {HTMLElement} */ (one),
    );
  }

  /** Where the place that they share begins. */
  get left() {
    return this.#figures[0].offsetLeft;
  }

  /** @param {number} stage */
  show(stage) {
    this.#figures.forEach((figure, i) => {
      figure.toggleAttribute("data-shown", i === stage);
    });
  }

  /**
   * Let a stage's window go over its maps, row by row; what comes of it appears behind it. At the end, and without
   * motion, everything is there, and the window stands where it found the most.
   *
   * @param {number} stage
   * @param {number} progress from 0 to 1
   */
  sweep(stage, progress) {
    const figure = this.#figures[stage];
    const { places, strides, row, column } = figure.dataset;
    if (!places) return;
    const n = Number(places);
    const at = Math.floor(Math.max(0, progress) * n * n);
    const isDone = at >= n * n;
    const [y, x] = isDone ? [Number(row), Number(column)] : [Math.floor(at / n), at % n];
    const drawn = `${stage} ${isDone} ${y} ${x}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    place(figure, ".story-window", x * Number(strides), y * Number(strides));
    place(figure, ".story-cell", x, y);
    for (const veil of figure.querySelectorAll(".story-veil")) {
      veil.setAttribute("y", String(isDone ? n : y + 1));
      veil.setAttribute("height", String(isDone ? 0 : n - y - 1));
    }
  }

  /**
   * @param {ArrayLike<number>} probabilities
   * @param {number} drawn the right digit
   */
  showAnswer(probabilities, drawn) {
    this.#root.querySelectorAll(".story-bars li").forEach((item, digit) => {
      const p = probabilities[digit];
      item.toggleAttribute("data-drawn", digit === drawn);
      item.querySelector(".bar")?.setAttribute("d", `M0 0h${(100 * p).toFixed(1)}v6H0z`);
      const text = item.querySelector("span");
      if (text) text.textContent = chance(p).replace(">", "over").replace("<", "under");
    });
  }
}

/**
 * @param {Element} figure
 * @param {string} selector
 * @param {number} x
 * @param {number} y
 */
function place(figure, selector, x, y) {
  for (const mark of figure.querySelectorAll(selector)) {
    mark.setAttribute("x", String(x));
    mark.setAttribute("y", String(y));
  }
}
