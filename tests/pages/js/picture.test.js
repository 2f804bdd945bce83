import assert from "node:assert/strict";
import { test } from "node:test";
import { digits, shorten } from "../../../site/js/picture/arithmetic.js";
import { arrange, blocksOf, cellOf, offsetOf, placeOf } from "../../../site/js/picture/blocks.js";
import { strongest, valueAt } from "../../../site/js/picture/layers.js";
import { hit, layOut, rectangle } from "../../../site/js/picture/layout.js";
import { placeName } from "../../../site/js/picture/names.js";
import { blocksAt, lastStage, layerOf, placeAt } from "../../../site/js/picture/stages.js";

const size = (shape) => shape.reduce((product, n) => product * n, 1);
const counted = (shape, from = 0) => Float32Array.from({ length: size(shape) }, (_, i) => from + i);

function layer(kind, shape, kernelShape = null) {
  return {
    name: `${kind} ${shape}`,
    kind,
    shape,
    values: counted(shape),
    kernelShape,
    kernel: kernelShape && counted(kernelShape, 1000),
    bias: kernelShape && counted([kernelShape.at(-1)], 9000),
  };
}

const LESSON = [
  layer("Input", [8, 8, 1]),
  layer("Conv2D", [6, 6, 4], [3, 3, 1, 4]),
  layer("ReLU", [6, 6, 4]),
  layer("MaxPool2D", [3, 3, 4]),
  layer("Flatten", [36]),
  layer("Dense", [16], [36, 16]),
  layer("ReLU", [16]),
  layer("Dense", [4], [16, 4]),
  layer("Softmax", [4]),
];
const LARGER = [
  layer("Input", [28, 28, 1]),
  layer("Conv2D", [26, 26, 8], [3, 3, 1, 8]),
  layer("ReLU", [26, 26, 8]),
  layer("MaxPool2D", [13, 13, 8]),
  layer("Conv2D", [11, 11, 16], [3, 3, 8, 16]),
  layer("ReLU", [11, 11, 16]),
  layer("MaxPool2D", [5, 5, 16]),
  layer("Flatten", [400]),
  layer("Dense", [10], [400, 10]),
  layer("Softmax", [10]),
];

test("every number has one cell, and what is painted there is that number", () => {
  for (const layers of [LESSON, LARGER]) {
    let places = 0;
    for (const block of blocksOf(layers)) {
      const { values, kernel, bias } = layers[block.layer];
      const painted = arrange(block, block.isParam ? kernel : values, bias ?? []);
      for (let i = 0; i < painted.length; i++) {
        const tile = Math.floor(i / (block.rows * block.columns));
        const row = Math.floor(i / block.columns) % block.rows;
        const place = placeOf(block, tile, row, i % block.columns);
        if (!place) {
          assert.ok(Number.isNaN(painted[i]));
          continue;
        }
        places += 1;
        assert.equal(painted[i], valueAt(layers, place));
        assert.deepEqual(cellOf(block, place), { tile, row, column: i % block.columns });
      }
    }
    const numbers = layers.reduce(
      (sum, { shape, kernel, bias }) => sum + size(shape) + (kernel ? kernel.length + bias.length : 0),
      0,
    );
    assert.equal(places, numbers);
  }
});

test("blocks stand side by side where there is room and below one another where there is not", () => {
  for (const layers of [LESSON, LARGER]) {
    for (const [width, isStacked] of [
      [1104, false],
      [340, true],
    ]) {
      const layout = layOut(blocksOf(layers), width);
      assert.equal(layout.isStacked, isStacked, `${layers.length} layers in ${width}`);
      let end = 0;
      for (const box of layout.boxes) {
        const [start, extent] = isStacked ? [box.y, box.height] : [box.x, box.width];
        assert.ok(start >= end - 0.01, `${box.block.key} begins before what stands before it ends`);
        end = start + extent;
        const last = rectangle(box, {
          tile: box.tiles.length - 1,
          row: box.block.rows - 1,
          column: box.block.columns - 1,
        });
        assert.ok(last.x + last.width <= width + 0.01, `${box.block.key} is too wide`);
        assert.ok(last.y + last.height <= layout.height + 0.01, `${box.block.key} is too high`);
        assert.ok(Math.min(box.cellWidth, box.cellHeight) > 0.5, `${box.block.key} is too small`);
      }
    }
  }
});

test("a point in a cell is that cell, wherever the block lies", () => {
  for (const width of [1104, 340]) {
    const layout = layOut(blocksOf(LESSON), width);
    for (const box of layout.boxes) {
      for (let tile = 0; tile < box.tiles.length; tile++) {
        const cell = { tile, row: box.block.rows - 1, column: Math.floor(box.block.columns / 2) };
        const { x, y, width: wide, height } = rectangle(box, cell);
        const found = hit(layout, x + wide / 2, y + height / 2);
        assert.equal(found.box, box);
        assert.deepEqual([found.tile, found.row, found.column], [cell.tile, cell.row, cell.column]);
      }
    }
    assert.equal(hit(layout, -50, -50), null);
  }
});

test("places are named as one counts them", () => {
  const name = (layer, param, index) => placeName(LESSON, { layer, param, index }, [0, 1, 2, 3]);
  assert.equal(name(0, null, [0, 7, 0]), "row 1, column 8");
  assert.equal(name(1, null, [2, 3, 1]), "map 2, row 3, column 4");
  assert.equal(name(1, "kernel", [0, 2, 0, 3]), "filter 4, weight in row 1, column 3");
  assert.equal(name(1, "bias", [0]), "bias of filter 1");
  assert.equal(name(4, null, [35]), "feature 36");
  assert.equal(name(5, "kernel", [35, 15]), "weight from feature 36 to unit 16");
  assert.equal(name(7, "kernel", [3, 2]), "weight from unit 4 to digit 2");
  assert.equal(name(7, null, [0]), "digit 0");
});

test("numbers show three digits that mean something", () => {
  for (const [value, text] of [
    [0, "0"],
    [-0.31649, "−0.316"],
    [12.345, "12.35"],
    [1.5, "1.500"],
    [0.01234, "0.0123"],
    [-0.00068, "−6.8·10⁻⁴"],
    [1e-5, "10⁻⁵"],
    [1234.5, "1235"],
    [null, "not finite"],
  ]) {
    assert.equal(digits(value), text);
  }
});

test("too many terms are listed by size, and nothing is lost", () => {
  const terms = Array.from({ length: 400 }, (_, i) => ({ text: "", value: (i % 2 ? 1 : -1) * i }));
  const [listed, rest] = shorten([{ label: "", columns: 20, terms }]);
  assert.deepEqual(
    listed.terms.slice(0, 2).map(({ value }) => value),
    [399, -398],
  );
  const total = (/** @type {any[]} */ all) => all.reduce((sum, { value }) => sum + value, 0);
  assert.equal(total([...listed.terms, ...rest.terms]), total(terms));
  const few = [{ label: "", columns: 3, terms: terms.slice(0, 9) }];
  assert.equal(shorten(few), few);
});

test("the way back goes from the loss through every layer to the step", () => {
  assert.equal(lastStage(LESSON), 8);
  const order = Array.from({ length: 9 }, (_, stage) => layerOf(LESSON, stage));
  assert.deepEqual(order, [null, 7, 6, 5, 4, 3, 2, 1, null]);
  const keys = (stage) => [...blocksAt(LESSON, stage).fresh];
  assert.deepEqual(keys(0), ["Dense 4"]);
  assert.deepEqual(keys(1), ["ReLU 16", "Dense 4.kernel"]);
  assert.deepEqual(keys(7), ["Input 8,8,1", "Conv2D 6,6,4.kernel"]);
  assert.deepEqual(keys(8), ["Conv2D 6,6,4.kernel", "Dense 16.kernel", "Dense 4.kernel"]);
  assert.equal(blocksAt(LESSON, 8).known.size, blocksOf(LESSON).length - 1);
  assert.deepEqual(placeAt(LESSON, 7), { layer: 1, param: "kernel", index: [2, 2, 0, 3] });
  assert.deepEqual(placeAt(LESSON, 6), { layer: 1, param: null, index: [5, 5, 3] });
});

test("the strongest number is found, whatever its sign", () => {
  const one = { ...LESSON[1], values: counted([6, 6, 4]).map((value) => (value === 50 ? -1e6 : value)) };
  const { index } = strongest(one, 1, null);
  assert.equal(offsetOf([6, 6, 4], index), 50);
});
