/**
 * What of the compiled archives goes where: apart what a session of the course imports, and all other modules, which are
 * fetched when one of them is asked for.
 */

const SITE_PACKAGES = "lib/python3.14/site-packages";
/** Not for readers: tests, what builds extensions, and what only type checkers and other compilers read. */
const LEFT_OUT =
  /(^|\/)(tests?|f2py|_pyinstaller|include|idlelib|lib2to3|ensurepip|turtledemo)\/|\.(pyi|pxd|h|a|pc|md|rst|typed|ini|txt)$|^numpy\/conftest|(^|\/)_simd\./;

/** @typedef {Map<string, Uint8Array>} Files by their paths */

/**
 * @param {{ stdlib: Files, numpy: Files, library: Files, sources: Files }} archives compiled, and the library's sources
 * @param {Set<string>} used modules, by their paths without an ending
 * @returns {Record<"used" | "more" | "library" | "compiled", Files>} by their paths in the browser's file system
 */
export function divide({ stdlib, numpy, library, sources }, used) {
  /** @type {Record<string, Files>} */
  const parts = { used: new Map(), more: new Map(), library: new Map(), compiled: new Map() };
  const of = (/** @type {string} */ path) => (used.has(module(path)) ? parts.used : parts.more);
  for (const [path, content] of stdlib) {
    if (!LEFT_OUT.test(path)) of(path).set(`lib/python3.14/${path}`, content);
  }
  for (const [path, content] of numpy) {
    if (LEFT_OUT.test(path) && !path.includes(".dist-info/")) continue; // there are its licenses
    of(path).set(`${SITE_PACKAGES}/${path}`, content);
  }
  // Its sources, whose lines tracebacks show and which readers change, and its kernels.
  for (const [path, content] of sources) {
    if (/\.(py|so|wasm)$/.test(path)) parts.library.set(`${SITE_PACKAGES}/${path}`, content);
  }
  for (const [path, content] of library) {
    if (path.endsWith(".pyc")) parts.compiled.set(`${SITE_PACKAGES}/${cached(path)}`, unchecked(content));
  }
  return parts;
}

/**
 * Names of the modules in some files.
 *
 * @param {Iterable<[path: string, content: unknown]>} files
 */
export function moduleNames(files) {
  const names = [];
  for (const [path] of files) {
    if (!/\.(py|pyc|so)$/.test(path)) continue;
    const below = path.replace(/^lib\/python3\.14\/(site-packages\/)?/, "");
    names.push(
      module(below)
        .replace(/\/__init__$/, "")
        .replaceAll("/", "."),
    );
  }
  return names.sort();
}

/** @param {string} path */
function module(path) {
  return path.replace(/\.pyc?$|\.cpython-\S+\.so$|\.abi3\.so$/, "");
}

/**
 * Where Python looks for the compiled twin of a source that is there as well.
 *
 * @param {string} path
 */
function cached(path) {
  return path.replace(/([^/]+)\.pyc$/, "__pycache__/$1.cpython-314.pyc");
}

/**
 * The same code, marked so that Python does not hold it against its source.
 *
 * @param {Uint8Array} pyc
 */
function unchecked(pyc) {
  const marked = Uint8Array.from(pyc);
  marked[4] = 1;
  return marked;
}
