import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CollectionError,
  everySecond,
  fromText,
  MOST,
  merge,
  rarest,
  toKeep,
  toText,
} from "../../../site/js/lab/collection.js";
import { interval } from "../../../site/js/lab/interval.js";
import { KeptDrawings } from "../../../site/js/lab/kept-drawings.js";
import { results } from "../../../site/js/widgets/exam.js";

/** @typedef {import("../../../site/js/lab/collection.js").Kept} Kept */

const LINE = toKeep(
  {
    strokes: [
      [
        [0.5, 0.123456],
        [0.5, 0.9],
      ],
    ],
  },
  1,
  "line",
);
const GRID = toKeep({ pixels: Float32Array.from({ length: 64 }, (_, i) => (i % 3) / 2) }, 7, "grid");

/** A file of one drawing with these fields instead. @param {Record<string, unknown>} fields */
const fileWith = (fields) =>
  JSON.stringify({ format: "convnets-live drawings", version: 1, drawings: [{ ...LINE, ...fields }] });

describe("a file of drawings", () => {
  it("is read as it was written, to a thousandth of a side", () => {
    assert.deepEqual(fromText(toText([LINE, GRID])), [LINE, GRID]);
    assert.deepEqual(LINE, {
      id: "line",
      label: 1,
      strokes: [
        [
          [0.5, 0.123],
          [0.5, 0.9],
        ],
      ],
    });
  });

  it("gives each drawing a name of its own", () => {
    const ids = new Set(Array.from({ length: 100 }, () => toKeep({ strokes: [[[0, 0]]] }, 1).id));
    assert.equal(ids.size, 100);
  });

  for (const [text, why] of /** @type {[string, RegExp][]} */ ([
    ["", /not JSON/],
    ['{"format": "convnets-live drawings", "version": 1, "drawings": [', /not JSON/],
    ["null", /not a file of drawings/],
    ['{"format": "other", "version": 1, "drawings": []}', /not a file of drawings/],
    ['{"format": "convnets-live drawings", "version": 2, "drawings": []}', /later version of this page: 2/],
    [fileWith({ id: "" }), /Drawing 1 can’t be read: it has no name/],
    [fileWith({ label: 10 }), /its digit is none from 0 to 9/],
    [fileWith({ label: "1" }), /its digit is none/],
    [fileWith({ strokes: [] }), /it has no strokes/],
    [fileWith({ strokes: [[]] }), /a stroke is empty/],
    [fileWith({ strokes: [[[0.5, 1.5]]] }), /a point is no pair of numbers from 0 to 1/],
    [fileWith({ strokes: [[[0.5]]] }), /a point is no pair/],
    [fileWith({ strokes: [[[0.5, null]]] }), /a point is no pair/],
    [fileWith({ strokes: [Array.from({ length: 20_001 }, () => [0, 0])] }), /too many points/],
    [fileWith({ strokes: undefined, pixels: [1, 0] }), /its pixels make no square/],
    [fileWith({ strokes: undefined, pixels: Array(64).fill(2) }), /a pixel is no number from 0 to 1/],
    [toText(Array(MOST + 1).fill(LINE)), /It holds 501 drawings; at most 500/],
  ])) {
    it(`is refused where ${why.source} holds`, () => {
      assert.throws(
        () => fromText(text),
        (error) => error instanceof CollectionError && why.test(error.message),
      );
    });
  }
});

describe("a collection", () => {
  it("takes in what it has not, once", () => {
    const { drawings, fresh } = merge([LINE], [GRID, LINE, GRID]);
    assert.deepEqual(drawings, [LINE, GRID]);
    assert.equal(fresh, 1);
  });

  it("is halved digit by digit, the first of each left for the exam", () => {
    assert.deepEqual(everySecond([3, 3, 5, 3, 3, 5, 8].map((label) => ({ label }))), [1, 4, 5]);
  });

  it("asks for the digit there are fewest of", () => {
    assert.equal(rarest([2, 4, 6], []), 2);
    assert.equal(rarest([2, 4, 6], [{ label: 2 }, { label: 6 }, { label: 6 }]), 4);
  });
});

/** A storage in memory. @param {Record<string, string>} items */
function storage(items = {}) {
  const kept = new Map(Object.entries(items));
  return {
    kept,
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => void kept.set(key, text),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

/** @param {any} place @param {EventTarget} [tabs] */
const keptIn = (place, tabs = new EventTarget()) => new KeptDrawings(() => place, tabs);

describe("what is kept on the device", () => {
  it("is there on the next visit, and gone once deleted", () => {
    const place = storage();
    keptIn(place).set([LINE, GRID]);
    assert.deepEqual(keptIn(place).drawings, [LINE, GRID]);
    keptIn(place).set([]);
    assert.equal(place.kept.size, 0);
  });

  it("follows what another tab does", () => {
    const place = storage();
    const tabs = new EventTarget();
    const here = keptIn(place, tabs);
    let changes = 0;
    here.addEventListener("change", () => {
      changes += 1;
    });
    keptIn(place).set([LINE]);
    tabs.dispatchEvent(Object.assign(new Event("storage"), { key: "convnets.theme" }));
    assert.deepEqual([here.drawings, changes], [[], 0]);
    tabs.dispatchEvent(Object.assign(new Event("storage"), { key: "convnets.drawings" }));
    assert.deepEqual([here.drawings, changes], [[LINE], 1]);
  });

  it("is put aside where it is damaged, and says so", () => {
    const place = storage({ "convnets.drawings": '{"half": ' });
    const kept = keptIn(place);
    assert.deepEqual(kept.drawings, []);
    assert.match(kept.problem, /could not be read\. It was put aside/);
    kept.set([LINE]);
    assert.equal(kept.problem, "");
    assert.equal(place.kept.get("convnets.drawings.damaged"), '{"half": ');
    assert.deepEqual(keptIn(place).drawings, [LINE]);
  });

  it("stays on the page where the browser is full or blocks it", () => {
    const full = {
      ...storage(),
      setItem: () => {
        throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
      },
    };
    const kept = keptIn(full);
    kept.set([LINE]);
    assert.deepEqual(kept.drawings, [LINE]);
    assert.match(kept.problem, /no room left/);
    const blocked = new KeptDrawings(() => {
      throw new Error("blocked");
    }, new EventTarget());
    assert.match(blocked.problem, /keep nothing/);
    blocked.set([LINE]);
    assert.deepEqual(blocked.drawings, [LINE]);
    assert.match(blocked.problem, /export them/);
  });
});

describe("the interval around an accuracy", () => {
  it("is Wilson's", () => {
    // Brown, Cai and DasGupta's formula, worked out by hand for 15 of 20.
    const [low, high] = interval(15, 20);
    assert.ok(Math.abs(low - 0.5313) < 1e-4 && Math.abs(high - 0.8881) < 1e-4, `${low}, ${high}`);
  });

  it("stays between nothing and all, and narrows with the number", () => {
    assert.equal(interval(0, 5)[0], 0);
    assert.equal(interval(5, 5)[1], 1);
    assert.ok(interval(5, 5)[0] < 0.6);
    const width = (/** @type {[number, number]} */ [low, high]) => high - low;
    assert.ok(width(interval(900, 1000)) < width(interval(90, 100)) / 3);
  });
});

describe("an exam of drawings", () => {
  const [right, wrong] = [true, false].map((isRight) => ({ isRight, isTaught: false }));
  const taught = { isRight: true, isTaught: true };

  it("counts only what was not learned from", () => {
    const { summary, sure, taught: known } = results([right, wrong, taught, right, right], 1200);
    assert.equal(summary, "At step 1,200, the network reads 3 of 4 right, 75.0 %.");
    assert.match(sure, /^By 4 drawings alone, .* from 30 to 95 %/);
    assert.match(known, /^Of the 1 it has learned from, 1 right/);
  });

  it("is none where all were learned from", () => {
    const { summary, sure } = results([taught], 5);
    assert.match(summary, /none left to examine it with/);
    assert.equal(sure, "");
    assert.equal(results([right], 5).taught, "");
  });
});
