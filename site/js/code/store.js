/** A reader's edits, kept on the device, each under the page it is on and its name there. */

const PREFIX = "convnets.code.";
const REST_MS = 300;
const REFUSED = "This browser keeps nothing for this page: your changes last until it is closed.";

/** @param {string} name @returns {string | null} */
export function recallCode(name) {
  try {
    return localStorage.getItem(key(name));
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} text null to keep nothing
 * @returns {boolean} whether the browser allowed it
 */
export function keepCode(name, text) {
  try {
    if (text === null) localStorage.removeItem(key(name));
    else localStorage.setItem(key(name), text);
    return true;
  } catch {
    return false;
  }
}

/** Keeps what is being typed, when the hand rests or the page is left. */
export class Keeper {
  #refused;
  /** What is still to be kept. @type {[name: string, text: string | null] | null} */
  #next = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;

  /** @param {(text: string) => void} refused tells the reader that nothing can be kept */
  constructor(refused) {
    this.#refused = refused;
    addEventListener("pagehide", () => this.#keep());
  }

  /**
   * @param {string} name
   * @param {string | null} text null to keep nothing
   */
  keep(name, text) {
    if (this.#next && this.#next[0] !== name) this.#keep();
    this.#next = [name, text];
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.#keep(), REST_MS);
  }

  #keep() {
    const next = this.#next;
    this.#next = null;
    if (next && !keepCode(...next)) this.#refused(REFUSED);
  }
}

/** @param {string} name */
function key(name) {
  return `${PREFIX}${location.pathname}#${name}`;
}
