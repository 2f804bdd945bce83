/**
 * Heat maps: the canvas has one pixel for each number, and CSS scales it up with `image-rendering: pixelated`.
 *
 * @typedef {import("../protocol.d.ts").Tensor} Tensor
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} data row-major
 * @param {number} rows
 * @param {number} columns
 * @param {{ colors: Uint8ClampedArray, low: number, high: number }} scale RGBA colors from `low` to `high`
 */
export function drawHeatmap(canvas, data, rows, columns, { colors, low, high }) {
  if (canvas.width !== columns) canvas.width = columns;
  if (canvas.height !== rows) canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(columns, rows);
  const top = colors.length / 4 - 1;
  for (let i = 0; i < rows * columns; i++) {
    const color = 4 * colorIndex(data[i], low, high, top);
    image.data.set(colors.subarray(color, color + 4), 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @param {number} top the last index
 */
export function colorIndex(value, low, high, top) {
  const position = (value - low) / (high - low);
  return Math.round(top * Math.min(1, Math.max(0, position))) || 0;
}

/**
 * One map of a stack, e.g. the second of four 6 × 6 maps, without copying.
 *
 * @param {Tensor} tensor (n, rows, columns), or with more axes
 * @param {number} index
 */
export function slice({ data, shape: [, ...axes] }, index) {
  const size = axes.reduce((product, n) => product * n, 1);
  return data.subarray(index * size, (index + 1) * size);
}

/**
 * A round bound for a scale, so that colors don't change their meaning with every step.
 *
 * @param {ArrayLike<number>} data
 * @param {number} [least]
 */
export function roundBound(data, least = 0.5) {
  let most = least;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    if (size > most && size < Infinity) most = size;
  }
  const unit = 10 ** Math.floor(Math.log10(most));
  return unit * ([1, 1.5, 2, 3, 5, 7.5].find((factor) => factor * unit >= most * 0.999999) ?? 10);
}
