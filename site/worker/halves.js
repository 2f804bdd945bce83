/**
 * The functions of Python and NumPy that no session was seen to call (`site/bundle/split.mjs`): fetched when one of them
 * is called after all.
 */

/** () → (), which calls what it imports: a function of JavaScript can't stand in a table by itself. */
const CALLER = new Uint8Array(
  [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic number and version
    [1, 4, 1, 0x60, 0, 0], // a type: () → ()
    [2, 7, 1, 1, 0x65, 1, 0x66, 0, 0], // an import of it, e.f
    [7, 5, 1, 1, 0x66, 0, 0], // exported as f
  ].flat(),
);

export class Halves {
  #fetch;
  /** @type {Map<string, Uint8Array<ArrayBuffer>> | undefined} */
  #seldom;

  /** @param {() => Iterable<[path: string, module: Uint8Array<ArrayBuffer>]>} fetch */
  constructor(fetch) {
    this.#fetch = fetch;
  }

  /**
   * Have a module's second half fetched when it is needed. Modules that were not divided are left alone.
   *
   * @param {string} path
   * @param {WebAssembly.Instance} instance of the first half
   * @param {WebAssembly.Imports} imports its own
   */
  join(path, { exports }, imports) {
    const seldom = /** @type {WebAssembly.Table | undefined} */ (exports["split.seldom"]);
    if (!seldom) return;
    const load = () => {
      this.#seldom ??= new Map(this.#fetch());
      const module = new WebAssembly.Module(/** @type {Uint8Array<ArrayBuffer>} */ (this.#seldom.get(path)));
      new WebAssembly.Instance(module, { ...imports, split: exports });
      /** @type {WebAssembly.Global} */ (exports["split.isThere"]).value = 1;
    };
    const { f } = new WebAssembly.Instance(new WebAssembly.Module(CALLER), { e: { f: load } }).exports;
    seldom.set(0, f);
  }
}
