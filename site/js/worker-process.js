/** Starts workers: the page's own, and one that prepares the next visit. */

/** Time for the page to itself before another worker is at work, in milliseconds. */
const REMEMBER_MS = 20_000;

/**
 * A worker from a blob, so that the page's content security policy binds it too.
 *
 * @param {string} workerUrl absolute
 */
export function makeWorker(workerUrl) {
  const shim = new Blob([`import ${JSON.stringify(workerUrl)};`], { type: "text/javascript" });
  const shimUrl = URL.createObjectURL(shim);
  return { worker: new Worker(shimUrl, { type: "module", name: "cnn_core" }), shimUrl };
}

/**
 * When all is quiet, have another worker prepare a quicker start for the next visit.
 *
 * @param {string} workerUrl
 * @param {string} runtimeUrl
 */
export function rememberLater(workerUrl, runtimeUrl) {
  if (!globalThis.caches) return;
  const { deviceMemory = 4 } = /** @type {{ deviceMemory?: number }} */ (navigator);
  if (deviceMemory < 2) return; // gigabytes
  setTimeout(() => {
    const { worker, shimUrl } = makeWorker(workerUrl);
    const end = () => {
      worker.terminate();
      URL.revokeObjectURL(shimUrl);
      document.documentElement.dataset.remembered = "";
    };
    worker.onmessage = end; // its one answer, whichever it is
    worker.onerror = (event) => {
      event.preventDefault();
      end();
    };
    worker.postMessage({ session: 0, request: 0, type: "remember", runtime: runtimeUrl });
  }, REMEMBER_MS);
}
