import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, exciteAll, meanPatch, occludeAll, tally } from "../../../site/js/lab/finds.js";

/** Three sketches, two filters, two at a time. */
const RESPONSES = [
  [1, 5],
  [3, 0],
  [2, 9],
];

function part(start) {
  const rows = RESPONSES.slice(start, start + 2);
  const n = rows.length;
  return {
    start,
    total: 3,
    labels: Float32Array.of(7, 1, 7).subarray(start, start + 2),
    responses: { data: Float32Array.from(rows.flat()), shape: [n, 2] },
    fields: {
      data: Float32Array.from({ length: 8 * n }, (_, i) => 100 * start + i),
      shape: [n, 2, 4],
    },
    filters: { data: new Float32Array(18), shape: [2, 3, 3, 1] },
    sees: 3,
    drawing: null,
  };
}

test("sketches are ranked for each filter, across parts", async () => {
  const asked = [];
  const found = await exciteAll(async (start) => {
    asked.push(start);
    return part(start);
  });
  assert.deepEqual(asked, [0, 2]);
  assert.deepEqual(found.labels, [7, 1, 7]);
  const ranked = found.by(0);
  assert.deepEqual(
    ranked.map(({ index, label, response }) => [index, label, response]),
    [
      [1, 1, 3],
      [2, 7, 2],
      [0, 7, 1],
    ],
  );
  assert.deepEqual(ranked[0].frame, { top: 8, bottom: 9, left: 10, right: 11 });
  assert.deepEqual(
    found.by(1).map(({ index }) => index),
    [2, 0, 1],
  );
  assert.deepEqual(tally(ranked), [
    { label: 7, count: 2 },
    { label: 1, count: 1 },
  ]);
});

const IMAGE = { data: Float32Array.from({ length: 16 }, (_, i) => i), shape: [4, 4, 1] };

test("a patch is cut out, and patches of one size have a mean", () => {
  const frame = { top: 1, bottom: 2, left: 2, right: 3 };
  assert.deepEqual([...cut(IMAGE, frame).data], [6, 7, 10, 11]);
  const other = { top: 0, bottom: 1, left: 0, right: 1 };
  const small = { top: 0, bottom: 0, left: 0, right: 1 };
  const mean = meanPatch(
    [frame, other, small].map((one) => ({ image: IMAGE, frame: one })),
    2,
  );
  assert.deepEqual([...mean.data], [3, 4, 7, 8]);
  assert.equal(meanPatch([{ image: IMAGE, frame: small }], 2), null);
});

test("a patch in color keeps its channels", () => {
  const image = { data: Float32Array.from({ length: 12 }, (_, i) => i), shape: [2, 2, 3] };
  const { data, shape } = cut(image, { top: 1, bottom: 1, left: 1, right: 1 });
  assert.deepEqual([...data, ...shape], [9, 10, 11, 1, 1, 3]);
});

test("all places of a cover are asked for, part by part", async () => {
  const asked = [];
  const found = await occludeAll(async (start) => {
    asked.push(start);
    const m = Math.min(3, 4 - start);
    return {
      side: 2,
      start,
      probabilities: { data: Float32Array.from({ length: 2 * m }, (_, i) => 10 * start + i), shape: [m, 2] },
      whole: Float32Array.of(0.5, 0.5),
      image: IMAGE,
      cover: Float32Array.of(0),
      label: 7,
    };
  });
  assert.deepEqual(asked, [0, 3]);
  assert.deepEqual(
    found.probabilities.map((row) => [...row]),
    [
      [0, 1],
      [2, 3],
      [4, 5],
      [30, 31],
    ],
  );
});
