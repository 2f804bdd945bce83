/** Boots Pyodide with NumPy and `cnn_core` from the parts that `site/bundle/` made. */

import { place, unpack } from "./container.js";
import { BootError, Downloads } from "./download.js";
import { canFuse, twinOf } from "./features.js";
import { Halves } from "./halves.js";
import { fetchNow, offerMore } from "./later.js";
import { limitMemory } from "./limit.js";
import { EMPTY_ZIP, laidOut, Memory } from "./memory.js";
import START_PY from "./start.py";

export { BootError };

/** @import { PyodideInterface } from "pyodide" */
/** @import { BootProgress, Booted } from "../js/protocol.d.ts" */

/**
 * @param {string} folder absolute URL of the runtime's folder, with its slash
 * @param {boolean} isRetry
 * @param {(progress: BootProgress) => void} onProgress
 * @returns {Promise<{ pyodide: PyodideInterface, booted: Booted }>}
 */
export async function boot(folder, isRetry, onProgress) {
  const downloads = new Downloads(folder, RUNTIME_FILES, isRetry, onProgress);
  try {
    return await Promise.race([start(folder, downloads, isRetry), downloads.damage]);
  } finally {
    // A damaged file is the reason to give, whatever it broke first.
    await downloads.verified();
  }
}

/**
 * Everything is asked for at once.
 *
 * @param {string} folder
 * @param {Downloads} downloads
 * @param {boolean} isRetry
 */
async function start(folder, downloads, isRetry) {
  limitMemory();
  downloads.say("Python and NumPy");
  const again = isRetry ? `?${Date.now()}` : "";
  const scripts = Promise.all([
    importScript(`${folder}pyodide.mjs${again}`),
    importScript(`${folder}pyodide.asm.mjs${again}`),
  ]);
  const main = downloads.response("pyodide.asm.wasm").then(WebAssembly.compileStreaming);
  const files = downloads.bytes("libraries.wasm").then((bytes) => new Map(unpack(bytes)));
  const compiled = files.then(compileLibraries);
  const data = downloads.bytes("data.wasm");
  const rest = Promise.all(["heap-low.wasm", "heap-high.wasm"].map((name) => downloads.bytes(name)));
  for (const promise of [main, compiled, data, rest]) promise.catch(() => {}); // told by `downloads.damage`

  const [{ loadPyodide }, { default: create }] = await scripts;
  const memory = new Memory(unpack(await data));
  const halves = new Halves(() => unpack(fetchNow(folder, "seldom.wasm")));
  const libraries = await files;
  const modules = await compiled;
  /** @type {typeof rest | null} */
  let coming = rest;
  const heap = async () => {
    const files = await /** @type {typeof rest} */ (coming);
    coming = null; // or it would stay in memory for as long as the worker
    downloads.say("Starting Python");
    return files.flatMap((file) => [...unpack(file)]);
  };
  const load = () =>
    loadPyodide({
      indexURL: folder,
      createPyodideModule: laidOut(create, memory, heap, halves, modules),
      _loadSnapshot: memory.objects,
      lockFileContents: JSON.parse(textOf(libraries, "pyodide-lock.json")),
      fsInit: async (/** @type {PyodideInterface["FS"]} */ FS) => place(FS, libraries),
    });
  const pyodide = /** @type {PyodideInterface} */ (await withModule(await main, load));
  const booted = importLibrary(pyodide);
  offerMore(pyodide, folder, JSON.parse(textOf(libraries, "more.json")));
  return { pyodide, booted };
}

/**
 * All at once, beside all else.
 *
 * @param {Map<string, Uint8Array<ArrayBuffer>>} files
 * @returns {Promise<Map<string, WebAssembly.Module>>} by their paths
 */
async function compileLibraries(files) {
  const fuses = canFuse();
  const compiled = [...files.keys()]
    .filter((path) => path.endsWith(".so"))
    .map(async (path) => {
      const bytes = (fuses && files.get(twinOf(path))) || files.get(path);
      const module = await WebAssembly.compile(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
      return /** @type {[string, WebAssembly.Module]} */ ([path, module]);
    });
  return new Map(await Promise.all(compiled));
}

/**
 * Let `work` have what is compiled already where it would fetch and compile it, and an empty archive for Python's.
 *
 * @template T
 * @param {WebAssembly.Module} module
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withModule(module, work) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  globalThis.fetch = async (resource, options) => {
    const url = resource instanceof Request ? resource.url : String(resource);
    if (url.endsWith("/python_stdlib.zip")) return new Response(EMPTY_ZIP);
    return url.endsWith("/pyodide.asm.wasm") ? new Response() : fetch(resource, options);
  };
  WebAssembly.instantiateStreaming = async (_source, imports) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
  try {
    return await work();
  } finally {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
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
 * @param {Map<string, Uint8Array>} files
 * @param {string} name
 */
function textOf(files, name) {
  return new TextDecoder().decode(files.get(name));
}

/**
 * @param {PyodideInterface} pyodide
 * @returns {Booted}
 */
function importLibrary(pyodide) {
  try {
    return JSON.parse(pyodide.runPython(START_PY, { globals: pyodide.toPy({ fused: canFuse() }) }));
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
