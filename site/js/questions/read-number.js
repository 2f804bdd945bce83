/**
 * A number as people type it: 1,148 and 1 148, 0.5 and 0,5, −3, 98 %, 3/4. Null if it isn't one.
 * A comma before exactly three digits separates thousands, any other a decimal.
 * @param {string} text
 * @returns {number | null}
 */
export function readNumber(text) {
  const plain = text
    .trim()
    .replace(/[−–]/g, "-")
    .replace(/\s*%$/, "")
    .replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, "")
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, "")
    .replace(/,/g, ".");
  const match = /^(-?\d*\.?\d+|-?\d+\.)(?:\s*\/\s*(\d+\.?\d*))?$/.exec(plain);
  if (!match) return null;
  const value = Number(match[1]) / (match[2] === undefined ? 1 : Number(match[2]));
  return Number.isFinite(value) ? value : null;
}
