/** The page's colors as scripts need them, read from the tokens in force and read again when the theme changes. */

import { colorScale, parseColor } from "./color.js";

/** @type {Map<string, any>} */
const cache = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
let watching = false;

/**
 * @template T
 * @param {string} key
 * @param {() => T} make
 * @returns {T}
 */
function cached(key, make) {
  watch();
  if (!cache.has(key)) cache.set(key, make());
  return cache.get(key);
}

/**
 * A token's color, e.g. `rgb(11, 97, 80)`.
 *
 * @param {string} name e.g. "--accent"
 */
export function tokenColor(name) {
  return cached(name, () => getComputedStyle(document.documentElement).getPropertyValue(name).trim());
}

/** A token's value as it stands, for what isn't a color: `--font-ui`. */
export const tokenText = tokenColor;

/** From nothing to full ink, 256 RGBA colors: images of digits. */
export function inkScale() {
  return cached("ink", () => scaleOf("--paper-raised", "--input"));
}

/** From negative (blue) over zero to positive (orange), 256 RGBA colors: weights and activations. */
export function divergingScale() {
  return cached("diverging", () => scaleOf("--negative", "--zero", "--positive"));
}

/**
 * Call `listener` when the theme has changed.
 *
 * @param {() => void} listener
 * @returns {() => void} ends it
 */
export function onThemeChange(listener) {
  watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param {string[]} names */
function scaleOf(...names) {
  return colorScale(names.map((name) => parseColor(tokenColor(name))));
}

function watch() {
  if (watching) return;
  watching = true;
  const changed = () => {
    cache.clear();
    for (const listener of listeners) listener();
  };
  for (const what of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(what).addEventListener("change", changed);
  }
  new MutationObserver(changed).observe(document.documentElement, {
    attributeFilter: ["data-theme", "class"],
  });
}
