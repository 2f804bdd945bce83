import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, encode } from "../../../site/worker/codec.js";

test("arrays anywhere in a value leave the text and lie one after the other in the block", () => {
  const { text, floats } = encode({ a: new Float32Array([1, 2]), b: [{ c: new Float32Array([3]) }], d: "e" });
  assert.deepEqual(JSON.parse(text), {
    a: { $floats: 0, shape: [2] },
    b: [{ c: { $floats: 2, shape: [1] } }],
    d: "e",
  });
  assert.deepEqual([...floats], [1, 2, 3]);
});

test("decoding gives the array back, with its shape when it has more than one dimension", () => {
  const block = new Float32Array([1, 2, 3, 4, 5, 6, 7]);
  const value = decode(
    '{"row": {"$floats": 0, "shape": [3]}, "grid": {"$floats": 3, "shape": [2, 2]}}',
    block,
  );
  assert.deepEqual([...value.row], [1, 2, 3]);
  assert.deepEqual(value.grid.shape, [2, 2]);
  assert.deepEqual([...value.grid.data], [4, 5, 6, 7]);
});

test("an empty array and null survive", () => {
  const { text, floats } = encode({ none: null, empty: new Float32Array(0) });
  const value = decode(text, floats);
  assert.equal(value.none, null);
  assert.equal(value.empty.length, 0);
});
