/** Boots Pyodide with NumPy and `cnn_core` from one folder, counts and checks every byte on the way. */

/** @import { PyodideInterface } from "pyodide" */
/** @import { BootProgress, Booted } from "../js/protocol.d.ts" */
/** @typedef {{ files: Record<string, { bytes: number, sha256: string }> }} Manifest */

/** A fault in loading, worded for the reader. */
export class BootError extends Error {}

/**
 * @param {string} folder absolute URL of the runtime's folder, with its slash
 * @param {(progress: BootProgress) => void} onProgress
 * @returns {Promise<{ pyodide: PyodideInterface, booted: Booted }>}
 */
export async function boot(folder, onProgress) {
  const manifest = await readManifest(folder);
  const watch = watchFetches(folder, manifest, onProgress);
  try {
    const pyodide = await Promise.race([start(folder, manifest), watch.damaged]);
    watch.say("Starting NumPy");
    return { pyodide, booted: await importLibrary(pyodide) };
  } finally {
    // A damaged file is the reason to give, whatever it broke first.
    await watch.verified();
    watch.stop();
  }
}

/**
 * @param {string} folder
 * @returns {Promise<Manifest>}
 */
async function readManifest(folder) {
  const response = await fetch(`${folder}manifest.json`).catch(() => null);
  if (!response?.ok) throw missing("manifest.json", response);
  try {
    return await response.json();
  } catch {
    throw new BootError("The file manifest.json is damaged.");
  }
}

/**
 * @param {string} folder
 * @param {Manifest} manifest
 */
async function start(folder, manifest) {
  const { loadPyodide } = await importScript(`${folder}pyodide.mjs`);
  await importScript(`${folder}pyodide.asm.mjs`);
  const wheels = Object.keys(manifest.files).filter((name) => name.endsWith(".whl"));
  const packages = wheels.map((name) => name.split("-")[0].replaceAll("_", "-"));
  return /** @type {Promise<PyodideInterface>} */ (
    loadPyodide({
      indexURL: folder,
      lockFileURL: `${folder}pyodide-lock.json`,
      packages,
      checkIntegrity: false,
    })
  );
}

/** @param {string} url */
async function importScript(url) {
  try {
    return await import(/* @vite-ignore */ url);
  } catch (error) {
    const name = url.slice(url.lastIndexOf("/") + 1);
    throw new BootError(`The file ${name} could not be loaded (${/** @type {Error} */ (error).message}).`);
  }
}

/**
 * Import explicitly: Pyodide does not reject when a package could not be unpacked.
 *
 * @param {PyodideInterface} pyodide
 * @returns {Promise<Booted>}
 */
async function importLibrary(pyodide) {
  try {
    const text = pyodide.runPython(`
import json, platform
import numpy
import cnn_core.lab
json.dumps({
    "python": platform.python_version(),
    "numpy": numpy.__version__,
    "backend": cnn_core.backend(),
    "unavailable": cnn_core.kernels.unavailable,
})
`);
    return JSON.parse(text);
  } catch (error) {
    throw new BootError(
      `NumPy or the course's library did not start: ${lastLine(/** @type {Error} */ (error).message)}`,
    );
  }
}

/** @param {string} message */
function lastLine(message) {
  return message.trim().split("\n").at(-1) ?? message;
}

/**
 * Watch all that is fetched from `folder`, whoever fetches it: report bytes as they come, and check what came
 * against the manifest.
 *
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {(progress: BootProgress) => void} onProgress
 */
function watchFetches(folder, manifest, onProgress) {
  const original = globalThis.fetch;
  const fetched = Object.keys(manifest.files).filter((name) => !name.endsWith(".mjs"));
  const total = fetched.reduce((sum, name) => sum + manifest.files[name].bytes, 0);
  /** @type {Promise<void>[]} */
  const checks = [];
  /** @type {(error: Error) => void} */
  let reportDamage = () => {};
  /** @type {Promise<never>} */
  const damaged = new Promise((_resolve, reject) => {
    reportDamage = reject;
  });
  damaged.catch(() => {});
  let loaded = 0;
  let what = "Python";

  /** @param {string} words */
  const say = (words) => {
    what = words;
    onProgress({ what, loaded, total });
  };

  globalThis.fetch = async (resource, options) => {
    const url = resource instanceof Request ? resource.url : String(resource);
    const name = url.startsWith(folder) ? url.slice(folder.length) : "";
    const expected = manifest.files[name];
    // What comes is checked below, with a better word for it than the browser has.
    const response = await original(resource, { ...options, integrity: "" }).catch((error) => {
      if (expected) reportDamage(missing(name, null));
      throw error;
    });
    if (!expected) return response;
    if (!response.ok || !response.body) {
      const error = missing(name, response);
      reportDamage(error);
      throw error;
    }
    say(title(name));
    const [forPyodide, forCheck] = response.body.tee();
    const check = collect(forCheck, (bytes) => {
      loaded += bytes;
      onProgress({ what, loaded, total });
    }).then((bytes) => verify(name, bytes, expected));
    check.catch(reportDamage);
    checks.push(check);
    return new Response(forPyodide, { status: response.status, headers: response.headers });
  };

  return {
    say,
    damaged,
    verified: () => Promise.all(checks),
    stop: () => {
      globalThis.fetch = original;
    },
  };
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream
 * @param {(bytes: number) => void} onBytes
 */
async function collect(stream, onBytes) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks).arrayBuffer();
    chunks.push(value);
    onBytes(value.byteLength);
  }
}

/**
 * @param {string} name
 * @param {ArrayBuffer} bytes
 * @param {{ bytes: number, sha256: string }} expected
 */
async function verify(name, bytes, expected) {
  if (bytes.byteLength !== expected.bytes) {
    throw new BootError(
      `The file ${name} is damaged: ${bytes.byteLength} bytes came, ${expected.bytes} were expected.`,
    );
  }
  // Browsers offer no digest on pages served over plain HTTP from another machine; the length was checked.
  if (!globalThis.crypto?.subtle) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== expected.sha256)
    throw new BootError(`The file ${name} is damaged: its SHA-256 is not the expected one.`);
}

/**
 * @param {string} name
 * @param {Response | null} response
 */
function missing(name, response) {
  const why = response ? `the server answered ${response.status}` : "the server could not be reached";
  return new BootError(`The file ${name} could not be loaded: ${why}.`);
}

/** @param {string} name */
function title(name) {
  if (name.startsWith("numpy")) return "NumPy";
  if (name.startsWith("cnn_core")) return "The course’s library";
  return "Python";
}
