/**
 * Python's memory as it is once NumPy and the library are there and the sketches are drawn, kept on the reader's
 * device: the next visit takes it up instead of doing all that again.
 *
 * Memory alone is not enough: the libraries in it (NumPy's and ours, WebAssembly modules of their own) have to lie where
 * they lay, in memory and in the table of functions. So what is kept has the order in which they were loaded, and
 * each one's places; they are loaded again in this order, at these places, and then the memory is laid over them.
 * Pyodide's own snapshots know no libraries; its functions for them are private, and pinned with it.
 */

/** @import { PyodideInterface } from "pyodide" */
/** @typedef {{ name: string, handle: number, memory: number, table: number, global: boolean }} Library */
/** @typedef {{ libraries: Library[], functions: Record<string, [library: string, symbol: string]>, end: number }} Layout */
/** @typedef {{ bytes: Uint8Array, layout: Layout }} Memory */
/** @typedef {(settings: any) => Promise<any>} CreateModule */

const CACHE = "cnn-memory";
/** Two tabs may keep it at once: what does not come of one and the same is not used. */
const STAMP = "X-Stamp";
const MAIN = "__main__";
const storage = openable();
/** Bound, since a reader's code could otherwise put a function of its own into the way. */
const drop = storage?.delete.bind(storage, CACHE);

/** What is left of it here once `confine.js` has closed it to all others. */
function openable() {
  try {
    return globalThis.caches;
  } catch {
    return undefined; // a closed storage
  }
}

/**
 * @param {string} folder of the runtime, whose name changes with all that is in it
 * @returns {Promise<Memory | null>}
 */
export async function recall(folder) {
  try {
    const cache = await /** @type {CacheStorage} */ (storage).open(CACHE);
    const [bytes, layout] = await Promise.all(["memory", "layout"].map((name) => cache.match(folder + name)));
    if (!bytes || !layout || bytes.headers.get(STAMP) !== layout.headers.get(STAMP)) return null;
    return { bytes: new Uint8Array(await bytes.arrayBuffer()), layout: await layout.json() };
  } catch {
    return null; // a private window, a closed storage
  }
}

/** Whatever is kept is not to be used again. */
export async function forget() {
  await drop?.().catch(() => {});
}

/**
 * Keep the memory of a Pyodide that was made for this (`_makeSnapshot`) and that nothing in JavaScript refers to.
 *
 * @param {string} folder
 * @param {PyodideInterface} pyodide
 */
export async function remember(folder, pyodide) {
  const layout = layoutOf(/** @type {any} */ (pyodide)._module);
  const bytes = /** @type {any} */ (pyodide).makeMemorySnapshot();
  await forget();
  const cache = await /** @type {CacheStorage} */ (storage).open(CACHE);
  const headers = { [STAMP]: crypto.randomUUID() };
  await cache.put(`${folder}layout`, new Response(JSON.stringify(layout), { headers }));
  await cache.put(`${folder}memory`, new Response(bytes, { headers })); // last: without it there is nothing
}

/**
 * @param {any} module Emscripten's
 * @returns {Layout}
 */
function layoutOf({ LDSO, HEAPU32, wasmTable }) {
  const libraries = Object.entries(LDSO.loadedLibsByHandle)
    .map(([key, { name, global }]) => {
      const handle = Number(key);
      // Emscripten's `struct dso`: base and size in memory, base and size in the table, from its third word.
      return { name, handle, memory: HEAPU32[handle / 4 + 3], table: HEAPU32[handle / 4 + 5], global };
    })
    .filter(({ handle }) => handle !== 0)
    .sort((one, other) => one.table - other.table);
  const named = new Map();
  for (const name of [MAIN, ...libraries.map((library) => library.name)]) {
    for (const [symbol, value] of Object.entries(LDSO.loadedLibsByName[name].exports))
      named.set(value, [name, symbol]);
  }
  /** @type {Layout["functions"]} */
  const functions = {};
  for (let place = libraries[0].table; place < wasmTable.length; place++) {
    const found = named.get(wasmTable.get(place));
    if (found) functions[place] = found;
  }
  return { libraries, functions, end: wasmTable.length };
}

/**
 * Makes Emscripten's module with the libraries where they were.
 *
 * @param {CreateModule} create
 * @param {Memory} memory
 * @returns {CreateModule}
 */
export function laidOut(create, { bytes, layout: { libraries, functions, end } }) {
  return async (settings) => {
    const module = await create(settings);
    // Room for all of it. What is taken here is overwritten with the rest.
    while (module.HEAP8.length < bytes.length) module._malloc(bytes.length - module.HEAP8.length);
    const { wasmTable, LDSO } = module;
    /** Places that were taken for a while are free for what comes next, as they were. @param {number} end */
    const fillTo = (end) => {
      /** @type {number[]} */
      const taken = [];
      while (wasmTable.length < end) taken.push(module.addFunction(() => taken, "v"));
      for (const place of taken.reverse()) module.removeFunction(place);
    };
    for (const { name, handle, memory, table, global } of libraries) {
      fillTo(table);
      module.placeLibrary = () => memory;
      module.loadDynamicLibrary(
        name,
        { global, nodelete: true, loadAsync: false },
        global ? null : {},
        handle,
      );
    }
    delete module.placeLibrary;
    const isAsItWas = Object.entries(functions).every(
      ([place, [name, symbol]]) =>
        wasmTable.get(Number(place)) === LDSO.loadedLibsByName[name].exports[symbol],
    );
    if (!isAsItWas || wasmTable.length > end) throw new Error("the libraries do not lie as they did");
    fillTo(end);
    return module;
  };
}
