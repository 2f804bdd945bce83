import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forget, keep, recall } from "../../../site/js/lab/kept-weights.js";

const KEY = "convnets.weights.ten-digits";
const KEPT = {
  settings: { network: "digits-28", classes: [0, 1], seed: 1 },
  step: 400,
  accuracy: 0.94,
  from: "The shape of a network",
  weights: Float32Array.of(0.1, -2.5e-7, 3e8, 0),
};

/** @type {Map<string, string>} */
let stored;

beforeEach(() => {
  stored = new Map();
  globalThis.localStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, text) => stored.set(key, text),
    removeItem: (key) => stored.delete(key),
  };
});

test("weights come back to the last bit, and are gone once forgotten", () => {
  assert.equal(recall("ten-digits"), null);
  assert.equal(keep("ten-digits", KEPT), null);
  assert.deepEqual(recall("ten-digits"), { kept: KEPT });
  assert.equal(recall("colors"), null);
  forget("ten-digits");
  assert.equal(recall("ten-digits"), null);
});

test("a part of a larger buffer is kept alone", () => {
  const all = Float32Array.of(1, 2, 3, 4);
  keep("ten-digits", { ...KEPT, weights: all.subarray(1, 3) });
  assert.deepEqual([...recall("ten-digits").kept.weights], [2, 3]);
});

const whole = () => JSON.parse(stored.get(KEY));
for (const [what, damage] of Object.entries({
  truncated: () => stored.get(KEY).slice(0, 80),
  "not JSON": () => "…",
  "another thing": () => "[1, 2]",
  null: () => "null",
  "fewer weights": () => JSON.stringify({ ...whole(), weights: whole().weights.slice(0, 8) }),
  "not base64": () => JSON.stringify({ ...whole(), weights: "!!!!" }),
  "not finite": () => JSON.stringify({ ...whole(), weights: btoa("\0\0\x80\x7f".repeat(4)) }),
  "no settings": () => JSON.stringify({ ...whole(), settings: null }),
  "half a step": () => JSON.stringify({ ...whole(), step: 0.5 }),
  "a later version": () => JSON.stringify({ ...whole(), version: 2 }),
})) {
  test(`what is damaged (${what}) is said to be, and removed`, () => {
    keep("ten-digits", KEPT);
    stored.set(KEY, damage());
    assert.match(recall("ten-digits").reason, /damaged, and have been removed/);
    assert.equal(recall("ten-digits"), null);
  });
}

test("a full device and a blocked one are told apart", () => {
  globalThis.localStorage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  assert.match(keep("ten-digits", KEPT), /no room left/);
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  });
  assert.match(keep("ten-digits", KEPT), /lets the page keep nothing/);
  assert.match(recall("ten-digits").reason, /lets the page keep nothing/);
  forget("ten-digits");
  Object.defineProperty(globalThis, "localStorage", { configurable: true, writable: true, value: null });
});
