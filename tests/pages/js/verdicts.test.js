import assert from "node:assert/strict";
import { test } from "node:test";

import { readAll } from "../../../site/js/lab/reading.js";
import { cellOf, mistakes } from "../../../site/js/lab/verdicts.js";

const LABELS = [3, 5, 3, 5, 5];
const PREDICTIONS = [3, 3, 5, 5, 3];
const CONFIDENCES = [0.5, 0.75, 0.25, 1, 0.875];

/** A session of five sketches that reads two at a time. */
function session() {
  const asked = /** @type {object[]} */ ([]);
  return {
    asked,
    /** @param {{ split: string, start: number, weights: Float32Array | null }} what */
    async evaluate({ split, start, weights }) {
      asked.push({ split, start, weights });
      const part = [start, start + 2];
      const confusion = new Float32Array(4);
      LABELS.slice(...part).forEach((label, i) => {
        confusion[2 * Number(label === 5) + Number(PREDICTIONS[start + i] === 5)] += 1;
      });
      return {
        start,
        total: 5,
        labels: Float32Array.from(LABELS.slice(...part)),
        predictions: Float32Array.from(PREDICTIONS.slice(...part)),
        confidences: Float32Array.from(CONFIDENCES.slice(...part)),
        confusion: { data: confusion, shape: [2, 2] },
      };
    },
  };
}

test("a reading is put together from its parts, all of one network", async () => {
  const weights = new Float32Array(1);
  const read = session();
  const reading = await readAll(/** @type {any} */ (read), "test", weights);
  assert.deepEqual(read.asked, [
    { split: "test", start: 0, weights },
    { split: "test", start: 2, weights },
    { split: "test", start: 4, weights },
  ]);
  assert.deepEqual(reading.labels, LABELS);
  assert.deepEqual(reading.confusion, [
    [1, 1],
    [2, 1],
  ]);
  assert.equal(reading.accuracy, 2 / 5);
});

test("mistakes come with the surest first", async () => {
  const reading = await readAll(/** @type {any} */ (session()), "test");
  assert.deepEqual(
    mistakes(reading).map(({ index }) => index),
    [4, 1, 2],
  );
});

test("a cell holds its sketches: the surest mistakes, or the closest calls, first", async () => {
  const reading = await readAll(/** @type {any} */ (session()), "test");
  assert.deepEqual(
    cellOf(reading, 5, 3).map(({ index }) => index),
    [4, 1],
  );
  reading.predictions[1] = 5;
  assert.deepEqual(
    cellOf(reading, 5, 5).map(({ confidence }) => confidence),
    [0.75, 1],
  );
});
