/** A plot of rows of numbers, as an SVG: its lines differ in their dashes as well as in their colors. */

import { make } from "../widgets/texts.js";

const WIDTH = 640;
const HEIGHT = 220;
const LEFT = 56;
const BOTTOM = 24;
const TOP = 10;

/** @typedef {{ name: string, every: number, values: Float32Array }} Series `every` is how far apart its numbers are */

/**
 * @param {Series[]} series
 * @param {string} label
 */
export function makePlot(series, label) {
  const finite = series.flatMap(({ values }) => [...values].filter(Number.isFinite));
  const low = Math.min(...finite, Infinity) === Infinity ? 0 : Math.min(...finite);
  const top = finite.length > 0 ? Math.max(...finite) : 1;
  const high = top > low ? top : low + 1;
  const last = Math.max(1, ...series.map(({ values, every }) => (values.length - 1) * every));
  const x = (/** @type {number} */ i) => LEFT + ((WIDTH - LEFT - 8) * i) / last;
  const y = (/** @type {number} */ value) =>
    TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low));

  const svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "code-plot", role: "img" });
  const names = series.map(({ name }) => name).filter(Boolean);
  svg.setAttribute(
    "aria-label",
    `${label || names.join(", ") || "A plot"}: ${last + 1} numbers, from ${write(low)} to ${write(top)}`,
  );
  svg.append(
    element("path", { class: "code-axis", d: `M${LEFT},${TOP}V${HEIGHT - BOTTOM}H${WIDTH - 8}` }),
    text(LEFT - 6, y(high) + 4, write(high), "end"),
    text(LEFT - 6, y(low), write(low), "end"),
    text(LEFT, HEIGHT - 6, "0", "middle"),
    text(WIDTH - 8, HEIGHT - 6, String(last), "end"),
  );
  series.forEach(({ values, every }, i) => {
    svg.append(
      element("path", { class: "code-line", "data-series": String(i % 4), d: pathOf(values, every, x, y) }),
    );
  });
  const figure = make("figure", "code-figure");
  figure.append(svg);
  if (names.length > 0) figure.append(legend(names));
  if (label) figure.append(make("figcaption", "code-caption", label));
  return figure;
}

/**
 * @param {Float32Array} values what isn't finite leaves a gap
 * @param {number} every
 * @param {(i: number) => number} x
 * @param {(value: number) => number} y
 */
function pathOf(values, every, x, y) {
  let path = "";
  let isDown = false;
  values.forEach((value, i) => {
    const isThere = Number.isFinite(value);
    if (isThere) path += `${isDown ? "L" : "M"}${x(i * every).toFixed(1)},${y(value).toFixed(1)}`;
    isDown = isThere;
  });
  return path;
}

/** @param {string[]} names */
function legend(names) {
  const list = make("ul", "code-legend");
  names.forEach((name, i) => {
    const item = make("li", "");
    const key = element("svg", { viewBox: "0 0 28 8", class: "code-key", "aria-hidden": "true" });
    key.append(element("path", { class: "code-line", "data-series": String(i % 4), d: "M0,4H28" }));
    item.append(key, ` ${name}`);
    list.append(item);
  });
  return list;
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 */
function element(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {string} anchor
 */
function text(x, y, words, anchor) {
  const made = element("text", { x: String(x), y: String(y), "text-anchor": anchor });
  made.textContent = words;
  return made;
}

/** @param {number} value */
function write(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
