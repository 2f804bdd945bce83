/** Time and chance, taken away, and when garbage is collected: what is made under Node is to be the same every time. */

import crypto from "node:crypto";

/**
 * Let work run without clocks and chance, so that it comes out the same every time.
 *
 * @template T
 * @param {() => Promise<T>} work
 */
export async function still(work) {
  const { Date: RealDate, FinalizationRegistry: RealRegistry } = globalThis;
  const { randomFillSync } = crypto;
  const { random } = Math;
  const moment = 1_577_836_800_000; // 1 January 2020
  globalThis.Date = /** @type {any} */ (
    class extends RealDate {
      constructor(/** @type {any[]} */ ...given) {
        super(.../** @type {[any]} */ (given.length > 0 ? given : [moment]));
      }
      /** @override */
      static now() {
        return moment;
      }
    }
  );
  globalThis.FinalizationRegistry = /** @type {any} */ (
    class {
      register() {}
      unregister() {}
    }
  );
  performance.now = () => 0;
  Math.random = () => 0.5;
  crypto.randomFillSync = (/** @type {any} */ view) => view.fill(1);
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { Date: RealDate, FinalizationRegistry: RealRegistry });
    delete (/** @type {any} */ (performance).now); // what it hid is there again
    Math.random = random;
    crypto.randomFillSync = randomFillSync;
  }
}
