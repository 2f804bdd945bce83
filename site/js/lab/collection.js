/**
 * The reader's own drawings, each with the digit it is to be: what is kept of one, and how a file of them is read.
 * Knows no page and no storage.
 *
 * @typedef {import("../protocol.d.ts").Stroke} Stroke
 * @typedef {import("../protocol.d.ts").Drawing} Drawing
 * @typedef {{ id: string, label: number } & ({ strokes: Stroke[] } | { pixels: number[] })} Kept
 */

const FORMAT = "convnets-live drawings";
/** The same in cnn_core/lab/collection.py. */
export const MOST = 500;
const MOST_POINTS = 20_000;
/** Of a drawing's points; a thousandth of its side is less than a pixel of any network here. */
const DECIMALS = 1000;

/** Why a file can't be read, in words for the reader. */
export class CollectionError extends Error {}

/**
 * @param {Drawing} drawing
 * @param {number} label
 * @param {string} [id]
 * @returns {Kept}
 */
export function toKeep(drawing, label, id = newId()) {
  if ("pixels" in drawing) return { id, label, pixels: Array.from(drawing.pixels, rounded) };
  const strokes = drawing.strokes.map((stroke) => stroke.map(([x, y]) => [rounded(x), rounded(y)]));
  return { id, label, strokes: /** @type {Stroke[]} */ (strokes) };
}

/** @param {Kept[]} drawings */
export function toText(drawings) {
  return `${JSON.stringify({ format: FORMAT, version: 1, drawings })}\n`;
}

/**
 * Read what `toText` wrote, here or elsewhere; nothing is taken on trust.
 *
 * @param {string} text
 * @returns {Kept[]}
 * @throws {CollectionError}
 */
export function fromText(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new CollectionError("It is damaged, or no file of drawings: it is not JSON.");
  }
  if (file?.format !== FORMAT || !Array.isArray(file.drawings)) {
    throw new CollectionError("It is JSON, but not a file of drawings that this page has written.");
  }
  if (file.version !== 1) {
    const which = Number.isInteger(file.version) ? `: ${file.version}` : "";
    throw new CollectionError(`It was written by a later version of this page${which}.`);
  }
  if (file.drawings.length > MOST) {
    throw new CollectionError(`It holds ${file.drawings.length} drawings; at most ${MOST} can be kept.`);
  }
  return file.drawings.map((/** @type {unknown} */ one, /** @type {number} */ i) => readOne(one, i + 1));
}

/**
 * @param {Kept[]} kept
 * @param {Kept[]} added those that are there already, by their id, are left out
 */
export function merge(kept, added) {
  const known = new Set(kept.map(({ id }) => id));
  const fresh = added.filter(({ id }) => !known.has(id) && known.add(id));
  return { drawings: [...kept, ...fresh], fresh: fresh.length };
}

/**
 * Which drawings to learn from, if half are to be kept for the exam: of each digit the second, the fourth and so on.
 *
 * @param {{ label: number }[]} drawings
 * @returns {number[]}
 */
export function everySecond(drawings) {
  /** @type {Map<number, number>} */
  const before = new Map();
  return drawings.flatMap(({ label }, i) => {
    const nth = (before.get(label) ?? 0) + 1;
    before.set(label, nth);
    return nth % 2 === 0 ? [i] : [];
  });
}

/**
 * The digit there are fewest of, the first of them: to be written next.
 *
 * @param {number[]} digits
 * @param {{ label: number }[]} drawings
 */
export function rarest(digits, drawings) {
  const counts = digits.map((digit) => drawings.filter(({ label }) => label === digit).length);
  return digits[counts.indexOf(Math.min(...counts))];
}

/**
 * @param {any} one
 * @param {number} number
 * @returns {Kept}
 */
function readOne(one, number) {
  const refuse = (/** @type {string} */ why) => {
    throw new CollectionError(`Drawing ${number} can’t be read: ${why}.`);
  };
  if (typeof one !== "object" || one === null) return refuse("it is not there");
  const { id, label, strokes, pixels } = one;
  if (typeof id !== "string" || id === "" || id.length > 64) return refuse("it has no name");
  if (!Number.isInteger(label) || label < 0 || label > 9) return refuse("its digit is none from 0 to 9");
  if (Array.isArray(pixels)) {
    const side = Math.sqrt(pixels.length);
    if (!Number.isInteger(side) || side < 8 || side > 64) return refuse("its pixels make no square");
    if (!pixels.every(isFraction)) return refuse("a pixel is no number from 0 to 1");
    return { id, label, pixels: pixels.map(rounded) };
  }
  if (!Array.isArray(strokes) || strokes.length === 0) return refuse("it has no strokes");
  if (!strokes.every((stroke) => Array.isArray(stroke) && stroke.length > 0))
    return refuse("a stroke is empty");
  const points = strokes.flat();
  if (points.length > MOST_POINTS) return refuse("it has too many points");
  if (!points.every((point) => Array.isArray(point) && point.length === 2 && point.every(isFraction))) {
    return refuse("a point is no pair of numbers from 0 to 1");
  }
  return toKeep({ strokes }, label, id);
}

/** @param {unknown} value */
function isFraction(value) {
  return typeof value === "number" && value >= 0 && value <= 1;
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * DECIMALS) / DECIMALS;
}

function newId() {
  const [low, high] = crypto.getRandomValues(new Uint32Array(2));
  return `${low.toString(36)}-${high.toString(36)}`;
}
