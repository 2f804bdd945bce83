/**
 * What things in a picture are called.
 *
 * @typedef {import("./blocks.js").Block} Block
 * @typedef {import("./blocks.js").Layer} Layer
 * @typedef {import("./blocks.js").Place} Place
 */

/** @type {Record<string, string>} */
const KINDS = {
  Input: "Input",
  Conv2D: "Convolution",
  ReLU: "ReLU",
  MaxPool2D: "Max pooling",
  Flatten: "Flatten",
  Dense: "Dense",
  Softmax: "Softmax",
};

/**
 * A layer's name; the last dense layer's outputs are the scores.
 *
 * @param {Layer[]} layers
 * @param {number} number
 */
export function layerName(layers, number) {
  const { kind } = layers[number];
  return isScores(layers, number) ? "Scores" : (KINDS[kind] ?? kind);
}

/** @param {Layer[]} layers @param {number} number */
export function isScores(layers, number) {
  return layers[number].kind === "Dense" && number === layers.findLastIndex(({ kind }) => kind === "Dense");
}

/**
 * A block's label: its name, and its size.
 *
 * @param {Layer[]} layers
 * @param {Block} block
 */
export function labelOf(layers, { form, isParam, layer, shape, tiles, depth }) {
  if (form === "kernels") {
    const [k, , channels] = shape;
    const count = tiles / depth;
    return { name: "Filters", size: `${count} of ${[k, k, ...(channels > 1 ? [channels] : [])].join("×")}` };
  }
  if (isParam) return { name: "Weights", size: shape.join("×") };
  return { name: layerName(layers, layer), size: shape.join("×") };
}

/**
 * A place in words: "map 2, row 3, column 4".
 *
 * @param {Layer[]} layers
 * @param {Place} place
 * @param {(string | number)[]} digits
 */
export function placeName(layers, { layer, param, index }, digits) {
  const { kind, kernelShape } = layers[layer];
  const unit = (/** @type {number} */ i) =>
    isScores(layers, layer) ? className(digits[i]) : `unit ${i + 1}`;
  if (param === "bias")
    return kind === "Conv2D" ? `bias of filter ${index[0] + 1}` : `bias of ${unit(index[0])}`;
  if (param === "kernel" && index.length === 4) {
    const [row, column, channel, filter] = index;
    const where = `weight in row ${row + 1}, column ${column + 1}`;
    return `filter ${filter + 1}, ${where}${kernelShape?.[2] === 1 ? "" : ` on map ${channel + 1}`}`;
  }
  if (param === "kernel") {
    const from = layers[layer - 1].kind === "Flatten" ? "feature" : "unit";
    return `weight from ${from} ${index[0] + 1} to ${unit(index[1])}`;
  }
  if (index.length === 3) {
    const [row, column, map] = index;
    const isOne = layers[layer].shape[2] === 1;
    const channel =
      kind === "Input" ? `${["red", "green", "blue"][map] ?? `channel ${map + 1}`}, ` : `map ${map + 1}, `;
    return `${isOne && kind === "Input" ? "" : channel}row ${row + 1}, column ${column + 1}`;
  }
  if (kind === "Flatten") return `feature ${index[0] + 1}`;
  return kind === "Softmax" ? className(digits[index[0]]) : unit(index[0]);
}

/** @param {string | number} name "3", or a word of its own */
function className(name) {
  return String(name).length > 1 ? String(name) : `digit ${name}`;
}
