import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fewer, verdict } from "../../../site/js/widgets/rungs.js";

/** @param {string} title @param {number[]} heldout */
const rung = (title, heldout) => ({ title, heldout, trained: [], own: [] });

describe("a climb of the ladder", () => {
  it("says how many times fewer, where no seed speaks against it", () => {
    const text = verdict([rung("A", [0.3, 0.26]), rung("B", [0.13, 0.15])]);
    assert.equal(
      text,
      "B against A: 2.0 times fewer mistakes, on every seed. In all, 2.0 times fewer mistakes.",
    );
  });

  it("does not take a lead for a victory where the seeds overlap", () => {
    assert.match(verdict([rung("A", [0.1, 0.2]), rung("B", [0.05, 0.1])]), /B against A: the seeds overlap/);
  });

  it("tells when a rung leads down", () => {
    assert.equal(verdict([rung("A", [0.1]), rung("B", [0.2])]), "B against A: worse, on every seed.");
  });

  it("divides by no mistake", () => {
    assert.match(verdict([rung("A", [0.1, 0.1]), rung("B", [0, 0])]), /no mistake is left, on every seed\.$/);
    assert.deepEqual([fewer(0.1, 0), fewer(0, 0), fewer(0.08, 0.02)], ["all", "–", "4.0 ×"]);
  });
});
