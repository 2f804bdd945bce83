import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Runtime } from "../../../site/js/client.js";
import { asNotebook, asPython } from "../../../site/js/code/notebook.js";
import { installFakeWorkers, workers } from "./fake-worker.js";

beforeEach(() => {
  installFakeWorkers();
  mock.timers.enable({ apis: ["setTimeout"] });
});

afterEach(() => mock.timers.reset());

const settings = /** @type {any} */ ({ seed: 1 });
const edits = { layers: { Conv2D: "class Conv2D: ..." }, program: null };
const progressAt = (/** @type {number} */ step) => ({ step, weights: new Float32Array([step]) });
const run = { type: "run", name: "cell 1", source: "while True: pass" };

async function ready() {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  const session = runtime.openSession(settings);
  const creation = session.create(settings, edits);
  await workers[0].done("boot", {});
  await workers[0].done("create", { progress: progressAt(0) });
  await creation;
  return { runtime, session };
}

test("code may be silent for as long as it likes, until it is stopped; labs go on with the reader's layers", async () => {
  const { runtime, session } = await ready();
  const training = session.train({ pace: null, onProgress() {} });
  const code = runtime.request(0, /** @type {any} */ (run));
  const stopped = assert.rejects(code, { kind: "stopped" });
  mock.timers.tick(600_000);
  assert.equal(workers.length, 1);
  runtime.stopCode("Stopped.");
  await stopped;
  assert.equal(workers[0].terminated, true);
  await workers[1].done("boot", {});
  assert.deepEqual(workers[1].last("create").edits, edits);
  await workers[1].done("create", { progress: progressAt(0) });
  await workers[1].done("restore");
  assert.deepEqual(workers[1].types, ["boot", "create", "restore", "train"]);
  await workers[1].done("train");
  await training;
});

test("code that Python dies of is not run again", async () => {
  const { runtime } = await ready();
  const code = runtime.request(0, /** @type {any} */ (run));
  const stopped = assert.rejects(code, { kind: "stopped", message: /did not survive this code \(stack\)/ });
  workers[0].onerror({ preventDefault() {}, message: "stack" });
  await stopped;
  await workers[1].done("boot", {});
  await workers[1].done("create", { progress: progressAt(0) });
  await workers[1].done("restore");
  assert.deepEqual(workers[1].types, ["boot", "create", "restore"]);
});

test("a layer of the reader's that hangs in training is given up, and the lab goes on without", async () => {
  const { runtime, session } = await ready();
  let dropped = 0;
  session.addEventListener("dropped", () => {
    dropped += 1;
  });
  const training = session.train({ pace: null, onProgress() {} });
  mock.timers.tick(9_000);
  assert.equal(workers.length, 1, "a reader's loops may be slow");
  mock.timers.tick(22_000);
  assert.equal(workers.length, 2);
  assert.equal(dropped, 1);
  await workers[1].done("boot", {});
  assert.equal(workers[1].last("create").edits, undefined);
  await workers[1].done("create", { progress: progressAt(0) });
  await workers[1].done("restore");
  assert.equal(runtime.state, "ready");
  await workers[1].done("train");
  await training;
});

test("code that waits for Python to load can be stopped, and Python goes on loading", async () => {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  const code = runtime.request(0, /** @type {any} */ (run));
  const stopped = assert.rejects(code, { kind: "stopped" });
  runtime.stopCode("Stopped.");
  await stopped;
  await workers[0].done("boot", {});
  assert.equal(runtime.state, "ready");
  assert.deepEqual(workers[0].types, ["boot"]);
});

test("a page's code as a file, and as a notebook of the format's version 4.5", () => {
  const parts = [
    { name: "cell 1", text: "x = 1\nprint(x)\n" },
    { name: "cell 2", text: 'print("ä")' },
  ];
  const python = asPython("Edges", "https://here/edges/", parts);
  assert.match(python, /^# Edges\n# https:\/\/here\/edges\/\n/);
  assert.match(python, /# %% cell 1\nx = 1\nprint\(x\)\n\n# %% cell 2\nprint\("ä"\)\n$/);
  const notebook = JSON.parse(asNotebook("Edges", "https://here/edges/", parts));
  assert.deepEqual([notebook.nbformat, notebook.nbformat_minor], [4, 5]);
  const [about, first, ...cells] = notebook.cells;
  assert.equal(about.cell_type, "markdown");
  assert.deepEqual(first.source, ["from cnn_core.live import display"]);
  assert.deepEqual(cells[0].source, ["x = 1\n", "print(x)"]);
  assert.equal(new Set(notebook.cells.map(({ id }) => id)).size, notebook.cells.length);
});
