/** What the service worker asks of caches and responses. */

/**
 * @param {Cache} cache
 * @param {string[]} urls
 */
export async function complete(cache, urls) {
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  return urls.every((url) => kept.has(url));
}

/**
 * Whether a response holds what it must. What nothing is known of is taken as it is.
 *
 * @param {Response} response used up by this
 * @param {{ bytes: number, sha256: string } | undefined} expected
 */
export async function isSound(response, expected) {
  if (!expected) return true;
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength !== expected.bytes) return false;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === expected.sha256;
}
