/**
 * What of the runtime comes only when it is needed: Python waits for it in the midst of a call, so the requests have to be
 * ones that wait as well.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { place, unpack } from "./container.js";
import { BootError, missing } from "./download.js";
import MORE_PY from "./more.py";

/** @import { PyodideInterface } from "pyodide" */

/** Files whose next request is not to be answered with the browser's copy. */
const failed = new Set();

/**
 * A file of the runtime, checked.
 *
 * @param {string} folder absolute URL, with its slash
 * @param {string} name
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fetchNow(folder, name) {
  const request = new XMLHttpRequest();
  const again = failed.has(name) ? `?${Date.now()}` : "";
  failed.add(name); // until it is seen to be whole
  try {
    request.open("GET", folder + name + again, false);
    request.responseType = "arraybuffer";
    request.send();
  } catch {
    throw missing(name, null);
  }
  if (request.status !== 200) throw missing(name, request);
  const bytes = new Uint8Array(request.response);
  // The browser's own digest makes nobody wait for it.
  if (bytesToHex(sha256(bytes)) !== RUNTIME_FILES[name].sha256)
    throw new BootError(`The file ${name} is damaged.`);
  failed.delete(name);
  return bytes;
}

/**
 * Have modules that are not in memory fetched when one of them is imported.
 *
 * @param {PyodideInterface} pyodide
 * @param {string} folder
 * @param {Record<string, string[]>} names of the modules, by the file that they come in
 */
export function offerMore(pyodide, folder, names) {
  const space = pyodide.toPy({});
  pyodide.runPython(MORE_PY, { globals: space });
  for (const [file, modules] of Object.entries(names)) {
    const fetchMore = () => {
      try {
        place(pyodide.FS, unpack(fetchNow(folder, file)));
        return "";
      } catch (error) {
        return /** @type {Error} */ (error).message;
      }
    };
    space.get("add_modules")(pyodide.toPy(modules), fetchMore);
  }
  space.destroy();
}
