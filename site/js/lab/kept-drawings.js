/**
 * The reader's drawings, kept in this browser: one list for all pages of the course. Says `change` when the list has
 * changed, here or in another tab.
 *
 * What goes wrong is told in `problem`, in words for the reader, and never loses a drawing that is on the page.
 *
 * @typedef {import("./collection.js").Kept} Kept
 */

import { fromText, toText } from "./collection.js";

const KEY = "convnets.drawings";
/** Where what could not be read is put aside. */
const DAMAGED_KEY = "convnets.drawings.damaged";

const BLOCKED =
  "This browser lets the page keep nothing. Your drawings are here until you leave it; export them to keep them.";
const FULL =
  "There is no room left in this browser for more. The last drawings are here until you leave the page; export them, or delete some.";
const DAMAGED =
  "What this browser had kept of your drawings could not be read. It was put aside, and the list begins anew.";

export class KeptDrawings extends EventTarget {
  /** @type {KeptDrawings | undefined} */
  static #ofPage;

  static forPage() {
    KeptDrawings.#ofPage ??= new KeptDrawings(() => localStorage, window);
    return KeptDrawings.#ofPage;
  }

  /** @type {Kept[]} */
  drawings = [];
  problem = "";
  #storage;

  /**
   * @param {() => Storage} storage throws where it is blocked
   * @param {EventTarget} tabs says `storage` when another tab has changed something
   */
  constructor(storage, tabs) {
    super();
    this.#storage = storage;
    this.#load();
    tabs.addEventListener("storage", (event) => {
      const { key } = /** @type {StorageEvent} */ (event);
      if (key !== KEY && key !== null) return;
      this.#load();
      this.dispatchEvent(new Event("change"));
    });
  }

  /** @param {Kept[]} drawings */
  set(drawings) {
    this.drawings = drawings;
    this.problem = this.#save();
    this.dispatchEvent(new Event("change"));
  }

  /** @returns {string} what went wrong, or nothing */
  #save() {
    let storage;
    try {
      storage = this.#storage();
    } catch {
      return BLOCKED;
    }
    try {
      if (this.drawings.length > 0) storage.setItem(KEY, toText(this.drawings));
      else {
        storage.removeItem(KEY);
        storage.removeItem(DAMAGED_KEY);
      }
      return "";
    } catch (error) {
      return /** @type {Error} */ (error).name === "QuotaExceededError" ? FULL : BLOCKED;
    }
  }

  #load() {
    this.drawings = [];
    this.problem = "";
    /** @type {string | null} */
    let text;
    try {
      text = this.#storage().getItem(KEY);
    } catch {
      this.problem = BLOCKED;
      return;
    }
    if (text === null) return;
    try {
      this.drawings = fromText(text);
    } catch {
      this.problem = DAMAGED;
      this.#putAside(text);
    }
  }

  /** @param {string} text */
  #putAside(text) {
    try {
      this.#storage().setItem(DAMAGED_KEY, text);
      this.#storage().removeItem(KEY);
    } catch {
      // There is no room for both: what can't be read stays where it is until something new is kept.
    }
  }
}
