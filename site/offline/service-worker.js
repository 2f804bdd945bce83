/**
 * Keeps what a reader has visited, so that it opens again without a network. The site works without it.
 *
 * A release has a cache of its own. Files named by what they hold come from the cache; pages come from the network
 * while there is one, so nobody is held on an old release. When a release takes the place of another, all that was
 * kept of the old one is first fetched anew: the old cache goes when the new one is whole.
 */

import { complete, isSound } from "./keeping.js";

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PREFIX = "convnets-";
const CACHE = PREFIX + RELEASE.id;
/** Kept by earlier releases. */
const OUTDATED = "cnn-memory";
const RUNTIME = Object.keys(RELEASE.runtime);
const LASTING = /^(assets|runtime)\//;

scope.addEventListener("install", (event) => event.waitUntil(takeOver()));
scope.addEventListener("activate", (event) =>
  event.waitUntil(dropOthers().then(() => scope.clients.claim())),
);

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = addressOf(request.url);
  if (request.method !== "GET" || address === null) return;
  if (LASTING.test(address)) event.respondWith(lasting(request, address));
  else if (request.mode === "navigate" || RELEASE.pages.includes(address)) event.respondWith(page(request));
});

scope.addEventListener("message", (event) => {
  const [port] = event.ports;
  const answer = ANSWERS[event.data.type];
  if (port && answer) {
    const say = (/** @type {object} */ words) => port.postMessage(words);
    event.waitUntil(
      answer(event.data, say).catch((error) => say({ type: "failed", message: inWords(error) })),
    );
  }
});

/** @param {any} error */
function inWords(error) {
  if (error?.name === "QuotaExceededError") return "There is no room left for it on this device.";
  if (error instanceof TypeError) return "The server can’t be reached."; // which is all that fetch says
  return String(error?.message ?? error);
}

/** What pages may ask for. @type {Record<string, (message: any, say: (words: object) => void) => Promise<void>>} */
const ANSWERS = {
  /** A page was visited, perhaps before this worker was there to see it. */
  async visited({ page, withRuntime }, say) {
    const address = addressOf(page);
    if (address === null || !RELEASE.pages.includes(address)) return;
    const wanted = [address, ...RELEASE.assets, ...(withRuntime ? RUNTIME : [])];
    await keep(wanted, () => {});
    say({ type: "kept" });
  },

  /** All of the course is to be kept. */
  async keep(_message, say) {
    await keep(everything(), (done, total) => say({ type: "progress", done, total }));
    say({ type: "kept" });
  },

  async forget(_message, say) {
    await caches.delete(CACHE);
    say({ type: "forgotten" });
  },

  async status(_message, say) {
    const isKept = await complete(await caches.open(CACHE), everything().map(urlOf));
    say({ type: isKept ? "kept" : "notKept", megabytes: RELEASE.megabytes });
  },
};

function everything() {
  return [...RELEASE.pages, ...RELEASE.assets, ...RUNTIME, ...RELEASE.more];
}

/**
 * @param {string[]} addresses
 * @param {(done: number, total: number) => void} onProgress
 */
async function keep(addresses, onProgress) {
  const cache = await caches.open(CACHE);
  let done = 0;
  onProgress(done, addresses.length);
  for (const address of addresses) {
    const url = urlOf(address);
    if (!(await cache.match(url))) await fetchInto(cache, address, url);
    done += 1;
    onProgress(done, addresses.length);
  }
}

/**
 * @param {Cache} cache
 * @param {string} address
 * @param {string} url
 */
async function fetchInto(cache, address, url) {
  const response = await fetch(url, LASTING.test(address) ? {} : { cache: "no-cache" });
  if (!response.ok)
    throw new Error(`The server answered ${response.status} to ${address || "the home page"}.`);
  if (!(await isSound(response.clone(), RELEASE.runtime[address])))
    throw new Error(`${address} came damaged.`);
  await cache.put(url, response);
}

/**
 * A file whose name changes with its content. A page that asks to reload it does not trust what is kept.
 *
 * @param {Request} request
 * @param {string} address
 */
async function lasting(request, address) {
  const kept = request.cache === "reload" ? undefined : await caches.match(request.url, { ignoreVary: true });
  if (kept) return kept;
  try {
    const response = await fetch(request);
    if (request.cache === "reload" && response.ok) replace(request.url, address, response.clone());
    return response;
  } catch (error) {
    // What is asked for anew without a network is had from what is kept, or not at all.
    const old = await caches.match(request.url, { ignoreVary: true, ignoreSearch: true });
    if (old) return old;
    throw error;
  }
}

/**
 * @param {string} url
 * @param {string} address
 * @param {Response} response
 */
async function replace(url, address, response) {
  const cache = await caches.open(CACHE);
  if ((await cache.match(url)) && (await isSound(response.clone(), RELEASE.runtime[address]))) {
    await cache.put(url, response);
  }
}

/** @param {Request} request */
async function page(request) {
  const url = new URL(request.url);
  url.search = "";
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(url.href);
    if (kept) return kept;
    throw error;
  }
}

/** Fetch anew, for this release, what was kept of the one before. */
async function takeOver() {
  const before = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  if (before.length === 0) return;
  const kept = new Set();
  let hadRuntime = false;
  for (const name of before) {
    for (const { url } of await (await caches.open(name)).keys()) {
      kept.add(addressOf(url));
      hadRuntime ||= /\/runtime\//.test(url);
    }
  }
  const pages = RELEASE.pages.filter((address) => kept.has(address));
  if (pages.length === 0) return;
  const runtime = hadRuntime ? RUNTIME : [];
  const more = pages.length === RELEASE.pages.length ? RELEASE.more : [];
  await keep([...pages, ...RELEASE.assets, ...runtime, ...more], () => {});
}

async function dropOthers() {
  for (const name of await caches.keys()) {
    if ((name.startsWith(PREFIX) && name !== CACHE) || name === OUTDATED) await caches.delete(name);
  }
}

/** @param {string} address */
function urlOf(address) {
  return new URL(address, scope.registration.scope).href;
}

/** Relative to the site's root; null for what is elsewhere. @param {string} url */
function addressOf(url) {
  const { scope: root } = scope.registration;
  return url.startsWith(root) ? url.slice(root.length).replace(/[?#].*/, "") : null;
}
