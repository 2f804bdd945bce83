import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Memory } from "../../../site/worker/memory.js";

/** Of 16 bytes; the interpreter's data is in the first 7, a library's in the last 4. */
const MEMORY = new Memory([
  ["layout.json", Buffer.from('{"data": 7}')],
  ["objects", Uint8Array.of(9, 9)],
  ["first 2", Uint8Array.of(20, 0)],
  ["first 6", Uint8Array.of(60)],
  ["1", Uint8Array.of(1, 2, 3)],
  ["5", Uint8Array.of(5, 6)],
  ["12", Uint8Array.of(12)],
]);
/** @type {[string, Uint8Array][]} */
const REST = [
  ["15", Uint8Array.of(15)],
  ["7", Uint8Array.of(7, 8)],
];

describe("the memory that a page begins with", () => {
  it("is laid with zeros wherever it has nothing, of what was used", () => {
    const heap = new Uint8Array(16).fill(255);
    MEMORY.lay(heap, [[0, 16]], REST);
    assert.deepEqual([...heap], [0, 1, 2, 3, 0, 5, 6, 7, 8, 0, 0, 0, 12, 0, 0, 15]);
  });

  it("is at first what modules begin with, the interpreter's as it was before anything had run", () => {
    const heap = new Uint8Array(16);
    MEMORY.layFirst(heap);
    assert.deepEqual([...heap], [0, 1, 20, 0, 0, 5, 60, 0, 0, 0, 0, 0, 12, 0, 0, 0]);
  });

  it("is the same after that, however often it is laid", () => {
    const heap = new Uint8Array(16);
    MEMORY.lay(heap, [], REST);
    const expected = heap.slice();
    MEMORY.layFirst(heap.fill(0));
    const used = /** @type {[number, number][]} */ ([
      [0, 11],
      [12, 16],
    ]);
    MEMORY.lay(heap, used, REST);
    assert.deepEqual(heap, expected);
    heap[10] = 1;
    MEMORY.lay(heap, used, REST);
    assert.deepEqual(heap, expected);
  });

  it("may end with a stretch, and may be empty", () => {
    const heap = new Uint8Array(4).fill(255);
    new Memory([["2", Uint8Array.of(1, 2)]]).lay(heap, [[0, 4]], []);
    assert.deepEqual([...heap], [0, 0, 1, 2]);
    new Memory([]).lay(heap, [[0, 4]], []);
    assert.deepEqual([...heap], [0, 0, 0, 0]);
  });

  it("comes with the layout, and with objects of its own", () => {
    assert.deepEqual(MEMORY.layout, { data: 7 });
    const given = new Uint8Array(8).subarray(1, 5); // Pyodide reads words of 4 bytes from the start of the buffer
    const { objects } = new Memory([["objects", given]]);
    assert.equal(objects?.byteOffset, 0);
    assert.deepEqual(objects, given);
  });
});
