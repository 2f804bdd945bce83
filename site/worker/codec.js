/**
 * The JavaScript side of `cnn_core.lab.service`: values cross to Python and back as a text and a block of floats.
 * In the JSON text an array stands as `{"$floats": start, "shape": [...]}`, a stretch of the block.
 */

/** @typedef {{ $floats: number, shape: number[] }} Reference */

/**
 * @param {object} value may hold Float32Arrays anywhere
 * @returns {{ text: string, floats: Float32Array }}
 */
export function encode(value) {
  /** @type {Float32Array[]} */
  const arrays = [];
  let length = 0;
  const text = JSON.stringify(value, (_key, item) => {
    if (!(item instanceof Float32Array)) return item;
    const reference = { $floats: length, shape: [item.length] };
    arrays.push(item);
    length += item.length;
    return reference;
  });
  const floats = new Float32Array(length);
  let start = 0;
  for (const array of arrays) {
    floats.set(array, start);
    start += array.length;
  }
  return { text, floats };
}

/**
 * Arrays of one dimension come back as Float32Arrays, others as `{ data, shape }`; all share the block's buffer.
 *
 * @param {string} text
 * @param {Float32Array} floats
 * @returns {any}
 */
export function decode(text, floats) {
  return JSON.parse(text, (_key, item) => {
    if (item === null || typeof item !== "object" || !("$floats" in item)) return item;
    const { $floats: start, shape } = /** @type {Reference} */ (item);
    const size = shape.reduce((product, n) => product * n, 1);
    const data = floats.subarray(start, start + size);
    return shape.length === 1 ? data : { data, shape };
  });
}
