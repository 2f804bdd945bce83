/** Work that needs the target's own Python: done in Pyodide, under Node. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** @import { PyodideInterface } from "pyodide" */

const SITE_PACKAGES = "/lib/python3.14/site-packages";

/** @param {string} folder of Pyodide's files */
async function start(folder) {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
  return /** @type {Promise<PyodideInterface>} */ (loadPyodide({ indexURL: `${folder}/` }));
}

/**
 * Compile an archive of Python sources.
 *
 * @param {string} folder of Pyodide's files
 * @param {Buffer[]} tools wheels of pyodide-build and what it needs
 * @param {string} file the archive's name
 * @param {Buffer} content
 * @returns {Promise<Map<string, Uint8Array>>} its files by their paths in it
 */
export async function compile(folder, tools, file, content) {
  const target = await start(folder);
  for (const wheel of tools) unpack(target, wheel);
  target.FS.mkdirTree("/archives");
  target.FS.writeFile(`/archives/${file}`, content);
  target.runPython(await readFile(new URL("compile.py", import.meta.url), "utf8"));
  target.runPython('compile_archives("/archives", "/made")');
  return filesBelow(target, `/made/${file.split(/[-.]/)[0]}`);
}

/**
 * What a session of the course imports, and the sources of the library that holds it.
 *
 * @param {string} folder of Pyodide's files
 * @param {Buffer[]} wheels
 * @returns {Promise<{ used: Set<string>, sources: Map<string, Uint8Array> }>} paths of modules, without their endings,
 *   as they are in their archives; and files by their paths
 */
export async function holdSession(folder, wheels) {
  const target = await start(folder);
  for (const wheel of wheels) unpack(target, wheel);
  target.runPython(await readFile(new URL("session.py", import.meta.url), "utf8"));
  const files = target.runPython("modules_used()").toJs();
  const roots = [`${SITE_PACKAGES}/`, "/lib/python314.zip/"];
  const used = new Set(
    files.map((/** @type {string} */ file) => {
      const root = roots.find((start) => file.startsWith(start));
      if (!root) throw new Error(`a session imported ${file}, from where none was expected`);
      return file.slice(root.length).replace(/\.py$|\.cpython-\S+\.so$|\.abi3\.so$/, "");
    }),
  );
  return { used: /** @type {Set<string>} */ (used), sources: filesBelow(target, SITE_PACKAGES, "/cnn_core") };
}

/**
 * Write the lock file of two packages.
 *
 * @param {string} folder of Pyodide's files
 * @param {Buffer[]} tools wheels of pyodide-lock and what it needs
 * @param {object} given `info` and `packages` of the lock file
 */
export async function lock(folder, tools, given) {
  const target = await start(folder);
  for (const wheel of tools) unpack(target, wheel);
  target.globals.set("given", JSON.stringify(given));
  target.runPython(await readFile(new URL("lock.py", import.meta.url), "utf8"));
  return /** @type {string} */ (target.runPython("write_lock(given)"));
}

/**
 * @param {PyodideInterface} target
 * @param {Buffer} wheel
 */
function unpack(target, wheel) {
  target.unpackArchive(new Uint8Array(wheel), "whl", { extractDir: SITE_PACKAGES }); // Pyodide knows no Buffer
}

/**
 * @param {PyodideInterface} target
 * @param {string} folder
 * @param {string} [inside] of it
 * @returns {Map<string, Uint8Array>} by their paths in `folder`
 */
function filesBelow({ FS }, folder, inside = "") {
  const files = new Map();
  const visit = (/** @type {string} */ path) => {
    for (const name of FS.readdir(path).sort()) {
      const found = `${path}/${name}`;
      if (name === "." || name === "..") continue;
      if (FS.isDir(FS.stat(found).mode)) visit(found);
      else files.set(found.slice(folder.length + 1), FS.readFile(found));
    }
  };
  visit(folder + inside);
  return files;
}
