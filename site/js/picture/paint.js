/**
 * Paints a picture: numbers as colors, and on top of them what is pointed at and what it was made of.
 *
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./layout.js").Layout} Layout
 */

import { chance } from "../lab/format.js";
import { colorIndex } from "../panels/heatmap.js";
import { divergingScale, inkScale, tokenColor, tokenText } from "../panels/theme.js";
import { rectangle } from "./layout.js";

/** Cells from this size on, in CSS pixels, are set apart by lines, and large enough for a mark in them. */
const ROOMY = 7;
/** Below this size, a frame around a few cells would be all there is to see. */
const SMALL = 4;

/** Paints one block, and keeps what it needs for that. */
export class BlockPainter {
  #atlas = document.createElement("canvas");
  /** @type {ImageData | null} */
  #image = null;

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Box} box
   * @param {Float32Array} numbers as `arrange` gives them
   * @param {number} bound what the strongest color stands for
   * @param {boolean} isInk whether they are an image, from 0 to 1
   */
  paint(context, box, numbers, bound, isInk) {
    const { block, isTurned, cellWidth, cellHeight } = box;
    const [columns, rows] = isTurned ? [block.rows, block.columns] : [block.columns, block.rows];
    this.#fill(
      numbers,
      block,
      isTurned,
      isInk ? inkScale() : divergingScale(),
      isInk ? 0 : -bound,
      isInk ? 1 : bound,
    );
    context.imageSmoothingEnabled = false;
    box.tiles.forEach(({ x, y }, tile) => {
      const [width, height] = [columns * cellWidth, rows * cellHeight];
      context.drawImage(this.#atlas, 0, tile * rows, columns, rows, x, y, width, height);
    });
    if (Math.min(cellWidth, cellHeight) >= ROOMY) paintLines(context, box, rows, columns);
    paintFrames(context, box);
  }

  /**
   * One pixel a number, tile below tile.
   *
   * @param {Float32Array} numbers
   * @param {Box["block"]} block
   * @param {boolean} isTurned
   * @param {Uint8ClampedArray} colors
   * @param {number} low
   * @param {number} high
   */
  #fill(numbers, { tiles, rows, columns }, isTurned, colors, low, high) {
    const context = /** @type {CanvasRenderingContext2D} */ (this.#atlas.getContext("2d"));
    const [wide, high_] = isTurned ? [rows, columns] : [columns, rows * tiles];
    if (this.#image?.width !== wide || this.#image.height !== high_) {
      this.#atlas.width = wide;
      this.#atlas.height = high_;
      this.#image = context.createImageData(wide, high_);
    }
    const pixels = new Uint32Array(this.#image.data.buffer);
    const palette = new Uint32Array(colors.buffer);
    const top = palette.length - 1;
    for (let i = 0; i < numbers.length; i++) {
      const at = isTurned ? (i % columns) * rows + Math.floor(i / columns) : i;
      pixels[at] = Number.isNaN(numbers[i]) ? 0 : palette[colorIndex(numbers[i], low, high, top)];
    }
    context.putImageData(this.#image, 0, 0);
  }
}

/**
 * Between cells.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box
 * @param {number} rows
 * @param {number} columns
 */
function paintLines(context, { block, tiles, cellWidth, cellHeight }, rows, columns) {
  // The row below a kernel is its bias, and all but empty.
  const lined = block.form === "kernels" ? rows - 1 : rows;
  context.beginPath();
  for (const { x, y } of tiles) {
    for (let i = 1; i < lined; i++) {
      context.moveTo(x, y + i * cellHeight);
      context.lineTo(x + columns * cellWidth, y + i * cellHeight);
    }
    for (let i = 1; i < columns; i++) {
      context.moveTo(x + i * cellWidth, y);
      context.lineTo(x + i * cellWidth, y + lined * cellHeight);
    }
  }
  context.strokeStyle = tokenColor("--paper-raised");
  context.lineWidth = 0.5;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Box} box */
function paintFrames(context, { block, isTurned, tiles, cellWidth, cellHeight }) {
  const isKernel = block.form === "kernels";
  context.strokeStyle = tokenColor(isKernel && cellWidth >= SMALL ? "--kernel" : "--rule");
  context.lineWidth = isKernel && cellWidth >= ROOMY ? 1.5 : 1;
  const rows = isKernel ? block.rows - 1 : block.rows;
  const [width, height] = isTurned ? [rows, block.columns] : [block.columns, rows];
  tiles.forEach(({ x, y }, tile) => {
    context.strokeRect(x, y, width * cellWidth, height * cellHeight);
    if (!isKernel || tile % block.depth > 0) return;
    const middle = Math.floor(block.columns / 2);
    context.strokeRect(x + middle * cellWidth, y + rows * cellHeight, cellWidth, cellHeight);
  });
}

/**
 * A dot in each cell that was the largest of its pooling window.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box of the layer that is pooled
 * @param {Float32Array} argmax indices into that layer's output
 */
export function paintArgmax(context, box, argmax) {
  const { cellWidth, cellHeight, block } = box;
  if (Math.min(cellWidth, cellHeight) < ROOMY) return;
  context.beginPath();
  for (const index of argmax) {
    const cell = Math.floor(index / block.tiles);
    const [row, column] = [Math.floor(cell / block.columns), cell % block.columns];
    const { x, y, width, height } = rectangle(box, { tile: index % block.tiles, row, column });
    const radius = 0.17 * Math.min(width, height);
    context.moveTo(x + width / 2 + radius, y + height / 2);
    context.arc(x + width / 2, y + height / 2, radius, 0, 2 * Math.PI);
  }
  context.fillStyle = tokenColor("--ink");
  context.strokeStyle = tokenColor("--paper-raised");
  context.lineWidth = 1;
  context.stroke();
  context.fill();
}

/**
 * Probabilities as bars, each in its cell, with the digit and the percentage.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Box} box
 * @param {ArrayLike<number>} probabilities
 * @param {(string | number)[]} digits
 * @param {number | null} target the index of the right digit
 */
export function paintBars(context, box, probabilities, digits, target) {
  const best = Array.from(probabilities).reduce((best, p, i, all) => (p > all[best] ? i : best), 0);
  context.textBaseline = "middle";
  digits.forEach((digit, row) => {
    const { x, y, width, height } = rectangle(box, { tile: 0, row, column: 0 });
    const part = probabilities[row];
    context.fillStyle = tokenColor("--paper-sunken");
    context.fillRect(x, y + 1, width, height - 2);
    context.fillStyle = tokenColor(row === best ? "--accent" : "--ink-faint");
    context.fillRect(x, y + height - 6, part * width, 4);
    context.fillStyle = tokenColor("--ink");
    const text = `${digit}${row === target ? " ✓" : ""}`;
    const font = (/** @type {number} */ size) =>
      `${row === best ? 700 : 450} ${size}px ${tokenText("--font-ui")}`;
    const size = Math.min(14, height * 0.5);
    context.font = font(size);
    const needed = context.measureText(text).width + context.measureText(chance(part)).width;
    context.font = font(size * Math.min(1, (width - 14) / needed)); // some room between the two
    const line = y + (height - 6) / 2;
    context.textAlign = "left";
    context.fillText(text, x + 4, line);
    context.textAlign = "right";
    context.fillText(chance(part), x + width - 4, line);
  });
}

/**
 * What is pointed at: the cell itself, and in every layer before it what it was made of.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Layout} layout
 * @param {{ box: Box, tile: number, row: number, column: number }} chosen
 * @param {number[][] | null} fields as `cnn_core.lab.fields` has them
 */
export function paintChosen(context, layout, chosen, fields) {
  const { block } = chosen.box;
  if (fields && !block.isParam) {
    for (const box of layout.boxes) {
      if (box.block.isParam || box.block.layer >= block.layer) continue;
      for (const field of fieldRectangles(box, fields[box.block.layer]))
        outline(context, field, "--accent", 2);
    }
    for (const used of paramRectangles(layout, chosen)) outline(context, used, "--kernel", 2.5);
  }
  outline(context, rectangle(chosen.box, chosen), "--focus", 3);
}

/** @param {Box} box @param {number[] | undefined} field */
function fieldRectangles(box, field) {
  if (!field) return [];
  if (field.length === 2) {
    const [first, last] = field;
    return [rectangle(box, { tile: 0, row: first, column: 0 }, last - first + 1, 1)];
  }
  const [top, bottom, left, right, channel] = field;
  const tiles = channel < 0 ? box.tiles.map((_, tile) => tile) : [channel];
  return tiles.map((tile) =>
    rectangle(box, { tile, row: top, column: left }, bottom - top + 1, right - left + 1),
  );
}

/**
 * The weights that go into a number: a filter, or one column of a matrix.
 *
 * @param {Layout} layout
 * @param {{ box: Box, tile: number, row: number }} chosen
 */
function paramRectangles({ boxes }, { box, tile, row }) {
  const params = boxes.find(({ block }) => block.isParam && block.layer === box.block.layer);
  if (!params) return [];
  const { form, rows, columns, depth } = params.block;
  if (form === "matrix") return [rectangle(params, { tile: 0, row: 0, column: row }, rows, 1)];
  return Array.from({ length: depth }, (_, channel) =>
    rectangle(params, { tile: tile * depth + channel, row: 0, column: 0 }, rows - 1, columns),
  );
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ x: number, y: number, width: number, height: number }} rectangle
 * @param {string} color
 * @param {number} width
 */
function outline(context, { x, y, width: wide, height }, color, width) {
  context.lineJoin = "round";
  context.strokeStyle = tokenColor("--paper-raised");
  context.lineWidth = width + 2;
  context.strokeRect(x, y, wide, height);
  context.strokeStyle = tokenColor(color);
  context.lineWidth = width;
  context.strokeRect(x, y, wide, height);
}
