/**
 * Puts the browser's NumPy wheel, as Pyodide ships it, into a folder: for the benchmark, which runs stock Pyodide.
 *
 *     node site/bundle/numpy-wheel.mjs FOLDER [--python PYTHON]
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { obtain } from "./obtain.mjs";
import { numpySources } from "./sources.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: "string", default: "python3" } },
});
const pins = JSON.parse(await readFile(new URL("pins.json", import.meta.url), "utf8"));
const options = { mirror: process.env.CONVNETS_MIRROR, offline: false, python: values.python };
await writeFile(join(positionals[0], pins.numpy.file), await obtain(pins.numpy, numpySources(pins, options)));
