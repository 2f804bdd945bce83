import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { SilenceWatch } from "../../../site/js/silence.js";

const LIMIT = 8000;
let ended = "";

beforeEach(() => {
  ended = "";
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1e12 });
});
afterEach(() => mock.timers.reset());

function listening() {
  new SilenceWatch().listen(LIMIT, (why) => {
    ended = why;
  });
}

describe("a worker that says nothing", () => {
  it("is held for dead after its time, and not before", () => {
    listening();
    mock.timers.tick(LIMIT - 1);
    assert.equal(ended, "");
    mock.timers.tick(1);
    assert.match(ended, /nothing was heard of it for 8 seconds/);
  });

  // The timer comes late, and before the worker's word.
  it("gets its time once more when the page has slept, or its clock was put forward", () => {
    listening();
    jumped(3_600_000, () => {
      mock.timers.tick(LIMIT);
      assert.equal(ended, "");
      mock.timers.tick(LIMIT);
      assert.match(ended, /nothing was heard/);
    });
  });

  it("is not waited for any longer when the clock is put back", () => {
    listening();
    jumped(-3_600_000, () => {
      mock.timers.tick(LIMIT);
      assert.match(ended, /nothing was heard/);
    });
  });
});

/**
 * Do something with a clock that has jumped.
 *
 * @param {number} milliseconds
 * @param {() => void} work
 */
function jumped(milliseconds, work) {
  const real = Date.now;
  Date.now = () => real() + milliseconds;
  try {
    work();
  } finally {
    Date.now = real;
  }
}
