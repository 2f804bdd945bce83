/**
 * The changes to Pyodide's code: who loads a library may say where in memory it goes and where in the table of functions
 * what is exported, may have it compiled before, and is told of its instance (`site/worker/memory.js`,
 * `site/worker/halves.js`).
 */

const CHANGES = [
  [
    'if(typeof value=="function"){newValue=addFunction(value)}',
    (/** @type {string} */ before) =>
      before.replace("addFunction", "Module.placeFunction?.(symName,value)??addFunction"),
  ],
  [
    "alignMemory(getMemory(metadata.memorySize+memAlign),memAlign)",
    (/** @type {string} */ before) => `(Module.placeLibrary?.(libName)??${before})`,
  ],
  [
    "binary instanceof WebAssembly.Module?binary:new WebAssembly.Module(binary);",
    (/** @type {string} */ before) => `Module.compiledLibrary?.(libName)??(${before.slice(0, -1)});`,
  ],
  [
    "var instance=new WebAssembly.Instance(module,info);return postInstantiation(module,instance)",
    (/** @type {string} */ before) => before.replace(";", ";Module.onLibrary?.(libName,instance,info);"),
  ],
];

/** @param {Buffer} script pyodide.asm.mjs */
export function patched(script) {
  let text = script.toString();
  for (const [before, change] of /** @type {[string, (before: string) => string][]} */ (CHANGES)) {
    const parts = text.split(before);
    if (parts.length !== 2)
      throw new Error("pyodide.asm.mjs does not have each place that is to be changed once");
    text = parts.join(change(before));
  }
  return Buffer.from(text);
}
