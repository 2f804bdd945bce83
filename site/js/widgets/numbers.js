/** Numbers as widgets write them; cnn_core/explain/writing.py and builder/widgets/grids.py do alike. */

const LEVELS = 4;

/**
 * At most four decimals, no trailing zeros, and a true minus.
 *
 * @param {number} value
 */
export function writeNumber(value) {
  const rounded = Math.round(value * 1e4) / 1e4;
  return String(rounded === 0 ? 0 : rounded).replace("-", "−");
}

/**
 * As a factor or a term: negative numbers in parentheses.
 *
 * @param {number} value
 */
export function writeFactor(value) {
  const text = writeNumber(value);
  return text.startsWith("−") ? `(${text})` : text;
}

/**
 * What was typed, as a number if it is one; `cnn_core.explain` refuses the rest by name.
 *
 * @param {string} text
 * @returns {number | string}
 */
export function readNumber(text) {
  const typed = text.trim().replace("−", "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : typed;
}

/**
 * How strongly a cell is tinted: p or n for the sign, and 0 to 4 against the grid's largest number.
 *
 * @param {number} value
 * @param {number[][]} rows
 */
export function tint(value, rows) {
  const largest = Math.max(...rows.flat().map(Math.abs));
  const level = largest ? Math.round((LEVELS * Math.abs(value)) / largest) : 0;
  return `${value < 0 ? "n" : "p"}${level}`;
}

/**
 * "row 2, column 3", counted from 1.
 *
 * @param {{ row: number, column: number }} cell
 */
export function writePlace({ row, column }) {
  return `row ${row + 1}, column ${column + 1}`;
}
