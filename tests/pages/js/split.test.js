import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { split, watched } from "../../../site/bundle/split.mjs";
import { sectionsOf } from "../../../site/bundle/wasm.mjs";
import { Halves } from "../../../site/worker/halves.js";

const [I32, I64, F64, END] = [0x7f, 0x7e, 0x7c, 0x0b];
const GREETING = [104, 97, 108, 108, 111];

/** Numbers of one byte are enough here, but for the sizes of sections. @param {...(number[] | string)} items */
const vector = (...items) => [items.length, ...items.flatMap((item) => [...Buffer.from(item)])];
/** @param {string} text */
const name = (text) => [text.length, ...Buffer.from(text)];
/** @param {number} number @param {number[]} content */
const section = (number, content) => [number, 128 + (content.length % 128), content.length >> 7, ...content];
/** @param {...number} operations */
const body = (...operations) => [operations.length + 2, 0, ...operations, END];

const [NONE_NONE, I32_I32, TWO_I32, F64_I64, NONE_I32, I32_NONE] = [0, 1, 2, 3, 4, 5];
const TYPES = [
  [0x60, 0, 0],
  [0x60, 1, I32, 1, I32],
  [0x60, 2, I32, I32, 1, I32],
  [0x60, 2, F64, I64, 1, F64],
  [0x60, 0, 1, I32],
  [0x60, 1, I32, 0],
];
/** The defined functions stand behind the imported one. Those of `calls` are reached by a call of it. */
const FUNCTIONS = [
  // a + b
  { name: "add", type: TWO_I32, code: [0x20, 0, 0x20, 1, 0x6a], calls: [] },
  // n < 2 ? 1 : n * factorial(n - 1)
  {
    name: "factorial",
    type: I32_I32,
    code: [
      ...[0x20, 0, 0x41, 2, 0x48, 0x04, I32, 0x41, 1, 0x05],
      ...[0x20, 0, 0x20, 0, 0x41, 1, 0x6b, 0x10, 2, 0x6c, END],
    ],
    calls: [],
  },
  // counter += step
  { name: "count", type: NONE_I32, code: [0x23, 1, 0x23, 0, 0x6a, 0x24, 1, 0x23, 1], calls: [] },
  // add(count(), count())
  {
    name: "countTwice",
    type: NONE_I32,
    code: [0x10, 3, 0x10, 3, 0x10, 1],
    calls: ["count", "add"],
  },
  // memory[place]
  { name: "peek", type: I32_I32, code: [0x20, 0, 0x2d, 0, 0], calls: [] },
  // memory[place] = value, told to the page, and peek(place)
  {
    name: "poke",
    type: TWO_I32,
    code: [0x20, 0, 0x20, 1, 0x3a, 0, 0, 0x20, 1, 0x10, 0, 0x20, 0, 0x10, 5],
    calls: ["peek"],
  },
  // table[place](n), of factorial and double
  {
    name: "through",
    type: TWO_I32,
    code: [0x20, 1, 0x20, 0, 0x11, I32_I32, 0],
    calls: ["double"],
  },
  // add(n, n)
  { name: "double", type: I32_I32, code: [0x20, 0, 0x20, 0, 0x10, 1], calls: ["add"] },
  // x * n, of other types
  { name: "scale", type: F64_I64, code: [0x20, 0, 0x20, 1, 0xb9, 0xa2], calls: [] },
  // throw n
  { name: "fail", type: I32_NONE, code: [0x20, 0, 0x08, 0], calls: [] },
  // try { fail(n); return 0 } catch (thrown) { return thrown }
  {
    name: "endure",
    type: I32_I32,
    code: [0x06, I32, 0x20, 0, 0x10, 10, 0x41, 0, 0x07, 0, END],
    calls: ["fail"],
  },
];
/** Those that are never called are seen not to be. */
const UNCALLED = { name: "uncalled", type: NONE_NONE, code: [0x00], calls: [] };
const ALL = [...FUNCTIONS, UNCALLED];

const MODULE = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, vector(...TYPES)),
  ...section(
    2,
    vector([...name("e"), ...name("hear"), 0, I32_NONE], [...name("e"), ...name("step"), 3, I32, 0]),
  ),
  ...section(3, vector(...ALL.map(({ type }) => [type]))),
  ...section(4, vector([0x70, 0, 2])), // the table
  ...section(5, vector([0, 1])), // the memory
  ...section(13, vector([0, I32_NONE])), // the tag of what is thrown
  ...section(6, vector([I32, 1, 0x41, 5, END])), // the counter
  ...section(7, vector([...name("memory"), 2, 0], ...ALL.map((item, i) => [...name(item.name), 0, i + 1]))),
  ...section(9, vector([0, 0x41, 0, END, ...vector([2], [8])])),
  ...section(10, vector(...ALL.map(({ code }) => body(...code)))),
  ...section(11, vector([0, 0x41, 8, END, ...name("hallo")])),
]);

/** @type {[name: string, ...given: (number | bigint)[]][]} */
const CALLS = [
  ["add", 2, 3],
  ["factorial", 5],
  ["count"],
  ["peek", 9],
  ["countTwice"],
  ["poke", 9, 101],
  ["peek", 9],
  ["through", 1, 21],
  ["scale", 1.5, -4n],
  ["endure", 7],
  ["count"],
];

/** The functions that a call of one of them reaches, by their places. @param {string} name @returns {Set<number>} */
function reached(name) {
  const place = ALL.findIndex((item) => item.name === name);
  return new Set([place, ...ALL[place].calls.flatMap((next) => [...reached(next)])]);
}

/** An instance of a module, its imports, and what it told the page. @param {Uint8Array} module */
function instanceOf(module) {
  /** @type {number[]} */
  const heard = [];
  const imports = { e: { hear: (/** @type {number} */ value) => heard.push(value), step: 3 } };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module), imports);
  return { instance, imports, heard, exports: /** @type {Record<string, any>} */ (instance.exports) };
}

/** What of the two halves does the work of the whole. @param {(place: number) => boolean} isOften */
function joined(isOften) {
  const { often, seldom } = split(MODULE, isOften);
  const made = instanceOf(often);
  new Uint8Array(made.exports.memory.buffer).set(GREETING, 8); // a page lays its memory over it
  const asked = { times: 0 };
  const halves = new Halves(() => {
    asked.times += 1;
    return [["a.wasm", Uint8Array.from(seldom)]];
  });
  halves.join("a.wasm", made.instance, made.imports);
  return { ...made, asked };
}

describe("a module that was divided", () => {
  const whole = instanceOf(MODULE);
  const expected = CALLS.map(([name, ...given]) => whole.exports[name](...given));

  it("was whole what the test takes it for", () => {
    assert.deepEqual(expected, [5, 120, 8, 97, 11 + 14, 101, 101, 42, -6, 7, 17]);
    assert.deepEqual(whole.heard, [101]);
  });

  it("gives the same, whichever functions are in which half, and fetches the second one when it has to, once", () => {
    const most = 2 ** FUNCTIONS.length - 1;
    const singles = FUNCTIONS.map((_, place) => 2 ** place);
    const some = Array.from({ length: most / 23 }, (_, i) => 23 * i); // of all choices, 2048 of them
    for (const choice of [0, most, ...singles, ...singles.map((bit) => most - bit), ...some]) {
      const isOften = (/** @type {number} */ place) => Math.floor(choice / 2 ** place) % 2 === 1;
      const { exports, asked, heard } = joined(isOften);
      let times = 0;
      for (const [i, [name, ...given]] of CALLS.entries()) {
        assert.equal(asked.times, times, `choice ${choice}, before ${name}`);
        assert.equal(exports[name](...given), expected[i], `choice ${choice}, ${name}`);
        if (![...reached(name)].every(isOften)) times = 1;
        assert.equal(asked.times, times, `choice ${choice}, ${name}`);
      }
      assert.deepEqual(heard, whole.heard);
    }
  });

  it("throws from one half to the other, and to the page", () => {
    for (const isOften of [
      () => true,
      () => false,
      (/** @type {number} */ place) => ALL[place].name !== "fail",
    ])
      assert.throws(() => joined(isOften).exports.fail(1), /** @type {any} */ (WebAssembly).Exception);
  });

  it("holds each function in one of its halves, and data in none", () => {
    const { often, seldom } = split(MODULE, (place) => place % 2 === 0);
    for (const [place, { name, code }] of ALL.entries()) {
      if (code.length < 3) continue;
      const [first, second] = [often, seldom].map((half) => half.includes(Buffer.from(body(...code))));
      assert.deepEqual([first, second], [place % 2 === 0, place % 2 === 1], name);
    }
    for (const half of [often, seldom]) assert.ok(!half.includes("hallo"));
  });

  it("asks again when its second half could not be fetched", () => {
    const { often, seldom } = split(MODULE, () => false);
    const { instance, imports, exports } = instanceOf(often);
    const answers = [
      () => {
        throw new Error("there is no connection");
      },
      () => [["a.wasm", Uint8Array.from(seldom)]],
    ];
    const halves = new Halves(() => /** @type {any} */ (answers.shift()?.()));
    halves.join("a.wasm", instance, imports);
    assert.throws(() => exports.add(2, 3), /^Error: there is no connection$/);
    assert.equal(exports.add(2, 3), 5);
    assert.equal(exports.factorial(4), 24);
    assert.deepEqual(answers, []);
  });

  it("shares what is fetched with the others, and one that was not divided is left alone", () => {
    const { often, seldom } = split(MODULE, () => false);
    const [one, other] = [instanceOf(often), instanceOf(often)];
    let asked = 0;
    const halves = new Halves(() => {
      asked += 1;
      return ["one", "other"].map((path) => [path, Uint8Array.from(seldom)]);
    });
    halves.join("whole", whole.instance, whole.imports);
    halves.join("one", one.instance, one.imports);
    halves.join("other", other.instance, other.imports);
    assert.equal(one.exports.count(), 8);
    assert.equal(one.exports.count(), 11);
    assert.equal(other.exports.count(), 8);
    assert.equal(asked, 1);
  });
});

describe("a module that is watched", () => {
  /** @param {WebAssembly.Table} table */
  const called = (table) => ALL.map((_, i) => i).filter((i) => table.get(i) === null);

  it("does the same, and tells which functions were called", () => {
    const { exports } = instanceOf(watched(MODULE));
    const uncalled = exports["split.uncalled"];
    assert.equal(uncalled.length, ALL.length);
    assert.deepEqual(called(uncalled), []);
    const seen = new Set();
    for (const [name, ...given] of CALLS) {
      assert.equal(typeof exports[name](...given), "number");
      for (const place of reached(name)) seen.add(place);
      assert.deepEqual(
        called(uncalled),
        [...seen].sort((a, b) => a - b),
        name,
      );
    }
    assert.equal(seen.size, FUNCTIONS.length);
  });
});

it("refuses what is no module", () => {
  assert.throws(() => sectionsOf(Buffer.from("<!doctype html>")), /this is no WebAssembly module/);
});
