/** Starts the page's worker, also before the page has all its code. */

import { scriptUrl } from "./trusted.js";

/** @typedef {{ worker: Worker, shimUrl: string }} Process */
/** A worker asked to boot, and what it has said since. @typedef {Process & { heard: (MessageEvent | ErrorEvent)[] }} Started */

/** The request with which an early worker is asked to boot; others count from 1. */
export const EARLY_REQUEST = 0;

/**
 * A worker from a blob, so that the page's content security policy binds it too.
 *
 * @param {string} workerUrl absolute
 * @param {object} [first] a message that it has from the outset: those that are posted to a worker that is still to
 *   start wait for a moment in which the page has nothing else to do
 * @returns {Process}
 */
export function makeWorker(workerUrl, first) {
  const address = JSON.stringify(workerUrl);
  const code = first
    ? `import { hear } from ${address}; hear(${JSON.stringify(first)});`
    : `import ${address};`;
  const shim = new Blob([code], { type: "text/javascript" });
  const shimUrl = URL.createObjectURL(shim);
  return { worker: new Worker(scriptUrl(shimUrl), { type: "module", name: "cnn_core" }), shimUrl };
}

/** Start the page's worker and keep what it says, until `takeEarly`. */
export function beginEarly() {
  const runtime = addressIn("convnets-runtime");
  const process = makeWorker(addressIn("convnets-worker"), {
    session: 0,
    request: EARLY_REQUEST,
    type: "boot",
    runtime,
  });
  /** @type {Started} */
  const started = { ...process, heard: [] };
  const { worker, heard } = started;
  worker.onmessage = (event) => heard.push(event);
  worker.onerror = (event) => {
    event.preventDefault();
    heard.push(event);
  };
  Object.assign(globalThis, { convnetsStarted: started });
}

/**
 * The worker that was started early, once.
 *
 * @returns {Started | null}
 */
export function takeEarly() {
  const page = /** @type {{ convnetsStarted?: Started | null }} */ (globalThis);
  const started = page.convnetsStarted ?? null;
  page.convnetsStarted = null;
  return started;
}

/**
 * An address that the page's head names.
 *
 * @param {string} name of a meta element whose content is a relative URL
 */
export function addressIn(name) {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector(`meta[name="${name}"]`));
  if (!meta) throw new Error(`This page names no ${name} in its head.`);
  return new URL(meta.content, document.baseURI).href;
}
