/**
 * Trained weights that stay on this device, under a name, so that another lesson can go on with them. Storage may be
 * blocked, full or damaged: then the reader is told so, in words, and all else goes on.
 *
 * @typedef {import("../protocol.d.ts").Settings} Settings
 *
 * @typedef {object} Kept
 * @property {Settings} settings of the run that they came of
 * @property {number} step
 * @property {number} accuracy on held-out sketches, a fraction
 * @property {string} from the title of the page it was trained on
 * @property {Float32Array} weights
 */

const PREFIX = "convnets.weights.";
const VERSION = 1;
const BLOCKED = "This browser lets the page keep nothing on this device.";

/**
 * @param {string} name
 * @param {Kept} kept
 * @returns {string | null} why it could not be kept; null if it was
 */
export function keep(name, kept) {
  try {
    localStorage.setItem(PREFIX + name, write(kept));
    return null;
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
    return isFull ? "There is no room left on this device to keep the weights." : BLOCKED;
  }
}

/**
 * What was kept under a name, if it is whole. What is damaged is removed.
 *
 * @param {string} name
 * @returns {{ kept: Kept } | { reason: string } | null} null when nothing is there
 */
export function recall(name) {
  /** @type {string | null} */
  let text;
  try {
    text = localStorage.getItem(PREFIX + name);
  } catch {
    return { reason: BLOCKED };
  }
  if (text === null) return null;
  const kept = read(text);
  if (kept) return { kept };
  forget(name);
  return { reason: "The weights kept on this device were damaged, and have been removed." };
}

/** @param {string} name */
export function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Then there is nothing to forget.
  }
}

/** @param {Kept} kept @returns {string} what `read` reads */
export function write({ weights, ...rest }) {
  return JSON.stringify({ version: VERSION, ...rest, count: weights.length, weights: toText(weights) });
}

/**
 * @param {string} text
 * @returns {Kept | null} null where it is not whole
 */
export function read(text) {
  try {
    const { version, settings, step, accuracy, from, count, weights: encoded } = JSON.parse(text);
    const weights = fromText(encoded);
    const isWhole =
      version === VERSION &&
      settings !== null &&
      typeof settings === "object" &&
      Array.isArray(settings.classes) &&
      settings.classes.every(Number.isInteger) &&
      Number.isInteger(step) &&
      step >= 0 &&
      Number.isFinite(accuracy) &&
      accuracy >= 0 &&
      accuracy <= 1 &&
      typeof from === "string" &&
      weights.length === count &&
      weights.every(Number.isFinite);
    return isWhole ? { settings, step, accuracy, from, weights } : null;
  } catch {
    return null;
  }
}

/** @param {Float32Array} weights */
function toText({ buffer, byteOffset, byteLength }) {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** @param {string} text */
function fromText(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}
