/** Where the wheels can come from: NumPy's for the browser, and the tools that work on the bundle. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { download } from "./download.mjs";
import { CACHE } from "./obtain.mjs";
import { fromPyPI, wheelFromPyPI } from "./pypi.mjs";

/** @import { Pins } from "./bundle.mjs" */
/** @import { Source } from "./obtain.mjs" */

/** @typedef {{ mirror?: string, offline: boolean, python: string }} Options */

/**
 * In the order to try them.
 *
 * @param {Pins} pins
 * @param {Options} options
 * @returns {Source[]}
 */
export function numpySources(pins, options) {
  const { package: name, version } = pins.pypi;
  return beforeNetwork(options, [
    { name: `Pyodide's CDN, ${pins.cdn}`, read: fromUrl(pins.cdn) },
    { name: `PyPI's ${name}==${version}`, read: fromPyPI(pins.pypi, options.python, CACHE) },
  ]);
}

/**
 * @param {Options} options
 * @returns {Source[]}
 */
export function toolSources(options) {
  return beforeNetwork(options, [{ name: "PyPI", read: wheelFromPyPI(options.python, CACHE) }]);
}

/**
 * @param {Options} options
 * @param {Source[]} network
 * @returns {Source[]}
 */
function beforeNetwork({ mirror, offline }, network) {
  const cache = { name: `the cache, ${CACHE}`, read: fromFolder(CACHE), isCache: true };
  return [...(mirror ? [fromMirror(mirror)] : []), cache, ...(offline ? [] : network)];
}

/** @param {string} place @returns {Source} */
function fromMirror(place) {
  const read = /^https?:/.test(place) ? fromUrl(place) : fromFolder(place);
  return { name: `the mirror, ${place}`, read, named: true };
}

/** @param {string} base */
function fromUrl(base) {
  const folder = base.endsWith("/") ? base : `${base}/`;
  return (/** @type {string} */ file) => download(new URL(file, folder));
}

/** @param {string} place a path or a file: URL */
function fromFolder(place) {
  const folder = place.startsWith("file:") ? fileURLToPath(place) : place;
  return async (/** @type {string} */ file) => {
    try {
      return await readFile(join(folder, file));
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      throw new Error(code === "ENOENT" ? "it is not there" : message);
    }
  };
}
