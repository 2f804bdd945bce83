/**
 * What a picture of a network is made of: a block for every layer and one for every layer's parameters. A block is a
 * stack of tiles of cells, and each cell is one number. Knows nothing of pixels.
 *
 * @typedef {object} Layer what was told of a layer, be it values or gradients
 * @property {string} name
 * @property {string} kind
 * @property {number[]} shape
 * @property {number[] | null} kernelShape
 * @property {Float32Array} values
 * @property {Float32Array | null} kernel
 * @property {Float32Array | null} bias
 *
 * @typedef {object} Place one number: of a layer's output, or one of its parameters
 * @property {number} layer counted from 0, the input
 * @property {"kernel" | "bias" | null} param
 * @property {number[]} index
 *
 * @typedef {"maps" | "units" | "kernels" | "matrix" | "bars"} Form
 *
 * @typedef {object} Block
 * @property {string} key unlike any other's
 * @property {number} layer
 * @property {string} kind of layer
 * @property {Form} form
 * @property {boolean} isParam
 * @property {number} tiles
 * @property {number} rows of a tile, in the upright form of what can be laid both ways
 * @property {number} columns
 * @property {number} depth tiles that belong together: the channels of one kernel; 1 otherwise
 * @property {number[]} shape of what it shows
 */

/**
 * @param {Layer[]} layers
 * @returns {Block[]}
 */
export function blocksOf(layers) {
  return layers.flatMap((layer, i) => {
    const shown = outputBlock(layer, i);
    const params = paramBlock(layer, i);
    return params ? [params, shown] : [shown];
  });
}

/**
 * Whether two lists of layers make the same picture.
 *
 * @param {Layer[]} a
 * @param {Layer[]} b
 */
export function sameShape(a, b) {
  return a.length === b.length && a.every((layer, i) => signature(layer) === signature(b[i]));
}

/** @param {Layer} layer */
function signature({ kind, shape, kernelShape }) {
  return `${kind} ${shape} ${kernelShape}`;
}

/** @param {Layer} layer @param {number} number @returns {Block} */
function outputBlock({ name, kind, shape }, number) {
  const common = { key: name, layer: number, kind, isParam: false, shape, depth: 1 };
  if (shape.length === 3) {
    const [rows, columns, tiles] = shape;
    return { ...common, form: "maps", tiles, rows, columns };
  }
  const form = kind === "Softmax" ? "bars" : "units";
  return { ...common, form, tiles: 1, rows: shape[0], columns: 1 };
}

/** @param {Layer} layer @param {number} number @returns {Block | null} */
function paramBlock({ name, kind, kernelShape: shape }, number) {
  if (!shape) return null;
  const common = { key: `${name}.kernel`, layer: number, kind, isParam: true, shape };
  if (shape.length === 4) {
    const [rows, columns, channels, filters] = shape;
    // A row more, for the bias: it is one more weight, whose input is always 1.
    return {
      ...common,
      form: "kernels",
      tiles: channels * filters,
      rows: rows + 1,
      columns,
      depth: channels,
    };
  }
  return { ...common, form: "matrix", tiles: 1, rows: shape[0] + 1, columns: shape[1], depth: 1 };
}

/**
 * The place of a cell; null where a tile has a gap.
 *
 * @param {Block} block
 * @param {number} tile
 * @param {number} row
 * @param {number} column
 * @returns {Place | null}
 */
export function placeOf({ form, layer, rows, columns, depth }, tile, row, column) {
  switch (form) {
    case "maps":
      return { layer, param: null, index: [row, column, tile] };
    case "kernels": {
      const [filter, channel] = [Math.floor(tile / depth), tile % depth];
      if (row < rows - 1) return { layer, param: "kernel", index: [row, column, channel, filter] };
      const isBias = channel === 0 && column === Math.floor(columns / 2);
      return isBias ? { layer, param: "bias", index: [filter] } : null;
    }
    case "matrix":
      if (row < rows - 1) return { layer, param: "kernel", index: [row, column] };
      return { layer, param: "bias", index: [column] };
    default:
      return { layer, param: null, index: [row] };
  }
}

/**
 * The cell of a place: the inverse of `placeOf`.
 *
 * @param {Block} block
 * @param {Place} place
 * @returns {{ tile: number, row: number, column: number }}
 */
export function cellOf({ form, rows, columns, depth }, { param, index }) {
  if (form === "maps") return { tile: index[2], row: index[0], column: index[1] };
  if (form === "kernels") {
    if (param === "bias") return { tile: index[0] * depth, row: rows - 1, column: Math.floor(columns / 2) };
    return { tile: index[3] * depth + index[2], row: index[0], column: index[1] };
  }
  if (form === "matrix") {
    return param === "bias"
      ? { tile: 0, row: rows - 1, column: index[0] }
      : { tile: 0, row: index[0], column: index[1] };
  }
  return { tile: 0, row: index[0], column: 0 };
}

/**
 * Where a place's number stands in its array.
 *
 * @param {number[]} shape of the array
 * @param {number[]} index
 */
export function offsetOf(shape, index) {
  return index.reduce((offset, i, axis) => offset * shape[axis] + i, 0);
}

/**
 * The numbers of a block, tile after tile, row after row: what is to be painted. NaN where a tile has a gap.
 *
 * @param {Block} block
 * @param {ArrayLike<number>} values of its output, or of its kernel
 * @param {ArrayLike<number>} [biases]
 * @param {Float32Array} [into]
 */
export function arrange(block, values, biases = [], into) {
  const { form, tiles, rows, columns, depth } = block;
  const size = tiles * rows * columns;
  const arranged = into?.length === size ? into : new Float32Array(size);
  if (form === "units" || form === "bars") {
    arranged.set(values);
    return arranged;
  }
  if (form === "matrix") {
    arranged.set(values);
    arranged.set(biases, (rows - 1) * columns);
    return arranged;
  }
  if (form === "maps") {
    for (let cell = 0, i = 0; cell < rows * columns; cell++) {
      for (let tile = 0; tile < tiles; tile++) arranged[tile * rows * columns + cell] = values[i++];
    }
    return arranged;
  }
  const filters = tiles / depth;
  arranged.fill(Number.NaN);
  for (let cell = 0, i = 0; cell < (rows - 1) * columns; cell++) {
    for (let channel = 0; channel < depth; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        arranged[(filter * depth + channel) * rows * columns + cell] = values[i++];
      }
    }
  }
  for (let filter = 0; filter < filters; filter++) {
    const start = filter * depth * rows * columns;
    arranged[start + (rows - 1) * columns + Math.floor(columns / 2)] = biases[filter];
  }
  return arranged;
}
