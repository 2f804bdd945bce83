/** What the course keeps on this device, whatever kind of storage it is in. Knows no page. */

const PREFIX = "convnets.";
const CACHES = ["convnets-", "cnn-memory"]; // the second was kept by earlier releases
const TEXTS = /** @type {const} */ (["localStorage", "sessionStorage"]);
const ROOT = new URL("..", import.meta.url).href;

/** @typedef {{ place: string, name: string, entries: number, bytes: number | null }} Found */

/**
 * All there is. What is closed to the page holds nothing of it.
 *
 * @returns {Promise<Found[]>}
 */
export async function look() {
  const items = TEXTS.flatMap((place) =>
    textsIn(place).map(([name, text]) => {
      return { place, name, entries: 1, bytes: 2 * (name.length + text.length) }; // UTF-16
    }),
  );
  const kept = await Promise.all(
    (await ownCaches()).map(async (name) => {
      const { length } = await (await caches.open(name)).keys();
      return { place: "Cache storage", name, entries: length, bytes: null };
    }),
  );
  const script = (await worker())?.active?.scriptURL.split("/").at(-1);
  const workers = script ? [{ place: "Service worker", name: script, entries: 1, bytes: null }] : [];
  return [...items, ...kept, ...workers];
}

/**
 * Whether what was found is of the kind that the table calls so.
 *
 * @param {Found} found
 * @param {string} place
 * @param {string} name with * for any ending
 */
export function isOf(found, place, name) {
  if (found.place !== place) return false;
  return name.endsWith("*") ? found.name.startsWith(name.slice(0, -1)) : found.name === name;
}

/** All that the reader has done, as JSON: progress, code, drawings and weights, each as it is kept. */
export function asText() {
  const kept = Object.fromEntries(textsIn("localStorage"));
  return `${JSON.stringify({ format: "convnets-live storage", version: 1, kept }, null, 1)}\n`;
}

/** Everything goes. @returns {Promise<void>} */
export async function deleteAll() {
  for (const place of TEXTS) for (const [name] of textsIn(place)) globalThis[place].removeItem(name);
  await (await worker())?.unregister();
  for (const name of await ownCaches()) await caches.delete(name);
}

/** @param {"localStorage" | "sessionStorage"} place @returns {[name: string, text: string][]} */
function textsIn(place) {
  try {
    return Object.entries(globalThis[place]).filter(([name]) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

async function ownCaches() {
  const names = await globalThis.caches?.keys().catch(() => []);
  return (names ?? []).filter((name) => CACHES.some((start) => name.startsWith(start)));
}

async function worker() {
  const found = await navigator.serviceWorker?.getRegistration(ROOT).catch(() => undefined);
  return found?.scope === ROOT ? found : undefined;
}
