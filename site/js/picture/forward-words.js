/**
 * How a number of the forward pass came about, for the arithmetic panel.
 *
 * @typedef {import("./arithmetic.js").Arithmetic} Arithmetic
 * @typedef {import("./arithmetic.js").Group} Group
 * @typedef {import("./blocks.js").Layer} Layer
 * @typedef {import("./blocks.js").Place} Place
 * @typedef {import("../protocol.d.ts").CellActivation} CellActivation
 * @typedef {import("../protocol.d.ts").Tensor} Tensor
 */

import { digits as write } from "./arithmetic.js";
import { numbersOf, shapeOf, valueAt } from "./layers.js";
import { layerName, placeName } from "./names.js";

/**
 * @param {CellActivation} cell
 * @param {Layer[]} layers
 * @param {(string | number)[]} digits
 * @returns {Arithmetic}
 */
export function explainCell(cell, layers, digits) {
  const { layer, index, value } = cell;
  const title = `${layerName(layers, layer)}, ${placeName(layers, { layer, param: null, index }, digits)}`;
  const result = `= ${write(value)}`;
  switch (cell.kind) {
    case "sum": {
      const terms = groupsOf(cell.inputs, cell.weights, cell.products);
      const count = numbersOf(cell.products).length;
      const sum = numbersOf(cell.products).reduce((total, product) => total + product, 0);
      const lead =
        layers[layer].kind === "Conv2D"
          ? `The ${count} numbers under filter ${index[2] + 1}, each times its weight. Their sum, and the filter’s bias, is the number.`
          : `Each of the ${count} numbers of the layer before, times its weight. Their sum, and the bias, is the number.`;
      return {
        title,
        lead,
        groups: terms,
        result: `${write(sum)} + bias ${write(cell.bias)} = ${write(value)}`,
      };
    }
    case "relu": {
      const { input } = cell;
      const lead =
        (input ?? 0) > 0
          ? "The convolution gave more than zero, so it stays as it is."
          : "The number before was not above zero, so zero takes its place.";
      return {
        title,
        lead: lead.replace("convolution", beforeName(layers, layer)),
        groups: [],
        result: `max(0, ${write(input)}) ${result}`,
      };
    }
    case "max": {
      const { data, shape } = cell.inputs;
      const [row, column] = cell.chosen;
      const chosen = row * shape[1] + column;
      const terms = Array.from(data, (input, i) => ({ text: "", value: input, isChosen: i === chosen }));
      return {
        title,
        lead: `The largest number of a window of ${shape[0]} by ${shape[1]}. The others are let go.`,
        groups: [{ label: "", columns: shape[1], terms }],
        result: `the largest ${result}`,
      };
    }
    case "copy": {
      const before = placeName(layers, { layer: layer - 1, param: null, index: cell.source }, digits);
      return {
        title,
        lead: "Nothing is computed here: the maps are written in one row.",
        groups: [],
        result: `${before} ${result}`,
      };
    }
    case "softmax": {
      const sum = cell.exponentials.reduce((total, part) => total + part, 0);
      const terms = Array.from(cell.exponentials, (part, i) => ({
        text: `${digits[i]}: e^${write(cell.inputs[i])}`,
        value: part,
        isChosen: i === index[0],
      }));
      return {
        title,
        lead: "Each score’s exponential. Its share of their sum is its probability. (All are divided by the largest first, which cancels.)",
        groups: [{ label: "", columns: Math.min(5, terms.length), terms }],
        result: `${write(cell.exponentials[index[0]])} ÷ ${write(sum)} ${result}`,
      };
    }
    case "pixel":
      return {
        title,
        lead: "A pixel: 0 is blank paper, 1 is full ink.",
        groups: [],
        result: write(value),
      };
    default:
      return { title, lead: "", groups: [], result: write(value) };
  }
}

/**
 * A parameter, and what it does.
 *
 * @param {Place} place
 * @param {Layer[]} layers
 * @param {(string | number)[]} digits
 * @returns {Arithmetic}
 */
export function explainParam(place, layers, digits) {
  const { layer, param, index } = place;
  const { shape, kind } = layers[layer];
  const title = placeName(layers, place, digits);
  const value = valueAt(layers, place);
  const positions = shape.length === 3 ? shape[0] * shape[1] : 1;
  let lead = "It is added to the sum, whatever the numbers before.";
  let result = write(value);
  if (kind === "Conv2D") {
    const added = param === "bias" ? "added" : "used";
    lead = `One of the numbers that training learns. It is ${added} at each of the ${positions} positions of map ${index[index.length - 1] + 1}.`;
  } else if (param === "kernel") {
    const input = layers[layer - 1].values[index[0]];
    lead = "One of the numbers that training learns. Here is what it adds to the sum of its unit now.";
    result = `${write(input)} × ${write(value)} = ${write(input * value)}`;
  }
  return { title: title.charAt(0).toUpperCase() + title.slice(1), lead, groups: [], result };
}

/**
 * Terms laid out as the numbers lie: a grid for each map.
 *
 * @param {Tensor | Float32Array} inputs
 * @param {Tensor | Float32Array} weights
 * @param {Tensor | Float32Array} products
 * @returns {Group[]}
 */
export function groupsOf(inputs, weights, products) {
  const [left, right, each] = [inputs, weights, products].map(numbersOf);
  const shape = shapeOf(products);
  const term = (/** @type {number} */ i) => ({
    text: `${write(left[i])} × ${write(right[i])}`,
    value: each[i],
  });
  if (shape.length < 3) {
    const columns = shape.length === 2 ? shape[1] : Math.min(8, each.length);
    return [{ label: "", columns, terms: Array.from(each, (_, i) => term(i)) }];
  }
  const [rows, columns, maps] = shape;
  return Array.from({ length: maps }, (_, map) => ({
    label: maps > 1 ? `map ${map + 1}` : "",
    columns,
    terms: Array.from({ length: rows * columns }, (_, cell) => term(cell * maps + map)),
  }));
}

/** @param {Layer[]} layers @param {number} layer */
function beforeName(layers, layer) {
  return layers[layer - 1].kind === "Conv2D" ? "convolution" : "unit";
}
