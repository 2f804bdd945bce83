/** What this browser's WebAssembly can do. */

/**
 * A module whose one function swizzles with `i8x16.relaxed_swizzle`: valid where relaxed SIMD is, and with it the
 * instruction that multiplies and adds (https://github.com/WebAssembly/relaxed-simd).
 */
const RELAXED_SIMD = [
  [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic number and version
  [1, 5, 1, 0x60, 0, 1, 0x7b], // a type: () -> v128
  [3, 2, 1, 0], // a function of it
  [10, 15, 1, 13, 0, 0x41, 1, 0xfd, 15, 0x41, 2, 0xfd, 15, 0xfd, 0x80, 2, 11], // splat 1, splat 2, swizzle
].flat();

/**
 * The kernels that take the place of others where a product can be added to a sum in one instruction. They differ from
 * them in nothing but code, so they can lie where those lay.
 *
 * @param {string} path
 */
export function twinOf(path) {
  return path.replace(/\.abi3\.so$/, ".fused.wasm"); // as cnn_core/kernels/build.py names them
}

/** Whether a product can be added to a sum in one instruction. */
export function canFuse() {
  return WebAssembly.validate(new Uint8Array(RELAXED_SIMD));
}
