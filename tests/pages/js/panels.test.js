import assert from "node:assert/strict";
import { test } from "node:test";
import { chance, count, list, percent, plain, signed } from "../../../site/js/lab/format.js";
import { colorScale, lightness, parseColor } from "../../../site/js/panels/color.js";
import { DrawingState } from "../../../site/js/panels/drawing.js";
import { sideBySide } from "../../../site/js/panels/filters.js";
import { colorIndex, roundBound, slice } from "../../../site/js/panels/heatmap.js";

test("a scale goes through its stops, in even steps of lightness", () => {
  const table = colorScale(
    [
      [0, 0, 0],
      [255, 255, 255],
    ],
    101,
  );
  const at = (i) => [...table.subarray(4 * i, 4 * i + 3)];
  assert.deepEqual(at(0), [0, 0, 0]);
  assert.deepEqual(at(100), [255, 255, 255]);
  for (const i of [25, 50, 75]) assert.ok(Math.abs(lightness(at(i)) - i / 100) < 0.005);
  const [low, middle, high] = [
    [31, 98, 180],
    [243, 243, 238],
    [196, 86, 10],
  ];
  const diverging = colorScale([low, middle, high], 255);
  assert.deepEqual([...diverging.subarray(0, 4)], [...low, 255]);
  assert.deepEqual([...diverging.subarray(4 * 127, 4 * 127 + 3)], middle);
  assert.deepEqual([...diverging.subarray(4 * 254, 4 * 254 + 3)], high);
});

test("colors are read as browsers write them", () => {
  assert.deepEqual(parseColor("rgb(1, 2, 3)"), [1, 2, 3]);
  assert.deepEqual(parseColor("rgba(1 2 3 / 50%)"), [1, 2, 3]);
  assert.deepEqual(parseColor(" #0b6150 "), [11, 97, 80]);
  assert.throws(() => parseColor("light-dark(red, blue)"), /expected a color/);
});

test("values map to colors, and what is beyond the scale to its ends", () => {
  assert.equal(colorIndex(0, -1, 1, 254), 127);
  assert.equal(colorIndex(-9, -1, 1, 254), 0);
  assert.equal(colorIndex(9, -1, 1, 254), 254);
  assert.equal(colorIndex(Number.NaN, -1, 1, 254), 0);
});

test("a scale's bound is round, never too small, and finite", () => {
  for (const [data, bound] of [
    [[], 0.5],
    [[0.2, -0.4], 0.5],
    [[0.6], 0.75],
    [[-1.2], 1.5],
    [[3], 3],
    [[8], 10],
    [[Infinity, 2], 2],
  ]) {
    assert.equal(roundBound(data), bound, `of ${data}`);
  }
});

test("the channels of a filter are laid side by side", () => {
  const weights = Float32Array.from({ length: 12 }, (_, i) => i); // 2 × 2 of 3 channels
  assert.deepEqual([...sideBySide(weights, 2, 3)], [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
  assert.equal(sideBySide(weights, 4, 1), weights);
  assert.deepEqual([...slice({ data: weights, shape: [2, 1, 2, 3] }, 1)], [6, 7, 8, 9, 10, 11]);
});

test("a map is cut out of its stack", () => {
  const tensor = { data: Float32Array.from({ length: 18 }, (_, i) => i), shape: [2, 3, 3] };
  assert.deepEqual([...slice(tensor, 1)], [9, 10, 11, 12, 13, 14, 15, 16, 17]);
});

test("strokes are kept inside the square, without points that change nothing", () => {
  const state = new DrawingState();
  state.beginStroke(0.5, 0.5);
  assert.equal(state.extendStroke(0.5001, 0.5), false);
  assert.equal(state.extendStroke(1.5, -0.2), true);
  state.endStroke();
  assert.equal(state.extendStroke(0.1, 0.1), false);
  assert.deepEqual(state.drawing, {
    strokes: [
      [
        [0.5, 0.5],
        [0.5, 0.5],
        [1, 0],
      ],
    ],
  });
});

test("undo takes back stroke by stroke, and a clearing", () => {
  const state = new DrawingState();
  for (const x of [0.1, 0.2]) {
    state.beginStroke(x, 0);
    state.extendStroke(x, 1);
    state.endStroke();
  }
  state.clear();
  assert.ok(state.isEmpty);
  state.undo();
  assert.equal(state.drawing.strokes.length, 2);
  state.undo();
  assert.equal(state.drawing.strokes.length, 1);
  state.undo();
  assert.ok(state.isEmpty);
  assert.equal(state.canUndo, false);
  state.undo();
  assert.ok(state.isEmpty);
});

test("the keyboard goes on from what the network sees of the strokes", () => {
  const state = new DrawingState();
  state.beginStroke(0.5, 0.1);
  state.endStroke();
  const seen = new Float32Array(64);
  seen[4] = 0.7;
  state.setPixel(9, 1, seen);
  assert.equal(state.pixels[9], 1);
  assert.ok(Math.abs(state.pixels[4] - 0.7) < 1e-6);
  assert.equal(seen[9], 0, "the image seen was changed");
  state.setPixel(9, 0, null);
  state.setPixel(4, 0, null);
  assert.ok(state.isEmpty, "a drawing without ink is no drawing");
  state.undo();
  assert.ok(state.pixels[4] > 0);
});

test("numbers are written to be read", () => {
  assert.equal(percent(0.9531), "95.3 %");
  assert.equal(chance(0.999), "> 99 %");
  assert.equal(chance(0.001), "< 1 %");
  assert.equal(chance(0.5), "50 %");
  assert.equal(count(1234567), "1,234,567");
  assert.equal(count(999), "999");
  assert.equal(signed(-0.5), "−0.50");
  assert.equal(signed(-0.001), "+0.00");
  assert.equal(plain(0.00001), "0.00001");
  assert.equal(plain(4294967295), "4294967295");
  assert.equal(list([0, 1, 2]), "0, 1 and 2");
});
