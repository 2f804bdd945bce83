import assert from "node:assert/strict";
import { test } from "node:test";

import { arrival, duration, outcome } from "../../../site/js/widgets/racing.js";

const NETWORKS = [
  { name: "cnn", title: "CNN", params: 700, multiplications: 1936 },
  { name: "mlp", title: "Perceptron of its size", params: 694, multiplications: 680 },
];

test("the first point that is high enough is the arrival, float32 or not", () => {
  const rows = [0, 1.4, 0.2, 0.25, 5, 1, 0.5, 0.9, 10, 0.5, 0.9, 0.95];
  const points = { data: Float32Array.from(rows), shape: [3, 4] };
  assert.equal(arrival(points, 0.9), 5);
  assert.equal(arrival(points, 0.91), 10);
  assert.equal(arrival(points, 0.96), null);
});

test("steps and time can have different winners", () => {
  const runs = {
    cnn: { steps: [40, 50], ms: [0.3, 0.3] },
    mlp: { steps: [60, 70], ms: [0.1, 0.1] },
  };
  assert.equal(
    outcome(NETWORKS, runs, { target: 90, shift: 0 }),
    "To 90 % of centered digits: in steps, the CNN is first on average, whatever the seed: 45 steps against 65 steps of the perceptron of its size. " +
      "By the clock, the perceptron of its size is first on average, whatever the seed: 7 ms against 14 ms of the CNN.",
  );
});

test("overlap is said, and so is who never got there", () => {
  const overlapping = { cnn: { steps: [40, 60], ms: [1, 1] }, mlp: { steps: [55, 65], ms: [1, 1] } };
  assert.match(
    outcome(NETWORKS, overlapping, { target: 70, shift: 1 }),
    /1 pixel: in steps, .* though seeds overlap/,
  );
  const lost = { cnn: { steps: [40, 60], ms: [1, 1] }, mlp: { steps: [55, null], ms: [1, 1] } };
  assert.match(
    outcome(NETWORKS, lost, { target: 70, shift: 2 }),
    /2 pixels: in steps, the CNN needs 50 steps\. .*Not every run of the perceptron of its size got there/,
  );
  const none = { cnn: { steps: [null], ms: [1] }, mlp: { steps: [null], ms: [1] } };
  assert.equal(
    outcome(NETWORKS, none, { target: 99, shift: 2 }),
    "To 99 % of digits moved by up to 2 pixels: none of them got there every time.",
  );
});

test("durations", () => assert.deepEqual([duration(12.4), duration(2345)], ["12 ms", "2.3 s"]));
