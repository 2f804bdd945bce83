/**
 * Puts the browser's runtime together: Pyodide, NumPy and the `cnn_core` wheel, in a folder named by what it holds.
 *
 *     node site/bundle/bundle.mjs --out dist/runtime [--mirror FOLDER-OR-URL] [--offline] [--python PYTHON]
 *
 * Prints {"folder": name} when done; progress and faults go to standard error.
 */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checked, sha256 } from "./checksum.mjs";
import { obtain } from "./obtain.mjs";
import { numpySources } from "./sources.mjs";
import { buildWheel } from "./wheel.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PYODIDE = join(ROOT, "node_modules", "pyodide");

/** @typedef {{ file: string, sha256: string }} Pin */
/** @typedef {{ pyodide: string, core: Record<string, string>, numpy: Pin, cdn: string, pypi: PyPI }} Pins */
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
  const folder = await bundle(values.out, values);
  console.log(JSON.stringify({ folder }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/**
 * @param {string} out
 * @param {{ mirror?: string, offline: boolean, python: string }} options
 * @returns {Promise<string>} the name of the folder made in `out`
 */
async function bundle(out, { mirror, offline, python }) {
  const pins = /** @type {Pins} */ (
    JSON.parse(await readFile(new URL("pins.json", import.meta.url), "utf8"))
  );
  const core = await readCore(pins);
  const numpy = await obtain(pins.numpy, numpySources(pins, { mirror, offline, python }));
  const wheel = await buildWheel(ROOT, python);

  const lock = JSON.parse(core["pyodide-lock.json"].toString());
  const files = {
    ...core,
    [pins.numpy.file]: numpy,
    [wheel.file]: wheel.content,
    "pyodide-lock.json": Buffer.from(JSON.stringify(trim(lock, wheel))),
  };
  const manifest = Buffer.from(`${JSON.stringify({ files: describe(files) }, null, 1)}\n`);

  const name = sha256(manifest).slice(0, 16);
  const folder = join(out, name);
  await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries({ ...files, "manifest.json": manifest })) {
    await writeFile(join(folder, file), content);
  }
  return name;
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

/**
 * The lock file with the two packages that the course uses.
 *
 * @param {{ info: object, packages: Record<string, object> }} lock
 * @param {{ file: string, version: string, content: Buffer }} wheel
 */
function trim(lock, wheel) {
  const library = {
    depends: ["numpy"],
    file_name: wheel.file,
    imports: ["cnn_core"],
    install_dir: "site",
    name: "cnn-core",
    package_type: "package",
    sha256: sha256(wheel.content),
    unvendored_tests: false,
    version: wheel.version,
  };
  return { info: lock.info, packages: { "cnn-core": library, numpy: lock.packages.numpy } };
}

/** @param {Record<string, Buffer>} files */
function describe(files) {
  const names = Object.keys(files).sort();
  return Object.fromEntries(
    names.map((name) => [name, { bytes: files[name].length, sha256: sha256(files[name]) }]),
  );
}
