/**
 * The reader's drawings, kept in this browser: one list for all pages of the course. Says `change` when the list has
 * changed, here or in another tab. What another tab has kept or deleted unseen, while this page was frozen, say, is
 * not undone by what is kept here.
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
  /** What storage held when it was last looked at, and which drawings were in it. @type {string | null} */
  #seen = null;
  /** @type {Set<string>} */
  #stored = new Set();

  /**
   * @param {() => Storage} storage throws where it is blocked
   * @param {EventTarget} tabs says `storage` when another tab has changed something
   */
  constructor(storage, tabs) {
    super();
    this.#storage = storage;
    this.#load();
    const look = () => {
      if (!this.#isNews) return;
      this.#load();
      this.dispatchEvent(new Event("change"));
    };
    tabs.addEventListener("storage", (event) => {
      const { key } = /** @type {StorageEvent} */ (event);
      if (key === KEY || key === null) look();
    });
    // A page that was put away hears of nothing meanwhile.
    tabs.addEventListener("pageshow", look);
  }

  /** Whether storage holds something else than when it was last looked at. */
  get #isNews() {
    try {
      return this.#storage().getItem(KEY) !== this.#seen;
    } catch {
      return false;
    }
  }

  /** @param {Kept[]} drawings */
  set(drawings) {
    this.drawings = this.#isNews ? this.#joined(drawings) : drawings;
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
      const text = this.drawings.length > 0 ? toText(this.drawings) : null;
      if (text !== null) storage.setItem(KEY, text);
      else {
        storage.removeItem(KEY);
        storage.removeItem(DAMAGED_KEY);
      }
      this.#remember(text);
      return "";
    } catch (error) {
      return /** @type {Error} */ (error).name === "QuotaExceededError" ? FULL : BLOCKED;
    }
  }

  /**
   * What is to be kept from now on, after another tab has changed what is in storage since this one looked: what it
   * kept is added, and what it deleted goes.
   *
   * @param {Kept[]} drawings
   */
  #joined(drawings) {
    const before = this.#stored;
    this.#load();
    const theirs = this.drawings;
    const there = new Set(theirs.map(({ id }) => id));
    const mine = new Set(drawings.map(({ id }) => id));
    const rest = drawings.filter(({ id }) => there.has(id) || !before.has(id));
    return [...rest, ...theirs.filter(({ id }) => !mine.has(id) && !before.has(id))];
  }

  /** @param {string | null} text what is in storage now */
  #remember(text) {
    this.#seen = text;
    this.#stored = new Set(this.drawings.map(({ id }) => id));
  }

  #load() {
    this.drawings = [];
    this.problem = "";
    this.#remember(null);
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
      this.#remember(text);
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
