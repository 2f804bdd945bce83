import assert from "node:assert/strict";
import { test } from "node:test";

import { cellOf, noCurves, shapesOf, verdictOf } from "../../../site/js/widgets/learning-curves.js";

/** @param {number[]} tests */
const runs = (...tests) => tests.map((fraction) => ({ train: 1, test: fraction }));

test("a cell holds the mean, the ends and the gap of its runs", () => {
  assert.equal(cellOf([]), null);
  assert.deepEqual(cellOf(runs(0.5, 0.75)), { mean: 0.625, minimum: 0.5, maximum: 0.75, gap: 0.375 });
});

test("a curve goes through the sizes that there are runs of", () => {
  const cells = [cellOf(runs(0.25)), null, cellOf(runs(0.5, 1))];
  const { line, ranges, marks } = shapesOf("mlp", cells);
  assert.equal(line.trim(), "50,300 250,100");
  assert.equal(ranges, "M50 300V300M250 0V200");
  assert.equal(marks.match(/M/g)?.length, 2);
});

test("what is worse than guessing stands at the chart's bottom", () => {
  assert.equal(shapesOf("mlp", [cellOf(runs(0.1))]).line.trim(), "50,300");
});

test("the verdict counts pairs that had the same sketches, and a draw for nobody", () => {
  const curves = noCurves(2);
  curves.cnn = [runs(0.5, 0.5), runs(0.9, 0.8)];
  curves.mlp = [runs(0.4, 0.4), runs(0.9, 0.7)];
  curves["mlp-wide"] = [runs(0.6, 0.4), runs(0.95, 0.9)];
  assert.equal(
    verdictOf(curves, [20, 400]),
    "From 20 sketches, the CNN gets 50.0 %, the perceptron gets 40.0 % and the wide perceptron gets 50.0 % of others. " +
      "From 400, the CNN gets 85.0 %, the perceptron gets 80.0 % and the wide perceptron gets 92.5 %. " +
      "The CNN was ahead of the perceptron of its size in 3 of 4 pairs that had the same sketches to learn from, and of the wide one in 1.",
  );
});
