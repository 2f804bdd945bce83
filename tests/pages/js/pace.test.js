import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pace } from "../../../site/worker/pace.js";

/**
 * Train for a while on a clock of the test's own, with steps that take no time.
 *
 * @param {Pace} pace
 * @param {{ now: number, step: number }} at changed as time goes by
 * @param {number} milliseconds
 */
function run(pace, at, milliseconds) {
  const end = at.now + milliseconds;
  let rate = 0;
  while (at.now < end) {
    const steps = pace.due(at.now);
    if (steps > 0) {
      at.step += steps;
      rate = pace.took(at.step, at.now);
    }
    at.now += pace.wait(at.now);
  }
  return rate;
}

describe("the pace of training", () => {
  for (const wanted of [1, 5, 60, 120, 500]) {
    it(`is ${wanted} steps a second where that is wanted`, () => {
      const at = { now: 1000, step: 0 };
      const rate = run(new Pace(wanted, at.now), at, 10_000);
      assert.ok(Math.abs(at.step - 10 * wanted) <= Math.max(2, wanted / 10), `${at.step} steps in 10 s`);
      assert.ok(Math.abs(rate - wanted) <= Math.max(1, wanted / 10), `${rate} a second`);
    });

    for (const jump of [3_600_000, 3000, -3000, -3_600_000]) {
      it(`goes on at ${wanted} when the clock jumps by ${jump / 1000} s`, () => {
        const at = { now: 5_000_000, step: 0 };
        const pace = new Pace(wanted, at.now);
        run(pace, at, 3000);
        at.now += jump;
        const before = at.step;
        const rate = run(pace, at, 10_000);
        const taken = at.step - before;
        // A second's worth, after a jump, may come at once: what is asked for is cut short after 8 ms in the worker.
        const late = jump > 0 ? (jump * wanted) / 1000 : 0;
        assert.ok(taken >= 9 * wanted - 2, `${taken} steps in 10 s`);
        assert.ok(taken - late <= 11 * wanted + 2, `${taken} steps in 10 s`);
        assert.ok(rate >= 0 && rate <= 1.2 * wanted + 1, `${rate} a second`);
      });
    }
  }

  it("is unbounded flat out, but for the first step, which tells where training stands", () => {
    const pace = new Pace(null, 0);
    assert.equal(pace.due(0), 1);
    pace.took(1, 0);
    assert.ok(pace.due(1) >= 1e6);
    assert.equal(pace.wait(1), 0);
  });

  it("keeps a second's worth of the past, wherever the clock goes", () => {
    const pace = new Pace(null, 0);
    let now = 0;
    for (let step = 1; step <= 5000; step += 1) {
      now += step % 1000 === 0 ? -900_000 : 10;
      const rate = pace.took(step, now);
      assert.ok(rate >= 0 && rate <= 110, `${rate} a second at ${now}`);
    }
  });
});
