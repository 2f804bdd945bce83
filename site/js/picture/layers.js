/**
 * Reads what the worker tells of layers: activations or gradients, arrays of one axis or several.
 *
 * @typedef {import("./blocks.js").Layer} Layer
 * @typedef {import("./blocks.js").Place} Place
 * @typedef {import("../protocol.d.ts").LayerActivations} LayerActivations
 * @typedef {import("../protocol.d.ts").LayerGradients} LayerGradients
 * @typedef {import("../protocol.d.ts").Tensor} Tensor
 */

import { roundBound } from "../panels/heatmap.js";
import { arrange, blocksOf, offsetOf } from "./blocks.js";

/** @param {LayerActivations[]} told @returns {Layer[]} */
export function readActivations(told) {
  return told.map(({ name, kind, output, kernel, bias }) => read(name, kind, output, kernel, bias));
}

/**
 * Gradients, or with `changes` what the optimizer would add to the parameters.
 *
 * @param {LayerGradients[]} told
 * @param {boolean} [changes]
 * @returns {Layer[]}
 */
export function readGradients(told, changes = false) {
  return told.map(({ name, kind, gradient, kernel, bias, kernel_change, bias_change }) =>
    read(name, kind, gradient, changes ? kernel_change : kernel, changes ? bias_change : bias),
  );
}

/**
 * @param {string} name
 * @param {string} kind
 * @param {Tensor | Float32Array} values
 * @param {Tensor | Float32Array | undefined} kernel
 * @param {Float32Array | undefined} bias
 * @returns {Layer}
 */
function read(name, kind, values, kernel, bias) {
  return {
    name,
    kind,
    shape: shapeOf(values),
    values: numbersOf(values),
    kernelShape: kernel ? shapeOf(kernel) : null,
    kernel: kernel ? numbersOf(kernel) : null,
    bias: bias ?? null,
  };
}

/** @param {Tensor | Float32Array} array */
export function numbersOf(array) {
  return array instanceof Float32Array ? array : array.data;
}

/** @param {Tensor | Float32Array} array */
export function shapeOf(array) {
  return array instanceof Float32Array ? [array.length] : array.shape;
}

/**
 * The number at a place.
 *
 * @param {Layer[]} layers
 * @param {Place} place
 */
export function valueAt(layers, { layer, param, index }) {
  const { values, shape, kernel, kernelShape, bias } = layers[layer];
  if (param === "bias") return bias?.[index[0]] ?? Number.NaN;
  if (param === "kernel" && kernel && kernelShape) return kernel[offsetOf(kernelShape, index)];
  return values[offsetOf(shape, index)];
}

/**
 * The place of the largest number of a layer's output, or of its parameters.
 *
 * @param {Layer} layer
 * @param {number} number of the layer
 * @param {"kernel" | null} param
 * @returns {Place}
 */
export function strongest({ shape, values, kernel, kernelShape }, number, param) {
  const [numbers, sizes] = param && kernel && kernelShape ? [kernel, kernelShape] : [values, shape];
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if (Math.abs(numbers[i]) > Math.abs(numbers[best])) best = i;
  const index = sizes.map(() => 0);
  for (let axis = sizes.length - 1, rest = best; axis >= 0; axis--) {
    index[axis] = rest % sizes[axis];
    rest = Math.floor(rest / sizes[axis]);
  }
  return { layer: number, param, index };
}

/**
 * The numbers of all blocks as a picture paints them, and their bounds.
 *
 * @param {Layer[]} layers
 * @param {object} [options]
 * @param {number} [options.least] bound, for scales that show activations
 * @param {boolean} [options.inkInput] whether the input is an image, not a scale of signs
 */
export function paintable(layers, { least = 0.5, inkInput = true } = {}) {
  /** @type {Map<string, Float32Array>} */
  const numbers = new Map();
  /** @type {Map<string, number>} */
  const bounds = new Map();
  for (const block of blocksOf(layers)) {
    const { values, kernel, bias } = layers[block.layer];
    const shown = block.isParam ? /** @type {Float32Array} */ (kernel) : values;
    numbers.set(block.key, arrange(block, shown, block.isParam ? (bias ?? []) : []));
    if (block.layer > 0 || !inkInput) bounds.set(block.key, roundBound(shown, least));
  }
  return { numbers, bounds };
}
