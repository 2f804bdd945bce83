import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { patched } from "../../../site/bundle/patch.mjs";
import { trimmed } from "../../../site/bundle/trim.mjs";
import { exportsOf, moduleOf, SECTION, sectionsOf, vector } from "../../../site/bundle/wasm.mjs";

const HEADER = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const NOTHING = [0x60, 0, 0];

/** A module whose one function is exported under many names. @param {string[]} names */
function exporting(names) {
  const items = names.map((name) => [name.length, ...Buffer.from(name), 0, 0]);
  return moduleOf(
    new Map([
      [SECTION.type, vector([NOTHING])],
      [SECTION.function, vector([[0]])],
      [SECTION.export, vector(items)],
      [SECTION.code, vector([[2, 0, 0x0b]])],
    ]),
  );
}

/** A module that imports a function. @param {string} name */
function importing(name) {
  const item = [3, ...Buffer.from("env"), name.length, ...Buffer.from(name), 0, 0];
  return moduleOf(
    new Map([
      [SECTION.type, vector([NOTHING])],
      [SECTION.import, vector([item])],
    ]),
  );
}

/** Pyodide's files, as far as they are gone through. @param {string} script @param {string[]} names */
const core = (script, names) => ({
  "pyodide.mjs": Buffer.from("API._byPyodide();"),
  "pyodide.asm.mjs": Buffer.from(script),
  "pyodide.asm.wasm": exporting(names),
});

describe("leaving out what nobody asks for", () => {
  const names = [
    "memory",
    "by_script",
    "by_pyodide",
    "by_library",
    "by_name",
    ...Array.from({ length: 1000 }, (_, i) => `more_${i}`),
  ];
  const variable = (/** @type {string} */ name) => `_${name.replace(/_./, (both) => both[1].toUpperCase())}`;
  const taken = names.map(
    (name) => `${variable(name)}=Module["${variable(name)}"]=wasmExports["${name}"].value>>>0;`,
  );
  const script = [
    `var ${names.map(variable)};function assignWasmExports(wasmExports){${taken.join("")}}`,
    'function run(){_byScript();wasmExports["by_name"]()}',
  ].join("");

  it("keeps what the scripts name and what libraries import, in the module and in the script", () => {
    const made = trimmed(core(script, names), [importing("by_library"), HEADER]);
    const kept = exportsOf(sectionsOf(made["pyodide.asm.wasm"])).map(({ name }) => name);
    assert.deepEqual(kept, ["memory", "by_script", "by_pyodide", "by_library", "by_name"]);
    assert.equal(
      made["pyodide.asm.mjs"].toString(),
      [
        "var _byScript,_byPyodide;function assignWasmExports(wasmExports){",
        ...[taken[1], taken[2], "}", script.slice(script.indexOf("function run"))],
      ].join(""),
    );
    assert.equal(made["pyodide.mjs"].toString(), "API._byPyodide();");
    assert.ok(WebAssembly.validate(Uint8Array.from(made["pyodide.asm.wasm"])));
  });

  it("refuses a script that it does not know, by name", () => {
    for (const unknown of ["", "export default 1;", "var _a,_b;function assignWasmExports(){}"])
      assert.throws(
        () => trimmed(core(unknown, ["memory"]), []),
        /^Error: pyodide\.asm\.mjs does not have the list of variables that is expected$/,
      );
  });
});

describe("changing Pyodide's script", async () => {
  const script = await readFile(new URL("../../../node_modules/pyodide/pyodide.asm.mjs", import.meta.url));

  it("asks who loads a library at each place", () => {
    assert.doesNotMatch(script.toString(), /Module\.(placeLibrary|compiledLibrary|onLibrary)/);
    const text = patched(script).toString();
    for (const asked of ["placeLibrary", "compiledLibrary", "onLibrary"])
      assert.equal(text.split(`Module.${asked}?.(`).length, 2, asked);
  });

  it("refuses a script that lacks one of the places, or has one twice", () => {
    const message = /^Error: pyodide\.asm\.mjs does not have each place that is to be changed once$/;
    for (const wrong of [
      "",
      script.toString().replaceAll("new WebAssembly.Instance(module", ""),
      `${script}${script}`,
    ])
      assert.throws(() => patched(Buffer.from(wrong)), message);
  });
});
