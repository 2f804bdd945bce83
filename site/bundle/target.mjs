/** Work that needs the target's own Python: done in Pyodide, under Node. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { place } from "../worker/container.js";
import { EMPTY_ZIP, laidOut, Memory } from "../worker/memory.js";
import { patched } from "./patch.mjs";
import { watched } from "./split.mjs";

/** @import { PyodideInterface } from "pyodide" */
/** @import { MemoryFiles } from "./memory.mjs" */
/** @import { Files } from "./parts.mjs" */

/** The interpreter itself. */
export const MAIN = "pyodide.asm.wasm";
const SITE_PACKAGES = "/lib/python3.14/site-packages";

/**
 * @param {string} folder of Pyodide's files
 * @param {Record<string, string>} [env]
 */
async function start(folder, env = {}) {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
  return /** @type {Promise<PyodideInterface>} */ (loadPyodide({ indexURL: `${folder}/`, env }));
}

/**
 * Pyodide as pages run it: its script changed, and files of our choice in place of its own.
 *
 * @param {Record<string, Uint8Array>} core Pyodide's files by their names
 * @param {object} settings for `loadPyodide`
 * @param {(create: (settings: any) => Promise<any>) => (settings: any) => Promise<any>} [around] how its module is made
 */
export async function startAs(core, settings, around = (create) => create) {
  const folder = await mkdtemp(join(tmpdir(), "cnn-core-target-"));
  try {
    const files = {
      ...core,
      "python_stdlib.zip": EMPTY_ZIP,
      "pyodide.asm.mjs": patched(Buffer.from(core["pyodide.asm.mjs"])),
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const [{ loadPyodide }, { default: create }] = await Promise.all(
      ["pyodide.mjs", "pyodide.asm.mjs"].map((name) => import(pathToFileURL(join(folder, name)).href)),
    );
    const createPyodideModule = around(create);
    return /** @type {PyodideInterface} */ (
      await loadPyodide({ indexURL: `${folder}/`, createPyodideModule, ...settings })
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Compile an archive of Python sources. Only the library's sources are there to be shown: other code knows the lines it
 * came from, for tracebacks, but not the columns.
 *
 * @param {string} folder of Pyodide's files
 * @param {Buffer[]} tools wheels of pyodide-build and what it needs
 * @param {string} file the archive's name
 * @param {Buffer} content
 * @returns {Promise<Map<string, Uint8Array>>} its files by their paths in it
 */
export async function compile(folder, tools, file, content) {
  const target = await start(folder, file.startsWith("cnn_core-") ? {} : { PYTHONNODEBUGRANGES: "1" });
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
 * Which functions are called while a page starts and a session of the course is held.
 *
 * @param {Record<string, Uint8Array>} core Pyodide's files by their names
 * @param {Files} files by their paths in the browser's file system
 * @param {MemoryFiles} memory what `makeMemory` made of these
 * @returns {Promise<Map<string, Set<number>>>} their places among the defined ones, by the path of their module
 */
export async function functionsCalled(core, files, memory) {
  /** @type {Map<string, WebAssembly.Table>} */
  const tables = new Map();
  const watch = {
    join(/** @type {string} */ path, /** @type {WebAssembly.Instance} */ { exports }) {
      const uncalled = /** @type {WebAssembly.Table | undefined} */ (exports["split.uncalled"]);
      if (uncalled) tables.set(path, uncalled);
    },
  };
  const { "data.wasm": data, ...heap } = memory;
  const remembered = new Memory(data);
  const rest = async () => Object.values(heap).flatMap((files) => [...files]);
  const target = await startAs(
    { ...core, [MAIN]: watched(core[MAIN]) },
    {
      lockFileContents: JSON.parse(Buffer.from(core["pyodide-lock.json"]).toString()),
      _loadSnapshot: remembered.objects,
      fsInit: async (/** @type {PyodideInterface["FS"]} */ FS) =>
        place(
          FS,
          [...files].map(([path, content]) => [path, path.endsWith(".so") ? watched(content) : content]),
        ),
    },
    (create) => laidOut(create, remembered, rest, watch),
  );
  await actAsPage(target);
  return new Map(
    [...tables].map(([path, table]) => [
      path,
      new Set(Array.from({ length: table.length }, (_, i) => i).filter((i) => table.get(i) === null)),
    ]),
  );
}

/**
 * What the worker does in a visit, with all that a session asks of it (`site/worker/worker.js`).
 *
 * @param {PyodideInterface} target
 */
async function actAsPage(target) {
  const source = (/** @type {string} */ path) => readFile(new URL(path, import.meta.url), "utf8");
  const start = await source("../worker/start.py");
  for (const fused of [false, true]) target.runPython(start, { globals: target.toPy({ fused }) });
  const space = target.toPy({});
  target.runPython(await source("../worker/more.py"), { globals: space });
  space.get("add_modules")(target.toPy(["elsewhere"]), () => "There is nothing more.");
  space.destroy();
  target.runPython(await source("session.py"));
  const { handle } = target.runPython("hold_session()");
  const asked = { type: "inspect", sample: 0, drawing: { $floats: 0, shape: [8, 8] }, weights: null };
  const given = [new Float32Array(64), new Uint8Array(9)].map((array) => target.toPy(array));
  const hear = (/** @type {string} */ _said, /** @type {any} */ floats) => floats.getBuffer("f32").release();
  for (const [command, ...more] of [
    [asked, ...given, hear],
    [{ type: "run", name: "cell 2", source: "import elsewhere" }, undefined, undefined, hear],
    [{ type: "train", steps: 1, milliseconds: 0.5 }, undefined, undefined, undefined],
  ]) {
    const answer = handle(0, JSON.stringify(command), ...more);
    const block = answer.get(1);
    block.getBuffer("f32").release();
    for (const proxy of [block, answer]) proxy.destroy();
  }
  for (const proxy of given) proxy.destroy();
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
