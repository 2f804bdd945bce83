import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { LabError, Runtime } from "../../../site/js/client.js";
import { readNumber, tint, writeFactor, writeNumber } from "../../../site/js/widgets/numbers.js";

/** As much of an element as a widget without a page has a use for. */
class FakeElement extends EventTarget {
  dataset = {};
  textContent = "";
  querySelectorAll() {
    return [];
  }
  /** @param {string} selector */
  querySelector(selector) {
    return selector === '[data-part="status"]' ? status : null;
  }
}
Object.assign(globalThis, { HTMLElement: FakeElement });
const { Widget } = await import("../../../site/js/widgets/widget.js");

/** @type {FakeElement} */
let status;
/** Questions that the runtime was asked, and how to answer them. @type {{ args: any, resolve: Function, reject: Function }[]} */
let asked;
/** @type {any} */
let runtime;

beforeEach(() => {
  status = new FakeElement();
  asked = [];
  runtime = {
    state: "ready",
    retry: () => (runtime.state = "loading"),
    explain: (/** @type {string} */ _name, /** @type {any} */ args) =>
      new Promise((resolve, reject) => asked.push({ args, resolve, reject })),
  };
  Runtime.forPage = () => runtime;
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("of many questions one is under way and the newest waits", async () => {
  const widget = new Widget();
  const answers = [1, 2, 3, 4].map((n) => widget.explain("shift", { n }));
  assert.deepEqual([await answers[1], await answers[2]], [null, null]);
  assert.deepEqual(
    asked.map(({ args }) => args.n),
    [1],
  );
  asked[0].resolve("first");
  assert.equal(await answers[0], "first");
  await settled();
  assert.deepEqual(
    asked.map(({ args }) => args.n),
    [1, 4],
  );
  asked[1].resolve("last");
  assert.equal(await answers[3], "last");
  widget.explain("shift", { n: 5 });
  assert.equal(asked.length, 3);
});

test("questions of different names do not wait for one another", () => {
  const widget = new Widget();
  widget.explain("shift", { n: 1 });
  widget.explain("sizes", { n: 2 });
  assert.equal(asked.length, 2);
});

test("while the runtime loads it says so, and then again what it said before", async () => {
  const widget = new Widget();
  widget.say("Position 1 of 9");
  runtime.state = "loading";
  const answer = widget.explain("shift", {});
  assert.match(status.textContent, /Python is loading/);
  assert.equal(widget.dataset.state, "loading");
  asked[0].resolve({});
  await answer;
  assert.equal(status.textContent, "Position 1 of 9");
  assert.equal(widget.dataset.state, "ready");
});

test("a refusal that has no place beside a field is said; a failure too, and the next question tries again", async () => {
  const widget = new Widget();
  const refused = widget.explain("shift", {});
  asked[0].reject(new LabError({ kind: "arguments", field: "nowhere", message: "Too far." }));
  assert.equal(await refused, null);
  assert.equal(status.textContent, "Too far.");
  assert.equal(widget.dataset.state, "refused");

  const failed = widget.explain("shift", {});
  asked[1].reject(new LabError({ kind: "boot", message: "The file numpy.whl is damaged." }));
  assert.equal(await failed, null);
  assert.match(status.textContent, /^The file numpy.whl is damaged\./);
  assert.equal(widget.dataset.state, "error");
  runtime.state = "failed";
  widget.explain("shift", {});
  assert.equal(runtime.state, "loading");
});

test("numbers are written and read as cnn_core.explain writes them", () => {
  const written = [-0.5, 1 / 3, 4, -0.00001, -2.25].map(writeNumber);
  assert.deepEqual(written, ["−0.5", "0.3333", "4", "0", "−2.25"]);
  assert.deepEqual([2, -1].map(writeFactor), ["2", "(−1)"]);
  assert.deepEqual([" −2 ", "+.5", "1e2", "1,5", "", "x"].map(readNumber), [-2, 0.5, 100, "1,5", "", "x"]);
  assert.deepEqual([tint(-2, [[-2, 4]]), tint(0, [[0]]), tint(4, [[-2, 4]])], ["n2", "p0", "p4"]);
});
