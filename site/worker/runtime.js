/** Boots Pyodide with NumPy and `cnn_core` from the parts that `site/bundle/` made. */

import { unpack } from "./container.js";
import { BootError, Downloads, missing } from "./download.js";
import { canFuse } from "./features.js";
import { limitMemory } from "./limit.js";
import { forget, laidOut, recall, remember } from "./memory.js";
import MORE_PY from "./more.py";

export { BootError };

/** @import { PyodideInterface } from "pyodide" */
/** @import { BootProgress, Booted } from "../js/protocol.d.ts" */
/** @import { Memory } from "./memory.js" */

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
  const begin = (/** @type {Promise<Memory | null>} */ memory) =>
    checked(folder, isRetry, onProgress, (downloads) => start(folder, downloads, isRetry, memory));
  let memory = isRetry ? Promise.resolve(null) : recall(folder);
  const { pyodide, lists } = await begin(memory).catch(async (error) => {
    if (error instanceof BootError || !(await memory)) throw error;
    console.info(`Python starts anew: ${error.message}`);
    await forget();
    memory = Promise.resolve(null);
    return begin(memory);
  });
  const recalled = (await memory) !== null;
  const booted = { ...importLibrary(pyodide), recalled };
  // Chance begins anew.
  if (recalled) pyodide.runPython("import random, numpy; random.seed(); numpy.random.seed()");
  offerMore(pyodide, folder, lists);
  return { pyodide, booted };
}

/**
 * Start Python once more, only to keep its memory for the next visit.
 *
 * @param {string} folder
 */
export async function bootToRemember(folder) {
  const options = { _makeSnapshot: true };
  const { pyodide } = await checked(
    folder,
    false,
    () => {},
    (downloads) => start(folder, downloads, false, Promise.resolve(null), options),
  );
  importLibrary(pyodide);
  // The sketches of the usual settings are drawn, and remembered with the rest.
  pyodide.runPython("from cnn_core.lab import Session; Session({}); import gc; gc.collect()");
  await remember(folder, pyodide);
}

/**
 * @template T
 * @param {string} folder
 * @param {boolean} isRetry
 * @param {(progress: BootProgress) => void} onProgress
 * @param {(downloads: Downloads) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function checked(folder, isRetry, onProgress, work) {
  const downloads = new Downloads(folder, RUNTIME_FILES, isRetry, onProgress);
  try {
    return await Promise.race([work(downloads), downloads.damage]);
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
 * @param {Promise<Memory | null>} recalled
 * @param {object} [options] for Pyodide
 */
async function start(folder, downloads, isRetry, recalled, options) {
  limitMemory();
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

  const [{ loadPyodide }, { default: create }] = await scripts;
  const memory = await recalled;
  const load = () =>
    loadPyodide({
      indexURL: folder,
      createPyodideModule: memory ? laidOut(create, memory) : create,
      ...(memory && { _loadSnapshot: memory.bytes }),
      lockFileContents: python.then((files) => JSON.parse(textOf(files, "pyodide-lock.json"))),
      fsInit: async (/** @type {FileSystem} */ FS) => {
        place(FS, await python);
        // Memory that is recalled has libraries in it, whose files have to be there.
        if (memory) for (const bytes of await libraries) place(FS, unpack(bytes));
      },
      // Read by cnn_core/kernels/__init__.py.
      env: { CNN_CORE_FUSED: canFuse() ? "1" : "" },
      ...options,
    });
  const pyodide = /** @type {PyodideInterface} */ (
    await answering({ [`${folder}pyodide.asm.wasm`]: () => wasm }, load)
  );
  if (!memory) {
    downloads.say("NumPy");
    for (const bytes of await libraries) place(pyodide.FS, unpack(bytes));
  }
  downloads.say("Starting NumPy");
  return { pyodide, lists: /** @type {string[]} */ (JSON.parse(textOf(await python, "more.json"))) };
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
 * @returns {Omit<Booted, "recalled">}
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
  let isRetry = false;
  const fetchMore = () => {
    const request = new XMLHttpRequest();
    // What came damaged once is not to come from the browser's copy.
    const again = isRetry ? `?${Date.now()}` : "";
    isRetry = true;
    try {
      request.open("GET", folder + name + again, false);
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
