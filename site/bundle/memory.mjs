/**
 * The memory that pages begin with: Python's once NumPy, the library and all that a session imports are there.
 *
 * Memory alone is not enough: the libraries in it (NumPy's and ours, WebAssembly modules of their own) have to lie where
 * they lay, in memory and in the table of functions. So their order and their places go along, and
 * `site/worker/memory.js` loads them in this order, at these places, before it lays the memory over them. Pyodide's own
 * snapshots know no libraries; its functions for them are private, and pinned with it.
 */

import { place } from "../worker/container.js";
import { afterInstantiation } from "../worker/memory.js";
import { still } from "./still.mjs";
import { startAs } from "./target.mjs";

/** @import { PyodideInterface } from "pyodide" */
/** @import { Files } from "./parts.mjs" */
/** @typedef {import("../worker/memory.js").Layout} Layout */
/** @typedef {[place: number, content: Uint8Array]} Stretch */
/**
 * What modules begin with, and what has come since: layout, objects and stretches of memory, each by the place where it
 * begins. In three, because a page can go on with the first, and several files come sooner than one.
 *
 * @typedef {Record<"data.wasm" | "heap-low.wasm" | "heap-high.wasm", Files>} MemoryFiles
 */

/** Shorter stretches without a difference are kept: each stretch has a name and a length of its own. */
const GAP = 256;
const PAGE = 65_536;
const ENVIRONMENT = { PYTHONHASHSEED: "0", LANG: "en_US.UTF-8", TZ: "UTC" };
/** As Emscripten calls it in browsers; under Node it would be this machine's path. */
const PROGRAM = "./this.program";

/**
 * @param {Record<string, Uint8Array>} core Pyodide's files by their names
 * @param {object} lock what its lock file says
 * @param {Files} files by their paths in the browser's file system
 * @param {string[]} modules that are to be imported
 * @returns {Promise<MemoryFiles>}
 */
export async function makeMemory(core, lock, files, modules) {
  return still(async () => {
    let first = new Uint8Array();
    /** @type {WebAssembly.Exports} */
    let exported = {};
    /** @type {Record<string, number>} */
    const places = {};
    const settings = {
      _makeSnapshot: true,
      lockFileContents: lock,
      fsInit: async (/** @type {PyodideInterface["FS"]} */ FS) => place(FS, files),
      env: ENVIRONMENT,
    };
    const target = await startAs(core, settings, (create) => async (settings) => {
      settings.thisProgram = PROGRAM;
      afterInstantiation(settings, ({ exports }) => {
        exported = exports;
        first = new Uint8Array(/** @type {WebAssembly.Memory} */ (exports.memory).buffer).slice();
      });
      settings.placeFunction = (/** @type {string} */ name, /** @type {Function} */ exported) => {
        places[name] = settings.addFunction(exported);
        return places[name];
      };
      const created = await create(settings);
      // The same number of functions before the libraries', whether or not this Node has the one for Python's calls.
      if (created.HEAPU32[trampolineOf(created) / 4] === 0) created.addFunction(() => {}, "v");
      return created;
    });
    target.globals.set("names", target.toPy(modules));
    target.runPython(`
import importlib
import cnn_core.lab
for name in names:
    if name.endswith("__main__"): continue
    importlib.import_module(name)
cnn_core.lab.Service()
cnn_core.lab.Session({})  # the sketches that it draws are kept
del name, names
import _imp, gc
_imp._override_frozen_modules_for_tests(-1)
gc.collect()
`);
    const { HEAPU8 } = /** @type {any} */ (target)._module;
    for (const name of ["_PyImport_FrozenStdlib", "_PyImport_FrozenTest"])
      dropFrozen(/** @type {WebAssembly.Global} */ (exported[name]).value, [first, HEAPU8]);
    return remembered(target, first, places);
  });
}

/**
 * Zeros in place of the code of modules that the interpreter has in itself: it was read once, and is not asked for
 * again. Python was told to take such modules from files.
 *
 * @param {number} place of a pointer to CPython's `struct _frozen` of each
 * @param {Uint8Array<ArrayBuffer>[]} heaps
 */
function dropFrozen(place, heaps) {
  for (const heap of heaps) {
    const words = new Uint32Array(heap.buffer);
    for (let entry = words[place / 4] / 4; words[entry] !== 0; entry += 4) {
      const [, code, size] = words.subarray(entry);
      heap.fill(0, code, code + size);
    }
  }
}

/**
 * @param {PyodideInterface} target
 * @param {Uint8Array} first its memory before anything had run
 * @param {Layout["places"]} places
 * @returns {MemoryFiles}
 */
function remembered(target, first, places) {
  const module = /** @type {any} */ (target)._module;
  clear(module);
  const bytes = /** @type {Uint8Array} */ (/** @type {any} */ (target).makeMemorySnapshot());
  const start = bytes.length - module.HEAPU8.length; // before it, what Pyodide says of its objects
  const heap = bytes.subarray(start);
  const data = first.findLastIndex((byte) => byte !== 0) + 1;
  const length =
    Math.ceil(Math.max(heap.findLastIndex((byte) => byte !== 0) + 1, endOf(module)) / PAGE) * PAGE;
  const libraries = librariesOf(module);
  /** @type {Layout} */
  const layout = {
    libraries,
    places,
    end: module.wasmTable.length,
    trampoline: trampolineOf(module),
    data,
    length,
  };
  const owned = [[0, data], ...libraries.map(({ memory, size }) => [memory, memory + size])];
  const edges = [...owned.flat().sort((one, other) => one - other), heap.length];
  const zeros = new Uint8Array(heap.length);
  /** @type {Stretch[][]} */
  const [modules, others] = [[], []];
  for (const [i, end] of edges.entries())
    (i % 2 ? modules : others).push(...differing(heap, zeros, edges[i - 1] ?? 0, end));
  const [low, high] = halved(others);
  return {
    "data.wasm": new Map([
      ["layout.json", Buffer.from(JSON.stringify(layout))],
      ["objects", bytes.slice(0, start)],
      ...named(differing(first, heap, 0, data), "first "),
      ...named(modules),
    ]),
    "heap-low.wasm": new Map(named(low)),
    "heap-high.wasm": new Map(named(high)),
  };
}

/**
 * @param {Stretch[]} stretches
 * @param {string} prefix
 * @returns {[name: string, content: Uint8Array][]}
 */
function named(stretches, prefix = "") {
  return stretches.map(([place, content]) => [`${prefix}${place}`, content]);
}

/** @param {Stretch[]} stretches */
function halved(stretches) {
  const half = stretches.reduce((sum, [, content]) => sum + content.length, 0) / 2;
  let sum = 0;
  const middle = stretches.findIndex(([, content]) => {
    sum += content.length;
    return sum >= half;
  });
  return [stretches.slice(0, middle), stretches.slice(middle)];
}

/**
 * Where it is kept in memory which function of the table Python calls others through, if there is one.
 *
 * @param {any} module Emscripten's
 * @returns {number}
 */
function trampolineOf({ HEAPU32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET }) {
  return __PyRuntime + HEAPU32[__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET / 4];
}

/**
 * Zeros wherever nothing is: the libraries' files, which were only needed for loading, and memory that is free.
 *
 * @param {any} module Emscripten's
 */
function clear(module) {
  for (const handle of Object.keys(module.LDSO.loadedLibsByHandle).map(Number)) {
    if (handle === 0) continue;
    const file = handle / 4 + 7; // in Emscripten's `struct dso`: the file's place, then its size
    module._free(module.HEAPU32[file]);
    module.HEAPU32.fill(0, file, file + 2);
  }
  const end = endOf(module);
  const taken = [];
  for (let size = 1 << 20; size >= 8; size /= 2) {
    for (;;) {
      const place = module._malloc(size);
      taken.push(place);
      if (place >= end) break; // not from what was free, but new
      module.HEAPU8.fill(0, place, place + size);
    }
  }
  for (const place of taken) module._free(place);
}

/**
 * Where the memory ends that was ever given out.
 *
 * @param {any} module Emscripten's
 */
function endOf(module) {
  return module.HEAPU32[module._emscripten_get_sbrk_ptr() / 4];
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} others
 * @param {number} from
 * @param {number} to
 * @returns {Stretch[]} stretches of `bytes` where they differ
 */
function differing(bytes, others, from, to) {
  /** @type {Stretch[]} */
  const stretches = [];
  let start = -1;
  let last = -1;
  const end = () => start >= 0 && stretches.push([start, bytes.slice(start, last + 1)]);
  for (let i = from; i < to; i++) {
    if (bytes[i] === others[i]) continue;
    if (start < 0 || i - last > GAP) {
      end();
      start = i;
    }
    last = i;
  }
  end();
  return stretches;
}

/**
 * In the order in which they were loaded.
 *
 * @param {any} module Emscripten's
 * @returns {Layout["libraries"]}
 */
function librariesOf({ LDSO, HEAPU32 }) {
  return Object.entries(LDSO.loadedLibsByHandle)
    .map(([key, { name, global }]) => {
      const handle = Number(key);
      // Emscripten's `struct dso`: base and size in memory, base and size in the table, from its third word.
      const [memory, size, table] = HEAPU32.subarray(handle / 4 + 3);
      return { name, handle, memory, size, table, global };
    })
    .filter(({ handle }) => handle !== 0)
    .sort((one, other) => one.table - other.table);
}
