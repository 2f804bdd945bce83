/**
 * The filters and, under each, its feature map of the sample shown, and that of the drawing if there is one.
 *
 * @typedef {import("../protocol.d.ts").Tensor} Tensor
 */

import { plain, signed } from "../lab/format.js";
import { lightness } from "./color.js";
import { colorIndex, drawHeatmap, roundBound, slice } from "./heatmap.js";
import { drawPatch } from "./image.js";
import { divergingScale } from "./theme.js";

/** @typedef {{ button: HTMLElement, kernel: HTMLCanvasElement, grid: HTMLElement, bias: HTMLElement, map: HTMLCanvasElement, drawn: HTMLCanvasElement }} Tile */

export class Filters {
  /** @type {Tile[]} */
  #tiles = [];
  #list;
  #legend;
  #blank;
  #onPress;

  /**
   * @param {HTMLElement} list holds a tile for each filter
   * @param {HTMLTemplateElement} blank a tile
   * @param {{ weights: HTMLElement[], maps: HTMLElement[] }} legend elements that say the scales' ends, low then high
   * @param {() => void} onPress a filter of several channels is to be shown another way
   */
  constructor(list, blank, legend, onPress) {
    this.#list = list;
    this.#blank = blank;
    this.#legend = legend;
    this.#onPress = onPress;
    this.#take();
  }

  /**
   * @param {{ filters: Tensor, biases: Float32Array, maps: Tensor }} shown
   * @param {Tensor | null} drawing its maps
   * @param {boolean} isPassing whether the next ones are about to come: then only numbers in sight are written
   */
  update({ filters, biases, maps }, drawing, isPassing) {
    const [number, rows, columns, channels = 1] = filters.shape;
    if (number !== this.#tiles.length) this.#build(number);
    const colors = divergingScale();
    const weight = roundBound(filters.data);
    const activation = Math.max(roundBound(maps.data, 1), roundBound(drawing?.data ?? [], 1));
    const scale = { colors, low: -activation, high: activation };
    this.#tiles.forEach(({ button, kernel, grid, bias, map, drawn }, i) => {
      const weights = sideBySide(slice(filters, i), columns, channels);
      const isPatch = channels === 3 && button.getAttribute("aria-pressed") !== "true";
      if (isPatch) drawPatch(kernel, slice(filters, i), rows, columns, weight);
      else drawHeatmap(kernel, weights, rows, columns * channels, { colors, low: -weight, high: weight });
      drawHeatmap(map, slice(maps, i), maps.shape[1], maps.shape[2], scale);
      drawn.hidden = drawing === null;
      if (drawing) drawHeatmap(drawn, slice(drawing, i), drawing.shape[1], drawing.shape[2], scale);
      setText(bias, signed(biases[i]));
      if (channels === 3) return; // too many numbers for a tile
      if (isPassing && !button.matches(":hover, :focus, [aria-pressed=true]")) return;
      cells(grid, weights.length, columns * channels).forEach((element, j) => {
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
      const [kernel, map, drawn] = tile.querySelectorAll("canvas");
      const grid = /** @type {HTMLElement} */ (tile.querySelector("[data-weights]"));
      const bias = /** @type {HTMLElement} */ (tile.querySelector("[data-bias]"));
      const button = /** @type {HTMLElement} */ (tile.querySelector("button"));
      map.setAttribute("aria-label", `Feature map of filter ${i + 1}`);
      drawn.setAttribute("aria-label", `Feature map of filter ${i + 1} on your drawing`);
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        this.#onPress();
      });
      return { button, kernel, grid, bias, map, drawn };
    });
  }
}

/**
 * A filter's channels side by side, in rows as a canvas has them.
 *
 * @param {Float32Array} weights (rows, columns, channels)
 * @param {number} columns
 * @param {number} channels
 */
export function sideBySide(weights, columns, channels) {
  if (channels === 1) return weights;
  const laid = new Float32Array(weights.length);
  weights.forEach((weight, i) => {
    const [cell, channel] = [Math.floor(i / channels), i % channels];
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    laid[row * columns * channels + channel * columns + column] = weight;
  });
  return laid;
}

/**
 * One element for each weight: another network may have larger filters.
 *
 * @param {HTMLElement} grid
 * @param {number} count
 * @param {number} columns
 */
function cells(grid, count, columns) {
  if (grid.children.length !== count) {
    grid.style.setProperty("--columns", String(columns));
    const made = Array.from({ length: count }, () => {
      const cell = document.createElement("span");
      cell.dataset.weight = "";
      return [cell, " "];
    });
    grid.replaceChildren(...made.flat());
  }
  return /** @type {HTMLElement[]} */ ([...grid.children]);
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
