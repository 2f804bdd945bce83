/** Numbers as the lab writes them; always the same width, so that they don't jitter. */

/**
 * A fraction as a percentage with one decimal: 0.9531 → "95.3 %".
 *
 * @param {number} fraction
 */
export function percent(fraction) {
  return `${(100 * fraction).toFixed(1)} %`;
}

/**
 * A probability as a whole percentage that never rounds to certainty: 0.999 → "> 99 %".
 *
 * @param {number} probability
 */
export function chance(probability) {
  if (probability > 0.99) return "> 99 %";
  if (probability < 0.01) return "< 1 %";
  return `${Math.round(100 * probability)} %`;
}

/**
 * With commas between thousands: 12345 → "12,345".
 *
 * @param {number} value
 */
export function count(value) {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** @param {number} value */
export function signed(value) {
  return `${value <= -0.005 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/**
 * "an orange", "a lime", "an 8"
 *
 * @param {string} name
 */
export function article(name) {
  return `${/^[aeiou8]/.test(name) ? "an" : "a"} ${name}`;
}

/**
 * "0, 1, 2 and 3"
 *
 * @param {(string | number)[]} items
 */
export function list(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/**
 * A number as a reader would type it: no exponent where a few digits do.
 *
 * @param {number} value
 */
export function plain(value) {
  const text = String(value);
  return text.includes("e-") ? value.toFixed(12).replace(/0+$/, "") : text;
}
