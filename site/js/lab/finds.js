/**
 * What a network finds in sketches, put together from its parts, and ranked.
 *
 * @typedef {import("../protocol.d.ts").Excitement} Excitement
 * @typedef {import("../protocol.d.ts").Occlusion} Occlusion
 * @typedef {import("../protocol.d.ts").Tensor} Tensor
 *
 * @typedef {object} Frame rows and columns from the first to the last
 * @property {number} top
 * @property {number} bottom
 * @property {number} left
 * @property {number} right
 *
 * @typedef {object} Excited a sketch, and how strongly a filter answers to it
 * @property {number} index of the sketch
 * @property {number} label what it is of
 * @property {number} response
 * @property {Frame} frame
 *
 * @typedef {object} AllExcited
 * @property {number[]} labels
 * @property {Tensor} filters
 * @property {number} sees
 * @property {Excitement["drawing"]} drawing
 * @property {(filter: number) => Excited[]} by all sketches for a filter, the most exciting first
 */

/**
 * @param {(start: number) => Promise<Excitement>} ask
 * @returns {Promise<AllExcited>}
 */
export async function exciteAll(ask) {
  /** @type {Excitement[]} */
  const parts = [await ask(0)];
  let seen = parts[0].labels.length;
  while (seen > 0 && seen < parts[0].total) {
    const part = await ask(seen);
    if (part.labels.length === 0) break;
    parts.push(part);
    seen += part.labels.length;
  }
  const { filters, sees, drawing } = parts[0];
  return {
    labels: parts.flatMap((part) => [...part.labels]),
    filters,
    sees,
    drawing,
    by: (filter) =>
      parts
        .flatMap((part) => excitedIn(part, filter))
        .sort((a, b) => b.response - a.response || a.index - b.index),
  };
}

/**
 * @param {Excitement} part
 * @param {number} filter
 * @returns {Excited[]}
 */
function excitedIn({ start, labels, responses, fields }, filter) {
  const filters = responses.shape[1];
  return Array.from(labels, (label, i) => ({
    index: start + i,
    label,
    response: responses.data[i * filters + filter],
    frame: frameAt(fields, i * filters + filter),
  }));
}

/**
 * @param {Tensor} fields rows of four
 * @param {number} at
 * @returns {Frame}
 */
export function frameAt({ data }, at) {
  const [top, bottom, left, right] = data.subarray(4 * at, 4 * at + 4);
  return { top, bottom, left, right };
}

/**
 * The mean of patches of one size.
 *
 * @param {{ image: Tensor, frame: Frame }[]} patches
 * @param {number} side those of another size, cut off by an edge, are left out
 * @returns {Tensor | null} null when none is left
 */
export function meanPatch(patches, side) {
  const whole = patches.filter(({ frame }) => sides(frame).every((length) => length === side));
  if (whole.length === 0) return null;
  const channels = whole[0].image.shape[2] ?? 1;
  const data = new Float32Array(side * side * channels);
  for (const { image, frame } of whole) {
    cut(image, frame).data.forEach((value, i) => {
      data[i] += value / whole.length;
    });
  }
  return { data, shape: [side, side, channels] };
}

/**
 * A part of an image.
 *
 * @param {Tensor} image (h, w, channels) or (h, w)
 * @param {Frame} frame
 * @returns {Tensor}
 */
export function cut({ data, shape: [, columns, channels = 1] }, frame) {
  const [rows, wide] = sides(frame);
  const part = new Float32Array(rows * wide * channels);
  for (let row = 0; row < rows; row++) {
    const from = ((frame.top + row) * columns + frame.left) * channels;
    part.set(data.subarray(from, from + wide * channels), row * wide * channels);
  }
  return { data: part, shape: [rows, wide, channels] };
}

/** @param {Frame} frame */
function sides({ top, bottom, left, right }) {
  return [bottom - top + 1, right - left + 1];
}

/**
 * How many of the sketches are of each class, the commonest first.
 *
 * @param {Excited[]} excited
 * @returns {{ label: number, count: number }[]}
 */
export function tally(excited) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { label } of excited) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .map(([label, count]) => ({ label, count }))
    .sort((a, b) => b.count - a.count || a.label - b.label);
}

/**
 * @typedef {object} Covered
 * @property {number} side places in each direction
 * @property {Tensor} image
 * @property {Float32Array} cover
 * @property {Float32Array} whole
 * @property {number | null} label
 * @property {Float32Array[]} probabilities at each place, row by row
 *
 * @param {(start: number) => Promise<Occlusion>} ask
 * @returns {Promise<Covered>}
 */
export async function occludeAll(ask) {
  const first = await ask(0);
  const { side, image, cover, whole, label } = first;
  /** @type {Float32Array[]} */
  const probabilities = [];
  for (let part = first; part.probabilities.shape[0] > 0; part = await ask(probabilities.length)) {
    const { data, shape } = part.probabilities;
    for (let i = 0; i < shape[0]; i++) probabilities.push(data.subarray(i * shape[1], (i + 1) * shape[1]));
    if (probabilities.length >= side * side) break;
  }
  return { side, image, cover, whole, label, probabilities };
}
