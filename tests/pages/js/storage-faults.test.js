import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { KeptDrawings } from "../../../site/js/lab/kept-drawings.js";
import { readDrawing } from "../../../site/js/panels/drawing.js";
import { ProgressStore } from "../../../site/js/progress/store.js";

const KEY = "convnets.progress";
const ONE = { version: 1, lessons: { edges: { right: ["a"], tried: [] } }, known: ["maps"], goal: null };

/** A storage that may be full; its keys can be listed, as those of the browser's can. */
class FakeStorage {
  #isFull = false;
  /** @param {Record<string, string>} items */
  constructor(items = {}) {
    Object.assign(this, items);
  }
  fill() {
    this.#isFull = true;
  }
  /** @param {string} key */
  getItem(key) {
    return Object.hasOwn(this, key) ? /** @type {any} */ (this)[key] : null;
  }
  /** @param {string} key @param {string} text */
  setItem(key, text) {
    if (this.#isFull) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
    Object.assign(this, { [key]: text });
  }
  /** @param {string} key */
  removeItem(key) {
    delete (/** @type {any} */ (this)[key]);
  }
}

/** @type {any} */
const page = globalThis;
/** @type {FakeStorage} */
let place;

/** @param {Record<string, string>} items */
function having(items) {
  place = new FakeStorage(items);
  page.localStorage = place;
}

beforeEach(() => {
  having({});
  page.sessionStorage = new FakeStorage({ "convnets.carried./x#lab": "{}", other: "1" });
});
afterEach(() => {
  delete page.localStorage;
  delete page.sessionStorage;
});

describe("progress", () => {
  it("is still shown where storage is full, and goes on for this page", () => {
    having({ [KEY]: JSON.stringify(ONE) });
    place.fill();
    const store = new ProgressStore();
    assert.equal(store.isKept, false);
    assert.deepEqual(store.progress, ONE);
    store.answer("edges", "b", true);
    assert.deepEqual(store.lesson("edges").right, ["a", "b"]);
    assert.deepEqual(JSON.parse(place.getItem(KEY)), ONE);
  });

  it("goes on from what is known when storage fills up in mid-visit", () => {
    having({ [KEY]: JSON.stringify(ONE) });
    const store = new ProgressStore();
    place.fill();
    store.know("edges", true);
    assert.equal(store.isKept, false);
    assert.deepEqual(store.progress.known, ["maps", "edges"]);
    store.know("filters", true);
    assert.deepEqual(store.progress.known, ["maps", "edges", "filters"]);
  });

  for (const [name, text] of Object.entries({
    "cut short": '{"version": 1, "less',
    "of another release": '{"version": 2, "chapters": {}}',
    "nothing of the kind": "null",
  })) {
    it(`that is ${name} is told of, and put aside before anything is written over it`, () => {
      having({ [KEY]: text });
      const store = new ProgressStore();
      assert.equal(store.wasDamaged, true);
      assert.deepEqual(store.progress.known, []);
      store.know("edges", true);
      assert.deepEqual(store.progress.known, ["edges"]);
      assert.equal(place.getItem(`${KEY}.damaged`), text);
      assert.equal(new ProgressStore().wasDamaged, false);
    });
  }

  it("is forgotten with all that the course keeps, here and for this tab, and nothing else is", () => {
    having({ [KEY]: JSON.stringify(ONE), "convnets.theme": "dark", "another.site": "1" });
    new ProgressStore().wipe();
    assert.deepEqual(Object.keys(place).sort(), ["another.site", "convnets.theme"]);
    assert.deepEqual(Object.keys(page.sessionStorage), ["other"]);
  });
});

describe("drawings in two tabs", () => {
  const drawn = (/** @type {string} */ id) => ({
    id,
    label: 1,
    strokes: [[/** @type {[number, number]} */ ([0, 1])]],
  });
  const [A, B, C, D] = ["a", "b", "c", "d"].map(drawn);
  const ids = (/** @type {KeptDrawings} */ kept) => kept.drawings.map(({ id }) => id);
  /** A tab that hears of nothing, as one that is frozen does. */
  const tab = () => new KeptDrawings(() => /** @type {any} */ (place), new EventTarget());

  it("are all kept, whichever tab writes last", () => {
    const [one, other] = [tab(), tab()];
    one.set([A]);
    other.set([B]);
    assert.deepEqual(ids(other), ["b", "a"]);
    one.set([...one.drawings, C]);
    assert.deepEqual(ids(one).sort(), ["a", "b", "c"]);
    assert.deepEqual(ids(tab()).sort(), ["a", "b", "c"]);
  });

  it("stay deleted when another tab deleted them", () => {
    const one = tab();
    one.set([A, B, C]);
    const other = tab();
    other.set([A, C]);
    one.set([...one.drawings, D]);
    assert.deepEqual(ids(tab()), ["a", "c", "d"]);
    assert.deepEqual(ids(one), ["a", "c", "d"]);
  });

  it("are those of storage when the page is shown again", () => {
    const tabs = new EventTarget();
    const one = new KeptDrawings(() => /** @type {any} */ (place), tabs);
    let changes = 0;
    one.addEventListener("change", () => {
      changes += 1;
    });
    tabs.dispatchEvent(new Event("pageshow"));
    assert.equal(changes, 0);
    tab().set([A]);
    tabs.dispatchEvent(new Event("pageshow"));
    assert.deepEqual([changes, ids(one)], [1, ["a"]]);
  });

  it("that storage had no room for stay on the page, and are kept once there is room", () => {
    const one = tab();
    one.set([A]);
    place.fill();
    one.set([A, B]);
    assert.match(one.problem, /no room left/);
    const roomy = new FakeStorage({ .../** @type {any} */ (place) });
    place = roomy;
    one.set([...one.drawings, C]);
    assert.equal(one.problem, "");
    assert.deepEqual(ids(tab()), ["a", "b", "c"]);
  });
});

describe("a drawing that was written down", () => {
  const pen = { side: 8, inks: 0 };
  const brush = { side: 8, inks: 3 };
  const strokes = [
    [
      [0, 0.5],
      [1, 1],
    ],
    [[0.5, 0.5]],
  ];

  it("is read as it was", () => {
    assert.deepEqual(readDrawing({ strokes }, pen), { strokes });
    assert.deepEqual(readDrawing({ strokes, inks: [0, 2] }, brush), { strokes, inks: [0, 2] });
    const pixels = Array.from({ length: 64 }, (_, i) => i / 64);
    assert.deepEqual(readDrawing({ pixels }, pen), { pixels: Float32Array.from(pixels) });
  });

  it("is refused when it is none, or none for this surface", () => {
    const refused = [null, 1, "x", [], {}, { strokes: [] }, { strokes: [[]] }, { strokes: [[[0, 2]]] }];
    const more = [
      { strokes: [[[0]]] },
      { strokes: [[["0", 1]]] },
      { pixels: [1] },
      { pixels: Array(64).fill(null) },
    ];
    for (const written of [...refused, ...more])
      assert.equal(readDrawing(written, pen), null, JSON.stringify(written));
    for (const inks of [undefined, [0], [0, 3], [0, -1], [0, 0.5]]) {
      assert.equal(readDrawing({ strokes, inks }, brush), null, JSON.stringify(inks));
    }
    assert.equal(readDrawing({ pixels: Array(64).fill(0) }, brush), null);
  });
});
