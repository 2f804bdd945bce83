/** Results over seeds on one axis: a dot for each, a line for their mean. Data in, an element out. */

import { make } from "./texts.js";

/**
 * @param {number[]} values one for each seed
 * @param {number | null} mean null for none
 * @param {readonly [number, number]} axis its ends; what lies beyond is drawn at the edge
 */
export function strip(values, mean, axis) {
  const element = make("div", "strip");
  element.append(...values.map((value) => mark("strip-dot", value, axis)));
  if (mean !== null) element.append(mark("strip-mean", mean, axis));
  return element;
}

/**
 * @param {string} className
 * @param {number} value
 * @param {readonly [number, number]} axis
 */
function mark(className, value, [from, to]) {
  const element = make("span", className);
  const share = (value - from) / (to - from);
  element.style.setProperty("--at", String(Math.min(1, Math.max(0, share))));
  return element;
}

/**
 * A row of a table of such results: a row head over several rows, if there is one, then cells.
 *
 * @param {string} network which of those compared
 * @param {{ title: string, detail: string, rows: number } | null} head
 * @param {(string | HTMLElement)[]} cells
 */
export function stripRow(network, head, cells) {
  const row = document.createElement("tr");
  row.dataset.network = network;
  if (head) {
    const element = make("th", "", head.title);
    element.rowSpan = head.rows;
    element.scope = "rowgroup";
    element.append(make("span", "", head.detail));
    row.append(element);
  }
  for (const content of cells) {
    const cell = document.createElement("td");
    cell.append(content);
    row.append(cell);
  }
  return row;
}
