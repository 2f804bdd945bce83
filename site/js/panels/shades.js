/** Grids of numbers as SVG squares, drawn as builder/pictures.py draws them into the page. */

const SVG = "http://www.w3.org/2000/svg";
const LEVELS = 16;

/** @typedef {{ kind: string, opacity: number, outline: string }} Shade */

/**
 * Squares of one shade are one path, and those side by side one rectangle of it.
 *
 * @param {ArrayLike<number>} data row-major
 * @param {number} rows
 * @param {number} columns
 * @param {string} kind "ink", or "signed" from blue through nothing to orange
 * @param {number} largest
 * @returns {Shade[]} from the lowest to the highest
 */
export function shades(data, rows, columns, kind, largest) {
  /** @type {Map<number, string>} */
  const outlines = new Map();
  for (let y = 0; y < rows; y++) {
    let start = 0;
    for (let x = 1; x <= columns; x++) {
      const level = levelOf(data[y * columns + start], largest);
      if (x < columns && levelOf(data[y * columns + x], largest) === level) continue;
      outlines.set(level, `${outlines.get(level) ?? ""}M${start} ${y}h${x - start}v1H${start}z`);
      start = x;
    }
  }
  return [...outlines]
    .filter(([level]) => level !== 0)
    .sort(([a], [b]) => a - b)
    .map(([level, outline]) => ({
      kind: kind === "ink" ? kind : level < 0 ? "negative" : "positive",
      opacity: Math.abs(level) / LEVELS,
      outline,
    }));
}

/**
 * @param {Element} group of an SVG
 * @param {Shade[]} drawn
 */
export function drawShades(group, drawn) {
  while (group.children.length > drawn.length) group.lastElementChild?.remove();
  drawn.forEach(({ kind, opacity, outline }, i) => {
    const path = group.children[i] ?? group.appendChild(document.createElementNS(SVG, "path"));
    path.setAttribute("class", kind);
    path.setAttribute("fill-opacity", String(opacity));
    path.setAttribute("d", outline);
  });
}

/**
 * @param {number} value
 * @param {number} largest
 */
function levelOf(value, largest) {
  return Math.round(LEVELS * Math.min(1, Math.max(-1, value / Math.max(largest, 1e-9)))) || 0;
}
