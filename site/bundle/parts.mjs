/**
 * What of the compiled archives goes where: what a session of the course imports into the parts that a page loads
 * at once, all other modules into the part that is fetched when one of them is asked for.
 */

const SITE_PACKAGES = "lib/python3.14/site-packages";
/** Not for readers: tests, what builds extensions, and what only type checkers and other compilers read. */
const LEFT_OUT =
  /(^|\/)(tests?|f2py|_pyinstaller|include|idlelib|lib2to3|ensurepip|turtledemo)\/|\.(pyi|pxd|h|a|pc|md|rst|typed|ini|txt)$|^numpy\/conftest|(^|\/)_simd\./;

/** @typedef {Map<string, Uint8Array>} Files by their paths */

/**
 * @param {{ stdlib: Files, numpy: Files, library: Files, sources: Files }} archives compiled; `sources` are the library's
 * @param {Set<string>} used modules, by their paths without an ending
 * @returns {Record<"python" | "numpy" | "cnn_core" | "more", Files>} by their paths in the browser's file system
 */
export function divide({ stdlib, numpy, library, sources }, used) {
  /** @type {Record<string, Files>} */
  const parts = { python: new Map(), numpy: new Map(), cnn_core: new Map(), more: new Map() };
  for (const [path, content] of stdlib) {
    if (LEFT_OUT.test(path)) continue;
    (used.has(module(path)) ? parts.python : parts.more).set(`lib/python3.14/${path}`, content);
  }
  for (const [path, content] of numpy) {
    if (LEFT_OUT.test(path) && !path.includes(".dist-info/")) continue; // there are its licenses
    (used.has(module(path)) ? parts.numpy : parts.more).set(`${SITE_PACKAGES}/${path}`, content);
  }
  for (const [path, content] of library) {
    if (path.includes(".dist-info/") || LEFT_OUT.test(path)) continue;
    parts.cnn_core.set(
      `${SITE_PACKAGES}/${cached(path)}`,
      path.endsWith(".pyc") ? unchecked(content) : content,
    );
  }
  // Beside their sources, whose lines tracebacks show.
  for (const [path, content] of sources) {
    if (path.endsWith(".py")) parts.cnn_core.set(`${SITE_PACKAGES}/${path}`, content);
  }
  return parts;
}

/**
 * Names of the modules in some files.
 *
 * @param {Files} files
 */
export function moduleNames(files) {
  const names = [];
  for (const path of files.keys()) {
    if (!/\.(pyc|so)$/.test(path)) continue;
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
  return path.replace(/\.pyc$|\.cpython-\S+\.so$|\.abi3\.so$/, "");
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
