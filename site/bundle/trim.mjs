/**
 * Leaves out what nobody asks for of what Pyodide's module exports: half a megabyte of names for libraries that the
 * course does not have, each of which is gone through at every start.
 */

import { exportsOf, importsOf, moduleOf, SECTION, sectionsOf, vector, writtenExport } from "./wasm.mjs";

const MAIN = "pyodide.asm.wasm";
const SCRIPT = "pyodide.asm.mjs";
/** How the script takes an export over, for itself and for others. */
const TAKEN = /([\w$]+)=Module\["\1"\]=wasmExports\["([^"]+)"\](?:\.value>>>0)?;?/g;
const LIST = /var ((?:[\w$]+,){1000,}[\w$]+);function assignWasmExports/;
/** What is asked for by name, most of it by Emscripten's loader. */
const ALWAYS = new Set([
  "memory",
  "__indirect_function_table",
  "__stack_pointer",
  "__main_argc_argv",
  "main",
  "_PyImport_FrozenStdlib", // by `memory.mjs`, as the next one
  "_PyImport_FrozenTest",
]);

/**
 * @param {Record<string, Buffer>} core Pyodide's files by their names
 * @param {Uint8Array[]} libraries all that may ever be loaded
 * @returns {Record<string, Buffer>} the same files, less what is not asked for
 */
export function trimmed(core, libraries) {
  const script = core[SCRIPT].toString();
  const list = LIST.exec(script);
  if (!list) throw new Error(`${SCRIPT} does not have the list of variables that is expected`);
  const rest = script.replace(TAKEN, "").replace(list[1], "");
  const words = new Set(`${rest} ${core["pyodide.mjs"]}`.match(/[\w$]+/g));
  const sections = sectionsOf(core[MAIN]);
  const asked = new Set(ALWAYS);
  for (const [, name] of rest.matchAll(/wasmExports(?:\.|\[")([\w$]+)/g)) asked.add(name);
  for (const module of [sections, ...libraries.map(sectionsOf)]) {
    for (const { name } of importsOf(module)) asked.add(name);
  }
  const unused = new Set();
  const shorter = script.replace(TAKEN, (statement, variable, name) => {
    const isUsed = words.has(variable);
    if (isUsed) asked.add(name);
    else unused.add(variable);
    return isUsed ? statement : "";
  });
  const variables = list[1].split(",").filter((variable) => !unused.has(variable));
  const exports = exportsOf(sections).filter(({ name }) => asked.has(name));
  sections.set(SECTION.export, vector(exports.map(writtenExport)));
  return {
    ...core,
    [SCRIPT]: Buffer.from(shorter.replace(list[1], variables.join())),
    [MAIN]: moduleOf(sections),
  };
}
