import assert from "node:assert/strict";
import { test } from "node:test";
import {
  defaultSettings,
  describeDifference,
  readSetting,
  sameSettings,
  settingsFromHash,
  settingsToHash,
} from "../../../site/js/lab/settings.js";

/** @type {import("../../../site/js/lab/settings.js").Setting[]} */
const KNOWN = [
  {
    name: "learning_rate",
    label: "Learning rate",
    kind: "number",
    minimum: 1e-5,
    maximum: 10,
    default: 0.01,
  },
  { name: "batch_size", label: "Batch size", kind: "integer", minimum: 1, maximum: 512, default: 32 },
  { name: "seed", label: "Seed", kind: "integer", minimum: 0, maximum: 2 ** 32 - 1, default: 1 },
];
const CLASSES = [0, 1, 2, 3];
const [RATE, BATCH] = KNOWN;

test("a number is read as it was meant", () => {
  for (const [text, value] of [
    ["0.05", 0.05],
    [" .5 ", 0.5],
    ["1e-3", 0.001],
    ["+2", 2],
  ]) {
    assert.deepEqual(readSetting(RATE, String(text)), { value });
  }
});

test("what is refused is refused with what is expected", () => {
  for (const [setting, text, reason] of [
    [RATE, "", /^A number from 0\.00001 to 10, please/],
    [RATE, "fast", /“fast” isn’t one/],
    [RATE, "0,05", /Write 0\.05/],
    [RATE, "11", /11 is too large/],
    [RATE, "0", /0 is too small/],
    [RATE, "NaN", /isn’t one/],
    [RATE, "Infinity", /isn’t one/],
    [RATE, "0x10", /isn’t one/],
    [RATE, "1e999", /too large/],
    [BATCH, "2.5", /2\.5 isn’t whole/],
    [BATCH, "0", /A whole number from 1 to 512; 0 is too small/],
  ]) {
    const reading = readSetting(setting, text);
    assert.ok("reason" in reading, `${text} was taken`);
    assert.match(reading.reason, reason);
  }
});

test("a link gives back the settings it was made from", () => {
  const settings = { ...defaultSettings(KNOWN, CLASSES), learning_rate: 1e-5, seed: 4294967295 };
  const hash = settingsToHash("lab-1", KNOWN, settings);
  assert.deepEqual(settingsFromHash(hash, "lab-1", KNOWN, CLASSES), { settings });
});

test("a hash that isn't about this lab is none of its business", () => {
  const hash = settingsToHash("lab-1", KNOWN, defaultSettings(KNOWN, CLASSES));
  for (const other of ["", "#", "#pooling", "#q=lab", hash.replace("lab-1", "lab-2")]) {
    assert.equal(settingsFromHash(other, "lab-1", KNOWN, CLASSES), null);
  }
});

test("a link with anything foreign, doubled, missing or out of bounds is refused as a whole", () => {
  const good = settingsToHash("lab-1", KNOWN, defaultSettings(KNOWN, CLASSES));
  for (const [hash, reason] of [
    [`${good}&colour=red`, /“colour”/],
    [`${good}&seed=2`, /seed twice/],
    [`${good}&lab=lab-1`, /“lab”/],
    [good.replace("&seed=1", ""), /seed is missing/],
    [good.replace("seed=1", "seed=-1"), /seed: .*too small/],
    [good.replace("batch_size=32", "batch_size=<b>"), /batch size: .*“<b>” isn’t one/],
    [`${good}&__proto__=1`, /“__proto__”/],
  ]) {
    const read = settingsFromHash(String(hash), "lab-1", KNOWN, CLASSES);
    assert.ok(read && "reason" in read, `${hash} was taken`);
    assert.match(read.reason, reason);
  }
});

test("settings are compared by value and told apart in words", () => {
  const a = defaultSettings(KNOWN, CLASSES);
  const b = { ...defaultSettings(KNOWN, [0, 1, 2, 3]), learning_rate: 0.1, seed: 7 };
  assert.ok(sameSettings(a, { ...a, classes: [...CLASSES] }));
  assert.ok(!sameSettings(a, b));
  assert.ok(!sameSettings(a, { ...a, classes: [0, 1] }));
  assert.equal(describeDifference(KNOWN, b, a), "learning rate 0.1, seed 7");
  assert.equal(describeDifference(KNOWN, a, a), "");
});
