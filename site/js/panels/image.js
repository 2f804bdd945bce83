/**
 * Pictures that a network is shown: ink on paper, or in color.
 *
 * @typedef {import("../protocol.d.ts").Tensor} Tensor
 */

import { drawHeatmap } from "./heatmap.js";
import { inkScale } from "./theme.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Tensor} image (rows, columns) or (rows, columns, channels), from 0 to 1
 */
export function drawImage(canvas, { data, shape: [rows, columns, channels = 1] }) {
  if (channels === 3) drawColors(canvas, data, rows, columns);
  else drawHeatmap(canvas, data, rows, columns, { colors: inkScale(), low: 0, high: 1 });
}

/**
 * A filter of three channels as a patch of color: gray where it weighs nothing, red where it weighs red most.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} weights (rows, columns, 3)
 * @param {number} rows
 * @param {number} columns
 * @param {number} bound what full color stands for
 */
export function drawPatch(canvas, weights, rows, columns, bound) {
  drawColors(
    canvas,
    weights.map((weight) => 0.5 + weight / (2 * bound)),
    rows,
    columns,
  );
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} data red, green and blue of each pixel, 0 to 1
 * @param {number} rows
 * @param {number} columns
 */
function drawColors(canvas, data, rows, columns) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(columns, rows);
  for (let pixel = 0; pixel < rows * columns; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * pixel + channel] = 255 * data[3 * pixel + channel]; // clamped there
    }
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
