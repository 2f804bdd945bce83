/** Fetches the runtime's files, counts their bytes as they come, and checks each against what it must hold. */

/** @import { BootProgress } from "../js/protocol.d.ts" */
/** @typedef {Record<string, { bytes: number, sha256: string }>} Files */

/** A page has better to do than to draw a bar for every piece that comes. */
const TELL_MS = 60;

/** A fault in loading, worded for the reader. */
export class BootError extends Error {}

export class Downloads {
  #folder;
  #files;
  #onProgress;
  #cache;
  #what = "Python";
  #told = 0;
  #loaded = 0;
  #total = 0;
  /** @type {Promise<unknown>[]} */
  #checks = [];
  /** @type {(error: BootError) => void} */
  #reportDamage = () => {};
  /** Rejects when a file is missing or not what it must be. @type {Promise<never>} */
  damage = new Promise((_resolve, reject) => {
    this.#reportDamage = reject;
  });

  /**
   * @param {string} folder absolute URL, with its slash
   * @param {Files} files
   * @param {boolean} isRetry whether to ask the server for what the browser may have kept
   * @param {(progress: BootProgress) => void} onProgress
   */
  constructor(folder, files, isRetry, onProgress) {
    this.#folder = folder;
    this.#files = files;
    this.#cache = /** @type {RequestCache} */ (isRetry ? "reload" : "default");
    this.#onProgress = onProgress;
    this.damage.catch(() => {});
  }

  /** @param {string} words what the reader is told to wait for */
  say(words) {
    this.#what = words;
    this.#told = performance.now();
    this.#onProgress({ what: words, loaded: this.#loaded, total: this.#total });
  }

  /**
   * A WebAssembly module as it comes. Whoever takes it may begin before it is whole: it is checked on the side.
   *
   * @param {string} name
   */
  async response(name) {
    const response = await this.#ask(name);
    const [taken, checked] = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).tee();
    this.#check(this.#collect(checked, name));
    return new Response(taken, { headers: { "Content-Type": "application/wasm" } }); // whatever the host says
  }

  /**
   * A whole file, checked.
   *
   * @param {string} name
   */
  async bytes(name) {
    const { body } = await this.#ask(name);
    const bytes = this.#collect(/** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (body), name);
    this.#check(bytes);
    return new Uint8Array(await bytes);
  }

  /** Resolves when all that was fetched has been checked. */
  async verified() {
    await Promise.all(this.#checks);
  }

  /** @param {string} name */
  async #ask(name) {
    this.#total += this.#files[name].bytes;
    const response = await fetch(this.#folder + name, { cache: this.#cache }).catch(() => null);
    if (response?.ok && response.body) return response;
    const error = missing(name, response);
    this.#reportDamage(error);
    throw error;
  }

  /** @param {Promise<unknown>} check */
  #check(check) {
    check.catch(this.#reportDamage);
    this.#checks.push(check);
  }

  /**
   * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
   * @param {string} name
   */
  async #collect(stream, name) {
    const expected = this.#files[name];
    const bytes = new Uint8Array(expected.bytes);
    let length = 0;
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new BootError(`The file ${name} could not be loaded: the connection broke off.`);
      });
      if (done) break;
      if (length + value.length <= bytes.length) bytes.set(value, length);
      length += value.length;
      this.#loaded += value.length;
      if (performance.now() - this.#told > TELL_MS) this.say(this.#what);
    }
    if (length !== expected.bytes) {
      throw new BootError(
        `The file ${name} is damaged: ${length} bytes came, ${expected.bytes} were expected.`,
      );
    }
    await verify(name, bytes, expected.sha256);
    return bytes.buffer;
  }
}

/**
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} expected
 */
async function verify(name, bytes, expected) {
  // Browsers offer no digest on pages served over plain HTTP from another machine; the length was checked.
  if (!globalThis.crypto?.subtle) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== expected)
    throw new BootError(`The file ${name} is damaged: its SHA-256 is not the expected one.`);
}

/**
 * @param {string} name
 * @param {{ status: number } | null} response
 */
export function missing(name, response) {
  const why = response?.status ? `the server answered ${response.status}` : "the server could not be reached";
  const gone =
    response?.status === 404 ? " If the course was updated meanwhile, a reload brings it up to date." : "";
  return new BootError(`The file ${name} could not be loaded: ${why}.${gone}`);
}
