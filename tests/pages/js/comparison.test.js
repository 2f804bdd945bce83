import assert from "node:assert/strict";
import { test } from "node:test";

import { spread, verdict } from "../../../site/js/widgets/comparison.js";

test("the spread of a few accuracies", () => {
  assert.deepEqual(spread([0.5, 1, 0.75]), { mean: 0.75, minimum: 0.5, maximum: 1 });
});

test("seeds that overlap are said not to decide", () => {
  const words = verdict({ cnn: [0.98, 0.96], mlp: [0.97, 0.95] }, { shift: 0, sketches: 3000 });
  assert.match(
    words,
    /^On centered digits and 3,000 sketches to learn from, the CNN is 1\.0 points ahead on average, and the seeds overlap/,
  );
});

test("a difference that every seed shows is said as such, whoever wins", () => {
  assert.match(
    verdict({ cnn: [0.9, 0.92], mlp: [0.8, 0.82] }, { shift: 1, sketches: 50 }),
    /up to 1 pixel and 50 sketches to learn from, every CNN beats every perceptron, by 10\.0/,
  );
  assert.match(
    verdict({ cnn: [0.7, 0.72], mlp: [0.8, 0.82] }, { shift: 2, sketches: 50 }),
    /2 pixels and .*, every perceptron beats every CNN/,
  );
});
