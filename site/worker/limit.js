/** A bound on what Python may take, so that a reader's code which fills memory fails, and not the reader's device. */

/** A page with the largest of our networks takes a fifth of it. */
const BYTES = 2 ** 30;
const PAGE = 2 ** 16;

const { grow } = WebAssembly.Memory.prototype;

/** From now on, memory that grows beyond the bound is refused; Python then raises MemoryError. */
export function limitMemory() {
  WebAssembly.Memory.prototype.grow = function (/** @type {number} */ pages) {
    if (this.buffer.byteLength + PAGE * pages > BYTES) throw new RangeError("no more memory is allowed");
    return grow.call(this, pages);
  };
}
