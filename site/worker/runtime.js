/** Boots Pyodide with NumPy and `cnn_core` from the parts that `site/bundle/` made. */

import { unpack } from "./container.js";
import { BootError, Downloads, missing } from "./download.js";
import { canFuse } from "./features.js";
import MORE_PY from "./more.py";

export { BootError };

/** @import { PyodideInterface } from "pyodide" */
/** @import { BootProgress, Booted } from "../js/protocol.d.ts" */

/** Stands in for the archive that Pyodide asks for: Python's modules come as files. */
const EMPTY_ZIP = new Uint8Array(22);
EMPTY_ZIP.set([0x50, 0x4b, 5, 6]);

/**
 * @param {string} folder absolute URL of the runtime's folder, with its slash
 * @param {boolean} isRetry
 * @param {(progress: BootProgress) => void} onProgress
 * @returns {Promise<{ pyodide: PyodideInterface, booted: Booted }>}
 */
export async function boot(folder, isRetry, onProgress) {
  const downloads = new Downloads(folder, RUNTIME_FILES, isRetry, onProgress);
  const booting = start(folder, downloads, isRetry);
  try {
    return await Promise.race([booting, downloads.damage]);
  } finally {
    // A damaged file is the reason to give, whatever it broke first.
    await downloads.verified();
  }
}

/**
 * Everything is asked for at once; what is needed first is waited for first.
 *
 * @param {string} folder
 * @param {Downloads} downloads
 * @param {boolean} isRetry
 */
async function start(folder, downloads, isRetry) {
  downloads.say("Python");
  const again = isRetry ? `?${Date.now()}` : "";
  const scripts = Promise.all([
    importScript(`${folder}pyodide.mjs${again}`),
    importScript(`${folder}pyodide.asm.mjs${again}`),
  ]);
  const wasm = downloads.response("pyodide.asm.wasm");
  const python = downloads.bytes("python.wasm").then((bytes) => new Map(unpack(bytes)));
  const libraries = Promise.all([downloads.bytes("numpy.wasm"), downloads.bytes("cnn_core.wasm")]);
  for (const promise of [wasm, python, libraries]) promise.catch(() => {}); // told by `downloads.damage`

  const [{ loadPyodide }, { default: createPyodideModule }] = await scripts;
  const pyodide = await answering(
    { [`${folder}pyodide.asm.wasm`]: () => wasm },
    () =>
      /** @type {Promise<PyodideInterface>} */ (
        loadPyodide({
          indexURL: folder,
          createPyodideModule,
          lockFileContents: python.then((files) => JSON.parse(textOf(files, "pyodide-lock.json"))),
          fsInit: async (/** @type {FileSystem} */ FS) => place(FS, await python),
          // Read by cnn_core/kernels/__init__.py.
          env: { CNN_CORE_FUSED: canFuse() ? "1" : "" },
        })
      ),
  );
  downloads.say("NumPy");
  for (const bytes of await libraries) place(pyodide.FS, unpack(bytes));
  downloads.say("Starting NumPy");
  const booted = importLibrary(pyodide);
  offerMore(pyodide, folder, JSON.parse(textOf(await python, "more.json")));
  return { pyodide, booted };
}

/** @typedef {PyodideInterface["FS"]} FileSystem */

/**
 * Let `work` have answers from here to some of what it fetches, and an empty archive for Python's.
 *
 * @template T
 * @param {Record<string, () => Promise<Response>>} answers by URL
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function answering(answers, work) {
  const original = globalThis.fetch;
  globalThis.fetch = async (resource, options) => {
    const url = resource instanceof Request ? resource.url : String(resource);
    if (url.endsWith("/python_stdlib.zip")) return new Response(EMPTY_ZIP);
    return answers[url]?.() ?? original(resource, options);
  };
  try {
    return await work();
  } finally {
    globalThis.fetch = original;
  }
}

/** @param {string} url */
async function importScript(url) {
  try {
    return await import(/* @vite-ignore */ url);
  } catch (error) {
    const name = url.slice(url.lastIndexOf("/") + 1).replace(/\?.*/, "");
    throw new BootError(`The file ${name} could not be loaded (${/** @type {Error} */ (error).message}).`);
  }
}

/**
 * Put files in their places, as they are: nothing is copied.
 *
 * @param {FileSystem} FS
 * @param {Iterable<[path: string, content: Uint8Array]>} files
 */
function place(FS, files) {
  const known = new Set();
  for (const [path, content] of files) {
    const folder = `/${path.slice(0, path.lastIndexOf("/"))}`;
    if (!known.has(folder)) FS.mkdirTree(folder);
    known.add(folder);
    FS.writeFile(`/${path}`, content, { canOwn: true });
  }
}

/**
 * @param {Map<string, Uint8Array>} files
 * @param {string} name
 */
function textOf(files, name) {
  return new TextDecoder().decode(files.get(name));
}

/**
 * Import explicitly, so that what fails is told.
 *
 * @param {PyodideInterface} pyodide
 * @returns {Booted}
 */
function importLibrary(pyodide) {
  try {
    const text = pyodide.runPython(`
import json, sys
import numpy
import cnn_core.lab
json.dumps({
    "python": ".".join(map(str, sys.version_info[:3])),
    "numpy": numpy.__version__,
    "backend": cnn_core.backend(),
    "fused": cnn_core.kernels.fused,
    "unavailable": cnn_core.kernels.unavailable,
})
`);
    return JSON.parse(text);
  } catch (error) {
    throw new BootError(
      `NumPy or the course's library did not start: ${lastLine(/** @type {Error} */ (error).message)}`,
    );
  }
}

/** @param {string} message */
function lastLine(message) {
  return message.trim().split("\n").at(-1) ?? message;
}

/**
 * Have the modules that no session needs fetched when one of them is imported. An import waits for its module, so
 * the request has to be one that waits as well.
 *
 * @param {PyodideInterface} pyodide
 * @param {string} folder
 * @param {string[]} names
 */
function offerMore(pyodide, folder, names) {
  const name = "more.wasm";
  const fetchMore = () => {
    const request = new XMLHttpRequest();
    try {
      request.open("GET", folder + name, false);
      request.responseType = "arraybuffer";
      request.send();
    } catch {
      return missing(name, null).message;
    }
    if (request.status !== 200) return missing(name, request).message;
    const bytes = new Uint8Array(request.response);
    const hash = pyodide.pyimport("_sha2").sha256(pyodide.toPy(bytes)).hexdigest();
    if (hash !== RUNTIME_FILES[name].sha256) return `The file ${name} is damaged.`;
    place(pyodide.FS, unpack(bytes));
    return "";
  };
  const space = pyodide.toPy({});
  pyodide.runPython(MORE_PY, { globals: space });
  space.get("add_modules")(pyodide.toPy(names), fetchMore);
  space.destroy();
}
