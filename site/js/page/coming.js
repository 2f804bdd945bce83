/**
 * Code that comes when it is wanted may come late or never. Whoever imports some says so here; what the reader is told
 * is trouble.js's, which is on the page before any of this and hears it as events of the document.
 */

/** @typedef {{ kind: "late" | "arrived" | "missing" | "doubt", what?: string }} Trouble */

/** A slow line brings the largest of them in less. */
const LATE_MS = 20_000;

/**
 * @template T
 * @param {Promise<T>} code what `import()` returned
 * @returns {Promise<T>} the same
 */
export function coming(code) {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    tell({ kind: "late" });
  }, LATE_MS);
  code.then(
    () => {
      clearTimeout(timer);
      if (isLate) tell({ kind: "arrived" });
    },
    (error) => {
      clearTimeout(timer);
      tell({ kind: "missing", what: nameIn(error) });
    },
  );
  return code;
}

/** Something failed, and tells it itself; but perhaps for no other reason than that the course was updated. */
export function doubt() {
  tell({ kind: "doubt" });
}

/**
 * The file that a browser's message names, if it names one.
 *
 * @param {any} error
 */
function nameIn(error) {
  return /[\w-]+\.[\w-]+\.m?js/.exec(String(error?.message ?? error))?.[0];
}

/** @param {Trouble} detail */
function tell(detail) {
  globalThis.document?.dispatchEvent?.(new CustomEvent("trouble", { detail }));
}
