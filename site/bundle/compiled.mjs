/** The parts of the runtime that are compiled here: from the cache, or made. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unpack } from "../worker/container.js";
import { twinOf } from "../worker/features.js";
import { sha256 } from "./checksum.mjs";
import { pack } from "./container.mjs";
import { makeMemory } from "./memory.mjs";
import { CACHE, keep } from "./obtain.mjs";
import { divide, moduleNames } from "./parts.mjs";
import { patched } from "./patch.mjs";
import { split } from "./split.mjs";
import { still } from "./still.mjs";
import { compile, functionsCalled, holdSession, lock, MAIN } from "./target.mjs";
import { trimmed } from "./trim.mjs";
import { moduleOf, SECTION, sectionsOf } from "./wasm.mjs";

/** @import { Files } from "./parts.mjs" */
/** @typedef {{ file: string, content: Buffer }} Wheel */
/**
 * @typedef {object} Inputs
 * @property {string} folder of Pyodide's files
 * @property {Record<string, Buffer>} core Pyodide's files by their names
 * @property {Wheel} numpy
 * @property {Wheel & { version: string }} library
 */

const STDLIB = "python_stdlib.zip";
const SCRIPT = "pyodide.asm.mjs";
const MEMORY = ["data.wasm", "heap-low.wasm", "heap-high.wasm"];
const PARTS = [MAIN, SCRIPT, "libraries.wasm", ...MEMORY, "seldom.wasm", "imported.wasm", "more.wasm"];
/** What decides on how an archive is compiled, besides the archive. */
const COMPILERS = ["compile.py", "target.mjs", "pins.json"];
/** And on what the parts are. */
const MAKERS = [
  ...[...COMPILERS, "session.py", "lock.py", "compiled.mjs", "container.mjs", "parts.mjs"],
  ...["memory.mjs", "split.mjs", "still.mjs", "wasm.mjs", "patch.mjs", "trim.mjs"],
  ...["memory.js", "features.js", "start.py", "more.py"].map((name) => `../worker/${name}`),
];

/** @param {string[]} names of scripts here */
async function contents(names) {
  return Promise.all(names.map((name) => readFile(new URL(name, import.meta.url))));
}

/** @param {Buffer[]} contents */
function keyOf(contents) {
  return sha256(Buffer.from(contents.map(sha256).join())).slice(0, 32);
}

/**
 * @param {Inputs} inputs
 * @param {() => Promise<Buffer[]>} obtainTools asked only if something is to be compiled
 * @returns {Promise<Record<string, Buffer>>} the parts by their file names
 */
export async function compiledParts(inputs, obtainTools) {
  const folder = join(CACHE, "parts", keyOf([...(await contents(MAKERS)), inputs.library.content]));
  try {
    const kept = await Promise.all(PARTS.map((name) => readFile(join(folder, name))));
    return Object.fromEntries(PARTS.map((name, i) => [name, kept[i]]));
  } catch {
    /** @type {Record<string, Buffer>} */
    const parts = await make(inputs, obtainTools);
    for (const name of PARTS) await keep(join(folder, name), parts[name]);
    return parts;
  }
}

/**
 * @param {Inputs} inputs
 * @param {() => Promise<Buffer[]>} obtainTools
 */
async function make({ folder, core: whole, numpy, library }, obtainTools) {
  console.error("Compiling Python's modules for the browser ...");
  const tools = await obtainTools();
  const archives = {
    stdlib: await compiled({ file: STDLIB, content: whole[STDLIB] }, folder, tools),
    numpy: await compiled(numpy, folder, tools),
    library: await compiled(library, folder, tools),
  };
  const given = lockContent(JSON.parse(whole["pyodide-lock.json"].toString()), library);
  const text = await lock(folder, tools, given);

  console.error("Finding out what a session of the course needs ...");
  const { used, sources } = await holdSession(folder, [numpy.content, library.content]);
  const parts = divide({ ...archives, sources }, used);
  const core = trimmed(
    whole,
    Object.values(archives).flatMap((files) => [...files].filter(isLibrary).map(([, module]) => module)),
  );

  console.error("Making the memory that pages begin with ...");
  const files = new Map([...parts.used, ...parts.library, ...parts.compiled]);
  const modules = moduleNames([...parts.used, ...parts.library]);
  checkTwins(parts.library);
  const memory = await makeMemory(core, JSON.parse(text), files, modules);

  const called = await still(() => functionsCalled(core, files, memory));
  const divided = new Map([[MAIN, core[MAIN]], ...[...parts.used].filter(isLibrary)]);
  const halves = [...divided].map(([path, module]) => ({
    path,
    ...split(module, (index) => called.get(path)?.has(index) ?? false),
  }));
  const [main, ...libraries] = halves;
  const imported = [...parts.used].filter((file) => !isLibrary(file));
  const names = { "imported.wasm": moduleNames(imported), "more.wasm": moduleNames(parts.more) };
  return {
    [MAIN]: main.often,
    [SCRIPT]: patched(core[SCRIPT]),
    "libraries.wasm": pack([
      ...libraries.map(({ path, often }) => /** @type {[string, Buffer]} */ ([path, often])),
      ...parts.library,
      ["pyodide-lock.json", Buffer.from(text)],
      ["more.json", Buffer.from(JSON.stringify(names))],
    ]),
    ...Object.fromEntries(Object.entries(memory).map(([name, files]) => [name, pack(files)])),
    "seldom.wasm": pack(halves.map(({ path, seldom }) => [path, seldom])),
    "imported.wasm": pack(imported),
    "more.wasm": pack(parts.more),
  };
}

/**
 * A page lets the fused kernels take the place of the others in the memory that was made with those: they must differ in
 * nothing but code.
 *
 * @param {Files} library
 */
function checkTwins(library) {
  for (const [path, content] of library) {
    const twin = library.get(twinOf(path));
    if (!twin || twin === content) continue;
    const sections = [content, twin].map(sectionsOf);
    for (const section of sections) section.delete(SECTION.code);
    if (!moduleOf(sections[0]).equals(moduleOf(sections[1])))
      throw new Error(`${path} and ${twinOf(path)} differ in more than code`);
  }
}

/** @param {[path: string, content: unknown]} file */
function isLibrary([path]) {
  return /\.(so|wasm)$/.test(path);
}

/**
 * An archive's files, compiled. Kept by themselves: the library changes often, Python and NumPy don't.
 *
 * @param {Wheel} archive
 * @param {string} folder
 * @param {Buffer[]} tools
 * @returns {Promise<Files>}
 */
async function compiled({ file, content }, folder, tools) {
  const place = join(CACHE, "parts", `${keyOf([...(await contents(COMPILERS)), content])}.wasm`);
  const kept = await readFile(place).catch(() => null);
  if (kept) return new Map(unpack(new Uint8Array(kept)));
  const made = await compile(folder, tools, file, content);
  await keep(place, pack(made));
  return made;
}

/**
 * What the lock file says: Pyodide's of NumPy, and of the library what its wheel is.
 *
 * @param {{ info: object, packages: Record<string, object> }} lock
 * @param {{ file: string, version: string, content: Buffer }} library
 */
function lockContent(lock, library) {
  const ours = {
    depends: ["numpy"],
    file_name: library.file,
    imports: ["cnn_core"],
    install_dir: "site",
    name: "cnn-core",
    package_type: "package",
    sha256: sha256(library.content),
    unvendored_tests: false,
    version: library.version,
  };
  return { info: lock.info, packages: { "cnn-core": ours, numpy: lock.packages.numpy } };
}
