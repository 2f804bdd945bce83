/**
 * Python's memory as it is once NumPy and the library are there: a page takes it up instead of doing all that again.
 * `site/bundle/memory.mjs` makes it.
 */

/** @import { Halves } from "./halves.js" */
/** @typedef {Iterable<[name: string, content: Uint8Array]>} Files */
/** @typedef {[place: number, bytes: Uint8Array]} Stretch */
/** @typedef {{ name: string, handle: number, memory: number, size: number, table: number, global: boolean }} Library */
/**
 * Where all lies: libraries, in the order in which they were loaded; functions that are exported; the table's end; where
 * the place of a function is kept that Python calls others through, which not every browser has; where the
 * interpreter's data ends, and the memory's length, in bytes.
 *
 * @typedef {object} Layout
 * @property {Library[]} libraries
 * @property {Record<string, number>} places of functions, by the names under which they are exported
 * @property {number} end
 * @property {number} trampoline
 * @property {number} data
 * @property {number} length
 */
/** @typedef {(settings: any) => Promise<any>} CreateModule */

/** In place of the archive that Pyodide asks for: Python's modules are in memory. */
export const EMPTY_ZIP = new Uint8Array(22);
EMPTY_ZIP.set([0x50, 0x4b, 5, 6]);

const PAGE = 65_536;

const FIRST = "first ";

/** What Python and its libraries begin with, and where they lie: `data.wasm`. */
export class Memory {
  /** @type {Stretch[]} */
  #data = [];
  /** Where it is other at the very start, before anything has run. @type {Stretch[]} */
  #first = [];

  /** @param {Files} files */
  constructor(files) {
    for (const [name, content] of files) {
      if (name === "layout.json")
        this.layout = /** @type {Layout} */ (JSON.parse(new TextDecoder().decode(content)));
      else if (name === "objects")
        this.objects = content.slice(); // Pyodide reads words of 4 bytes
      else if (name.startsWith(FIRST)) this.#first.push([Number(name.slice(FIRST.length)), content]);
      else this.#data.push([Number(name), content]);
    }
  }

  /** As it is at the very start. @param {Uint8Array} heap all zeros */
  layFirst(heap) {
    for (const [place, bytes] of [...this.#data, ...this.#first]) heap.set(bytes, place);
  }

  /**
   * All of it.
   *
   * @param {Uint8Array} heap
   * @param {[start: number, end: number][]} used where it may hold anything; elsewhere it is all zeros, and memory that is
   *     not touched takes none
   * @param {Files} files what else there is in memory, by places
   */
  lay(heap, used, files) {
    for (const [start, end] of used) heap.fill(0, start, end);
    for (const [place, bytes] of this.#data) heap.set(bytes, place);
    for (const [place, bytes] of files) heap.set(bytes, Number(place));
  }

  /** Let go of what was laid: functions that stay hold on to this. */
  release() {
    this.#data = [];
    this.#first = [];
  }
}

/**
 * Do something with the interpreter's instance before anyone else does.
 *
 * @param {any} settings for Emscripten's module
 * @param {(instance: WebAssembly.Instance, imports: WebAssembly.Imports) => void} act
 */
export function afterInstantiation(settings, act) {
  const { instantiateWasm } = settings;
  settings.instantiateWasm = (/** @type {WebAssembly.Imports} */ imports, /** @type {Function} */ receive) =>
    instantiateWasm(imports, (/** @type {WebAssembly.Instance} */ instance, /** @type {any} */ module) => {
      act(instance, imports);
      receive(instance, module);
    });
}

/**
 * Makes Emscripten's module with the libraries where they were, and the memory laid over all.
 *
 * @param {CreateModule} create
 * @param {Memory} memory
 * @param {() => Promise<Files>} rest of the memory, which comes meanwhile
 * @param {Pick<Halves, "join">} halves
 * @param {Map<string, WebAssembly.Module>} [compiled] libraries that are compiled already, by their paths
 * @returns {CreateModule}
 */
export function laidOut(create, memory, rest, halves, compiled) {
  const { libraries, places, end, trampoline, length } = /** @type {Layout} */ (memory.layout);
  return async (settings) => {
    /** @type {WebAssembly.Table} */
    let table;
    afterInstantiation(settings, (instance, imports) => {
      const heap = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
      heap.grow((length - heap.buffer.byteLength) / PAGE);
      memory.layFirst(new Uint8Array(heap.buffer)); // of which the module has nothing itself
      table = /** @type {WebAssembly.Table} */ (instance.exports.__indirect_function_table);
      halves.join("pyodide.asm.wasm", instance, imports);
    });
    settings.onLibrary = (
      /** @type {string} */ path,
      /** @type {WebAssembly.Instance} */ instance,
      /** @type {WebAssembly.Imports} */ imports,
    ) => halves.join(path.slice(1), instance, imports);
    // Engines don't agree on which exported functions are the same as those in the table (WebKit: none is).
    settings.placeFunction = (/** @type {string} */ name, /** @type {Function} */ exported) => {
      const place = places[name];
      if (place === undefined) return undefined;
      if (table.length <= place) table.grow(place + 1 - table.length);
      if (!table.get(place)) table.set(place, exported);
      return place;
    };
    settings.compiledLibrary = (/** @type {string} */ path) => compiled?.get(path.slice(1));
    const module = await create(settings);
    const { wasmTable } = module;
    const through = module.HEAPU32[trampoline / 4];
    if (through === 0) module.addFunction(() => {}, "v"); // in its place
    /** Places that were taken for a while are free for what comes next, as they were. @param {number} end */
    const fillTo = (end) => {
      /** @type {number[]} */
      const taken = [];
      while (wasmTable.length < end) taken.push(module.addFunction(() => taken, "v"));
      for (const place of taken.reverse()) module.removeFunction(place);
    };
    for (const { name, handle, memory: place, table: first, global } of libraries) {
      fillTo(first);
      if (wasmTable.length !== first) throw new Error(`${name} can't be laid where it was.`);
      module.placeLibrary = () => place;
      const options = { global, nodelete: true, loadAsync: false };
      module.loadDynamicLibrary(name, options, global ? null : {}, handle);
    }
    delete module.placeLibrary;
    delete module.placeFunction;
    fillTo(end);
    if (wasmTable.length !== end) throw new Error("More functions came than there were.");
    const files = await rest();
    /** @type {[start: number, end: number][]} */
    const used = [[0, module.HEAPU32[module._emscripten_get_sbrk_ptr() / 4]]];
    for (const { memory: start, size } of libraries) used.push([start, start + size]);
    memory.lay(module.HEAPU8, used, files);
    memory.release();
    module.HEAPU32[trampoline / 4] = through;
    return module;
  };
}
