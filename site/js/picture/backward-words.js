/**
 * How a gradient came about, for the arithmetic panel.
 *
 * @typedef {import("./arithmetic.js").Arithmetic} Arithmetic
 * @typedef {import("./blocks.js").Layer} Layer
 * @typedef {import("../protocol.d.ts").CellGradient} CellGradient
 * @typedef {import("../protocol.d.ts").Gradients} Gradients
 * @typedef {import("../protocol.d.ts").WeightGradient} WeightGradient
 */

import { digits as write } from "./arithmetic.js";
import { groupsOf } from "./forward-words.js";
import { numbersOf, shapeOf } from "./layers.js";
import { layerName, placeName } from "./names.js";

/** Beyond this share of the larger, two slopes are not the same; float32 tells apart no less than the least. */
const SAME = 5e-3;
const LEAST = 1e-3;

/**
 * @param {CellGradient} cell
 * @param {Layer[]} layers
 * @param {(string | number)[]} digits
 * @returns {Arithmetic}
 */
export function explainGradient(cell, layers, digits) {
  const { layer, index, value } = cell;
  const where = placeName(layers, { layer, param: null, index }, digits);
  const title = `Gradient at ${layerName(layers, layer).replace(/^(?!ReLU)./, (first) => first.toLowerCase())}, ${where}`;
  switch (cell.kind) {
    case "loss":
      return {
        title,
        lead: "What was predicted less what is right: 1 for the right answer, 0 for the others.",
        groups: [],
        result: `p − y = ${write(cell.probability)} − ${cell.target} = ${write(value)}`,
      };
    case "sum": {
      const count = numbersOf(cell.products).length;
      return {
        title,
        lead: `It had a part in up to ${count} numbers of the next layer. The gradient of each, times the weight on the way there; their sum is its own.`,
        groups: groupsOf(cell.inputs, cell.weights, cell.products),
        result: `the sum = ${write(value)}`,
      };
    }
    case "gate": {
      const isOpen = (cell.input ?? 0) > 0;
      return {
        title,
        lead: isOpen
          ? `The number here was ${write(cell.input)}, above zero: the gate is open.`
          : `The number here was ${write(cell.input)}, not above zero: the gate is closed, and a little change would change nothing.`,
        groups: [],
        result: isOpen ? `${write(cell.passed)} passes` : `${write(cell.passed)} is stopped: 0`,
      };
    }
    case "route":
      return {
        title,
        lead:
          cell.routes.length > 0
            ? "It was the largest of its window, so the window’s gradient is all its own."
            : "It was not the largest of its window, so it had no say, and gets nothing.",
        groups: [],
        result: cell.routes.length > 0 ? `${write(value)} comes here` : "0",
      };
    default:
      return {
        title,
        lead: "The same number as in the row: only the shape has changed.",
        groups: [],
        result: write(value),
      };
  }
}

/**
 * @param {WeightGradient} weight
 * @param {Gradients} told
 * @param {Layer[]} layers
 * @param {(string | number)[]} digits
 * @returns {Arithmetic}
 */
export function explainWeight(weight, told, layers, digits) {
  const { layer, param, index, value, gradient, change, plain } = weight;
  const isMap = layers[layer].shape.length === 3;
  const isBias = param === "bias";
  const before = layer === 1 ? "pixel" : "number";
  const step = (value ?? 0) + (change ?? 0);
  return {
    title: `Gradient of ${placeName(layers, { layer, param, index }, digits)}`,
    lead: leadOf(told, isMap, isBias, before),
    groups: termsOf(weight, told),
    result: `${isMap || told.kind === "batch" ? "the sum" : "the product"} = ${write(gradient)}`,
    more: [
      checkOf(weight),
      `The step: it is ${write(value)}, and ${told.optimizer.split("(")[0]} would add ${write(change)}, which makes ${write(step)}. Plain gradient descent at the same learning rate would add ${write(plain)}.`,
    ],
  };
}

/**
 * @param {Gradients} told
 * @param {boolean} isMap
 * @param {boolean} isBias
 * @param {string} before
 */
function leadOf({ kind, count }, isMap, isBias, before) {
  if (kind === "batch")
    return `One term for each of the ${count} sketches of the batch, each already divided by ${count}.`;
  if (isMap && isBias)
    return "The bias was added at every position of its map, so its gradient is the sum of all gradients there.";
  if (isMap)
    return `At each position the weight met one ${before}. That ${before}, times the gradient of the map there; the sum over all positions is the weight’s gradient.`;
  return isBias
    ? "The bias was added once, so its gradient is that of its unit."
    : "What the weight was multiplied by, times the gradient of the unit it went into.";
}

/** @param {WeightGradient} weight @param {Gradients} told */
function termsOf({ inputs, signals, products }, { kind }) {
  if (typeof products === "number") {
    const text =
      typeof inputs === "number" ? `${write(inputs)} × ${write(/** @type {number} */ (signals))}` : "";
    return [{ label: "", columns: 1, terms: [{ text, value: products }] }];
  }
  const values = Array.from(numbersOf(products));
  if (kind === "batch") {
    const terms = values.map((value, i) => ({ text: `sketch ${i + 1}`, value }));
    return [{ label: "", columns: 8, terms }];
  }
  const columns = shapeOf(products)[1];
  const signal = numbersOf(/** @type {Float32Array} */ (signals));
  const input = inputs === null ? null : numbersOf(/** @type {Float32Array} */ (inputs));
  const terms = values.map((value, i) => ({
    text: input ? `${write(input[i])} × ${write(signal[i])}` : "",
    value,
  }));
  return [{ label: "", columns, terms }];
}

/** @param {WeightGradient} weight */
function checkOf({ gradient, difference, step }) {
  const checked = `Checked: with the weight moved by ${write(step)} up and down, the loss changes at a rate of ${write(difference)}.`;
  const [one, other] = [gradient ?? 0, difference ?? 0];
  const isSame = Math.abs(one - other) <= SAME * Math.max(Math.abs(one), Math.abs(other), LEAST);
  return isSame
    ? `${checked} ✓`
    : `${checked} The two differ, because here is a kink: a ReLU at exactly 0, or equal numbers in a pooling window. There is no one slope.`;
}
