/** Links and stored records may be anybody's: each is read right, or refused in words; none stops the page. */

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { CollectionError, fromText, toText } from "../../../site/js/lab/collection.js";
import { recall } from "../../../site/js/lab/kept-weights.js";
import { settingsFromHash, settingsToHash } from "../../../site/js/lab/settings.js";
import { anchorOf } from "../../../site/js/page/anchor.js";
import { ProgressStore } from "../../../site/js/progress/store.js";
import { readNumber } from "../../../site/js/questions/read-number.js";
import { Index, marked } from "../../../site/js/search/find.js";
import { ownUrl } from "../../../site/js/trusted.js";
import { anyValue, chance, damaged } from "./mutations.js";

const COUNT = 3000;

/** @type {Map<string, string>} */
let stored;

beforeEach(() => {
  stored = new Map();
  globalThis.localStorage = /** @type {any} */ ({
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => void stored.set(key, String(text)),
    removeItem: (/** @type {string} */ key) => void stored.delete(key),
  });
});

describe("a link", () => {
  const known = [
    {
      name: "learning_rate",
      label: "Learning rate",
      kind: "number",
      minimum: 1e-5,
      maximum: 10,
      default: 0.01,
    },
    { name: "seed", label: "Seed", kind: "integer", minimum: 0, maximum: 2 ** 32 - 1, default: 1 },
  ];
  const classes = [0, 1, 2, 3];

  it("gives settings within their limits, or a reason, or is none of the lab's", () => {
    const good = ["1", "77", "4294967295"].map((seed) => `#lab=lab&learning_rate=0.01&seed=${seed}`);
    const met = { settings: 0, reason: 0, none: 0 };
    for (const hash of damaged(good, COUNT)) {
      const read = settingsFromHash(hash, "lab", known, classes);
      if (read === null) met.none += 1;
      else if ("reason" in read) {
        met.reason += 1;
        assert.ok(read.reason.length > 5 && read.reason.length < 200, hash);
      } else {
        met.settings += 1;
        const { learning_rate: rate, seed, ...rest } = read.settings;
        assert.deepEqual(rest, { classes });
        assert.ok(rate >= 1e-5 && rate <= 10 && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, hash);
        assert.deepEqual(
          settingsFromHash(settingsToHash("lab", known, read.settings), "lab", known, classes),
          read,
        );
      }
    }
    for (const count of Object.values(met)) assert.ok(count > COUNT / 50, JSON.stringify(met));
  });

  it("leads to a place or to none", () => {
    assert.equal(anchorOf("#a%20b"), "a b");
    assert.equal(anchorOf("#%"), "");
    for (const hash of damaged(["#pooling", "#caf%C3%A9"], COUNT))
      assert.equal(typeof anchorOf(hash), "string");
  });

  it("starts no script of another origin", () => {
    globalThis.location = /** @type {any} */ ({ origin: "https://course.example" });
    for (const own of ["https://course.example/a/worker.js", "blob:https://course.example/1-2"]) {
      assert.equal(ownUrl(own), own);
    }
    for (const other of [
      "https://course.example.evil.example/worker.js",
      "http://course.example/worker.js",
      "https://course.example:8443/worker.js",
      "https://course.example@evil.example/",
      "blob:https://evil.example/1-2",
      "blob:null/1-2",
      "data:text/javascript,alert(1)",
      "javascript:alert(1)",
      "worker.js",
    ]) {
      assert.throws(() => ownUrl(other), TypeError, other);
    }
  });
});

describe("a file of drawings", () => {
  it("is read as it will be written, or refused in words", () => {
    const strokes = [
      [
        [0.5, 0.125],
        [1, 0],
      ],
    ];
    const sound = [
      toText([{ id: "a", label: 1, strokes }]),
      toText([{ id: "b", label: 9, pixels: Array(64).fill(0.25) }]),
    ];
    let read = 0;
    for (const text of damaged(sound, COUNT)) {
      try {
        const drawings = fromText(text);
        assert.deepEqual(fromText(toText(drawings)), drawings);
        for (const { label, id } of drawings) assert.ok(label >= 0 && label <= 9 && id.length <= 64);
        read += 1;
      } catch (error) {
        assert.ok(error instanceof CollectionError, `${error} for ${text}`);
        assert.ok(error.message.length < 200);
      }
    }
    assert.ok(read > COUNT / 50);
  });
});

describe("objects that can't be written as text", () => {
  const odd = JSON.parse('{"toString":1,"valueOf":1}');

  it("are refused where a file has them", () => {
    const file = {
      format: "convnets-live drawings",
      version: 1,
      drawings: [{ id: "a", label: 1, strokes: [[[0, 0]]] }],
    };
    for (const damage of [
      { version: odd },
      { drawings: [odd] },
      { drawings: [{ ...file.drawings[0], label: odd }] },
    ]) {
      assert.throws(() => fromText(JSON.stringify({ ...file, ...damage })), CollectionError);
    }
  });

  it("are refused where kept weights have them", () => {
    const record = { version: 1, step: 4, accuracy: 0.5, from: "A lesson", count: 0, weights: "" };
    const sound = { ...record, settings: { classes: [0, 1] } };
    stored.set("convnets.weights.digits", JSON.stringify(sound));
    assert.ok("kept" in (recall("digits") ?? {}));
    for (const damage of [{ settings: { classes: [odd] } }, { from: odd }, { step: odd }, { weights: odd }]) {
      stored.set("convnets.weights.digits", JSON.stringify({ ...sound, ...damage }));
      assert.match(recall("digits")?.reason ?? "", /damaged/);
    }
  });
});

describe("what the device holds", () => {
  it("is weights that are whole, or said to be damaged", () => {
    const record = {
      version: 1,
      step: 4,
      accuracy: 0.5,
      from: "A lesson",
      count: 2,
      weights: btoa("12345678"),
    };
    const sound = JSON.stringify({ ...record, settings: { classes: [0, 1], seed: 1 } });
    let whole = 0;
    for (const text of damaged([sound], COUNT)) {
      stored.set("convnets.weights.digits", text);
      const found = recall("digits");
      if (found && "kept" in found) {
        const { weights, accuracy, step } = found.kept;
        assert.ok(weights instanceof Float32Array && weights.every(Number.isFinite));
        assert.ok(accuracy >= 0 && accuracy <= 1 && Number.isInteger(step) && step >= 0, text);
        whole += 1;
      } else {
        assert.match(found?.reason ?? "", /damaged/);
        assert.equal(stored.size, 0);
      }
    }
    assert.ok(whole > COUNT / 50);
  });

  it("is progress as far as it makes sense", () => {
    const store = new ProgressStore();
    store.visit("convolutional-networks");
    store.answer("convolutional-networks", "1a2b3c", true);
    store.aim("deeper-networks");
    const sound = /** @type {string} */ (stored.get("convnets.progress"));
    const random = chance(7);
    const foreign = Array.from({ length: COUNT }, () => {
      const value = anyValue(random);
      return JSON.stringify(
        typeof value === "object" && value && random() < 0.9 ? { version: 1, ...value } : value,
      );
    });
    for (const text of [...damaged([sound], COUNT), ...foreign]) {
      stored.set("convnets.progress", text);
      const { version, lessons, known, goal } = store.progress;
      assert.equal(version, 1);
      assert.equal(Object.getPrototypeOf(lessons), Object.prototype, text);
      for (const [slug, { right, tried, visited = "2026-01-01" }] of Object.entries(lessons)) {
        assert.match(slug, /^[a-z0-9-]+$/);
        assert.match(visited, /^\d{4}-\d\d-\d\d$/);
        assert.ok([...right, ...tried].every((key) => typeof key === "string"));
      }
      assert.ok(known.every((slug) => typeof slug === "string"));
      assert.ok(goal === null || typeof goal === "string");
      store.visit("pooling"); // goes on from there
      assert.ok(store.lesson("pooling").visited);
    }
    assert.equal(/** @type {any} */ ({}).right, undefined);
  });
});

describe("what is typed", () => {
  it("is searched for as it is", () => {
    const index = new Index([["a/", "Convolution (1+1)", "[a-z]*", "x.* [ ( \\ sum of products"]]);
    for (const query of damaged(["sum of products", "convolution", "[a-z]*", "\\d+("], COUNT / 6)) {
      for (const { snippet } of index.find(query)) assert.equal(typeof snippet, "string");
      const text = `Sums of ${query.slice(0, 9)} products`;
      assert.equal(
        marked(text, query)
          .map((piece) => piece.text)
          .join(""),
        text,
      );
    }
  });

  it("is a finite number or none", () => {
    for (const text of damaged(["0.5", "-12", "1e3", "3,5", "1/2"], COUNT)) {
      const value = readNumber(text);
      assert.ok(value === null || Number.isFinite(value), text);
    }
  });
});
