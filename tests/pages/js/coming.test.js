import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { coming } from "../../../site/js/page/coming.js";
import { settle } from "./fake-worker.js";

/** @type {any[]} */
let told = [];

beforeEach(() => {
  told = [];
  mock.timers.enable({ apis: ["setTimeout"] });
  const document = new EventTarget();
  document.addEventListener("trouble", (event) => told.push(/** @type {CustomEvent} */ (event).detail));
  Object.assign(globalThis, { document });
});
afterEach(() => {
  mock.timers.reset();
  Object.assign(globalThis, { document: undefined });
});

describe("code that is to come", () => {
  it("is not spoken of when it comes in time", async () => {
    assert.equal(await coming(Promise.resolve("it")), "it");
    mock.timers.tick(60_000);
    assert.deepEqual(told, []);
  });

  it("is spoken of when it is late, and once more when it is there", async () => {
    const { promise, resolve } = deferred();
    coming(promise);
    mock.timers.tick(20_000);
    assert.deepEqual(told, [{ kind: "late" }]);
    resolve();
    await settle();
    assert.deepEqual(told, [{ kind: "late" }, { kind: "arrived" }]);
  });

  it("is named when it does not come, and whoever asked for it hears of it, too", async () => {
    const address = "https://here/assets/cnn-gap.1A2B3C4D.js";
    const error = new TypeError(`Failed to fetch dynamically imported module: ${address}`);
    await assert.rejects(coming(Promise.reject(error)), error);
    assert.deepEqual(told, [{ kind: "missing", what: "cnn-gap.1A2B3C4D.js" }]);
  });

  it("is told of wherever the page imports some", async () => {
    const root = new URL("../../../site/js", import.meta.url).pathname;
    const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith(".js"));
    let found = 0;
    for (const name of names) {
      const code = (await readFile(join(root, name), "utf-8")).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      for (const [before] of code.matchAll(/.{0,12}(?<![#\w])import\(/g)) {
        found += 1;
        // What elements.js lists, lazily.js calls.
        if (name !== "widgets/elements.js") assert.match(before, /coming\(import\($/, name);
      }
    }
    assert.ok(found > 20, `${found} imports`);
  });
});

function deferred() {
  /** @type {() => void} */
  let resolve = () => {};
  const promise = /** @type {Promise<void>} */ (
    new Promise((done) => {
      resolve = done;
    })
  );
  return { promise, resolve };
}
