/**
 * The filters and, under each, its feature map of the sample shown.
 *
 * @typedef {import("../protocol.d.ts").Tensor} Tensor
 */

import { plain, signed } from "../lab/format.js";
import { lightness } from "./color.js";
import { colorIndex, drawHeatmap, roundBound, slice } from "./heatmap.js";
import { divergingScale } from "./theme.js";

/** @typedef {{ button: HTMLElement, kernel: HTMLCanvasElement, values: HTMLElement[], bias: HTMLElement, map: HTMLCanvasElement }} Tile */

export class Filters {
  /** @type {Tile[]} */
  #tiles = [];
  #list;
  #legend;
  #blank;

  /**
   * @param {HTMLElement} list holds a tile for each filter
   * @param {HTMLTemplateElement} blank a tile
   * @param {{ weights: HTMLElement[], maps: HTMLElement[] }} legend elements that say the scales' ends, low then high
   */
  constructor(list, blank, legend) {
    this.#list = list;
    this.#blank = blank;
    this.#legend = legend;
    this.#take();
  }

  /**
   * @param {{ filters: Tensor, biases: Float32Array, maps: Tensor }} shown
   * @param {boolean} isPassing whether the next ones are about to come: then only numbers in sight are written
   */
  update({ filters, biases, maps }, isPassing) {
    const number = filters.shape[0];
    if (number !== this.#tiles.length) this.#build(number);
    const colors = divergingScale();
    const weight = roundBound(filters.data);
    const activation = roundBound(maps.data, 1);
    this.#tiles.forEach(({ button, kernel, values, bias, map }, i) => {
      const weights = slice(filters, i);
      drawHeatmap(kernel, weights, 3, 3, { colors, low: -weight, high: weight });
      drawHeatmap(map, slice(maps, i), maps.shape[1], maps.shape[2], {
        colors,
        low: -activation,
        high: activation,
      });
      setText(bias, signed(biases[i]));
      if (isPassing && !button.matches(":hover, :focus, [aria-pressed=true]")) return;
      values.forEach((element, j) => {
        setText(element, signed(weights[j]));
        const color = 4 * colorIndex(weights[j], -weight, weight, 255);
        const isDark = lightness([colors[color], colors[color + 1], colors[color + 2]]) < 0.62;
        element.toggleAttribute("data-on-dark", isDark);
      });
    });
    setText(this.#legend.weights[0], `−${plain(weight)}`);
    setText(this.#legend.weights[1], `+${plain(weight)}`);
    setText(this.#legend.maps[0], "0");
    setText(this.#legend.maps[1], plain(activation));
  }

  /** @param {number} number */
  #build(number) {
    const tiles = Array.from({ length: number }, (_, i) => {
      const tile = /** @type {DocumentFragment} */ (this.#blank.content.cloneNode(true));
      for (const name of tile.querySelectorAll("[data-number]")) name.textContent = String(i + 1);
      return tile;
    });
    this.#list.replaceChildren(...tiles);
    this.#take();
  }

  #take() {
    this.#tiles = [...this.#list.children].map((tile, i) => {
      const [kernel, map] = tile.querySelectorAll("canvas");
      const values = /** @type {HTMLElement[]} */ ([...tile.querySelectorAll("[data-weight]")]);
      const bias = /** @type {HTMLElement} */ (tile.querySelector("[data-bias]"));
      const button = /** @type {HTMLElement} */ (tile.querySelector("button"));
      map.setAttribute("aria-label", `Feature map of filter ${i + 1}`);
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      });
      return { button, kernel, values, bias, map };
    });
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
