import assert from "node:assert/strict";
import { afterEach, beforeEach, it } from "node:test";
import { watchScreen } from "../../../site/js/page/on-screen.js";

/** @type {(entries: { isIntersecting: boolean }[]) => void} */
let report;

beforeEach(() => {
  // @ts-expect-error a browser's, of which this is all that is used
  globalThis.IntersectionObserver = class {
    constructor(/** @type {typeof report} */ told) {
      report = told;
    }
    observe() {}
  };
});

afterEach(() => {
  // @ts-expect-error Node has none
  delete globalThis.IntersectionObserver;
});

it("tells where an element is now, even if it came and went since the last look", () => {
  /** @type {boolean[]} */
  const told = [];
  watchScreen(/** @type {Element} */ ({}), (isOnScreen) => told.push(isOnScreen));
  report([{ isIntersecting: false }]);
  report([{ isIntersecting: true }]);
  report([{ isIntersecting: false }, { isIntersecting: true }, { isIntersecting: false }]);
  report([{ isIntersecting: true }, { isIntersecting: false }, { isIntersecting: true }]);
  assert.deepEqual(told, [false, true, false, true]);
});
