/**
 * Puts the browser's runtime together, in a folder named by what it holds: Pyodide, and Python's and NumPy's modules
 * and the `cnn_core` wheel, compiled for it and divided into parts (`parts.mjs`).
 *
 *     node site/bundle/bundle.mjs --out dist/runtime [--mirror FOLDER-OR-URL] [--offline] [--python PYTHON]
 *
 * Prints {"folder": name, "files": {name: {bytes, sha256}}} when done; progress and faults go to standard error.
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checked, sha256 } from "./checksum.mjs";
import { compiledParts } from "./compiled.mjs";
import { obtain } from "./obtain.mjs";
import { numpySources, toolSources } from "./sources.mjs";
import { buildWheel } from "./wheel.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PYODIDE = join(ROOT, "node_modules", "pyodide");
/** Pyodide's files that a page loads as they are; the others are gone through on the way. */
const AS_THEY_ARE = ["pyodide.mjs"];

/** @typedef {{ file: string, sha256: string }} Pin */
/** @typedef {{ pyodide: string, core: Record<string, string>, numpy: Pin, tools: Record<string, string>, cdn: string, pypi: PyPI }} Pins */
/** @typedef {{ package: string, version: string, folder: string, megabytes: number }} PyPI */

try {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      mirror: { type: "string", default: process.env.CONVNETS_MIRROR },
      offline: { type: "boolean", default: false },
      python: { type: "string", default: "python3" },
    },
  });
  if (!values.out) throw new Error("--out is missing: expected the folder to make the runtime's folder in");
  console.log(JSON.stringify(await bundle(values.out, values)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/**
 * @param {string} out
 * @param {{ mirror?: string, offline: boolean, python: string }} options
 */
async function bundle(out, options) {
  const pins = /** @type {Pins} */ (
    JSON.parse(await readFile(new URL("pins.json", import.meta.url), "utf8"))
  );
  const core = await readCore(pins);
  const numpy = { file: pins.numpy.file, content: await obtain(pins.numpy, numpySources(pins, options)) };
  const library = await buildWheel(ROOT, options.python);
  const parts = await compiledParts({ folder: PYODIDE, core, numpy, library }, async () => {
    /** @type {Buffer[]} */
    const tools = [];
    for (const [file, hash] of Object.entries(pins.tools)) {
      tools.push(await obtain({ file, sha256: hash }, toolSources(options)));
    }
    return tools;
  });

  /** @type {Record<string, Buffer>} */
  const files = { ...parts };
  for (const name of AS_THEY_ARE) files[name] = core[name];
  const described = describe(files);
  const manifest = Buffer.from(`${JSON.stringify({ files: described }, null, 1)}\n`);
  const name = sha256(manifest).slice(0, 16);
  const folder = join(out, name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries({ ...files, "manifest.json": manifest })) {
    await writeFile(join(folder, file), content);
  }
  return { folder: name, files: described };
}

/**
 * Pyodide's own files, as npm installed them.
 *
 * @param {Pins} pins
 */
async function readCore(pins) {
  /** @type {Record<string, Buffer>} */
  const core = {};
  for (const [file, expected] of Object.entries(pins.core)) {
    const content = await readFile(join(PYODIDE, file)).catch(() => null);
    if (!content) throw new Error(`node_modules/pyodide has no ${file}: run \`make setup\``);
    core[file] = checked({ file, sha256: expected }, content, "node_modules/pyodide");
  }
  return core;
}

/** @param {Record<string, Buffer>} files */
function describe(files) {
  const names = Object.keys(files).sort();
  return Object.fromEntries(
    names.map((name) => [name, { bytes: files[name].length, sha256: sha256(files[name]) }]),
  );
}
