/**
 * Closes to a reader's code what the worker has no use for and the code has no business with: what the device keeps
 * for the course and for others of its origin (in `caches` are the very files that the next visit runs), and workers,
 * which, started by an address, would run without the page's security policy.
 *
 * Other origins are closed to the worker by that policy, and the page's elements and `localStorage` by being one.
 */

const CLOSED = ["caches", "indexedDB", "BroadcastChannel", "Worker", "SharedWorker"];
/** Pyodide tries whether it works, which the policy would tell of on the console; modules have none in any case. */
const USELESS = ["importScripts"];
const OF_NAVIGATOR = ["serviceWorker", "storage", "storageBuckets"];

/** Once for good: what was not taken from there before is out of reach. */
export function confine() {
  for (const name of [...CLOSED, ...USELESS]) remove(globalThis, name);
  for (const name of OF_NAVIGATOR) remove(navigator, name);
}

/**
 * @param {object} holder
 * @param {string} name
 */
function remove(holder, name) {
  for (let one = holder; one; one = Object.getPrototypeOf(one)) Reflect.deleteProperty(one, name);
  if (name in holder) Reflect.defineProperty(holder, name, { value: undefined });
}
