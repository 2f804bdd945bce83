/** The one change to Pyodide's code: who loads a library may say where in memory it goes (`site/worker/memory.js`). */

const BEFORE = "alignMemory(getMemory(metadata.memorySize+memAlign),memAlign)";
const AFTER = `(Module.placeLibrary?.(libName)??${BEFORE})`;

/** @param {Buffer} script pyodide.asm.mjs */
export function patched(script) {
  const parts = script.toString().split(BEFORE);
  if (parts.length !== 2)
    throw new Error("pyodide.asm.mjs does not have the place that is to be changed once");
  return Buffer.from(parts.join(AFTER));
}
