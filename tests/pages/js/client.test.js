import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { LabError, Runtime } from "../../../site/js/client.js";
import { beginEarly } from "../../../site/js/worker-process.js";
import { installFakeWorkers, settle, workers } from "./fake-worker.js";

/** @param {number} step */
const progressAt = (step) => ({ step, weights: new Float32Array([step]) });
const created = { classes: [0, 1], progress: progressAt(0) };
const settings = /** @type {any} */ ({ seed: 1 });

beforeEach(() => {
  installFakeWorkers();
  mock.timers.enable({ apis: ["setTimeout"] });
});

afterEach(() => mock.timers.reset());

/** A runtime that is ready, with one session whose network is made. */
async function ready() {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  const session = runtime.openSession(settings);
  const creation = session.create();
  await workers[0].done("boot", { python: "3" });
  await workers[0].done("create", created);
  await creation;
  return { runtime, session, worker: workers[0] };
}

test("nothing is loaded before it is asked for", () => {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  runtime.openSession(settings);
  assert.equal(workers.length, 0);
  assert.equal(runtime.state, "idle");
  runtime.start();
  runtime.start();
  assert.equal(workers.length, 1);
  assert.equal(runtime.state, "loading");
});

test("requests wait for the runtime, and then go in order", async () => {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  const session = runtime.openSession(settings);
  session.create();
  session.train({ pace: 120, onProgress() {} });
  assert.deepEqual(
    workers[0].received.map(({ type }) => type),
    ["boot"],
  );
  await workers[0].done("boot", {});
  assert.deepEqual(
    workers[0].received.map(({ type }) => type),
    ["boot", "create", "train"],
  );
  assert.equal(runtime.state, "ready");
});

test("a worker that was started early is taken over, with what it has said", async () => {
  const addresses = { "convnets-worker": "assets/worker.js", "convnets-runtime": "runtime/1/" };
  const querySelector = (/** @type {string} */ selector) => ({
    content: addresses[/"(.*)"/.exec(selector)[1]],
  });
  Object.assign(globalThis, { document: { baseURI: "https://here/lessons/a/", querySelector } });
  beginEarly();
  const [worker] = workers;
  await worker.begin();
  assert.equal(worker.last("boot").runtime, "https://here/lessons/a/runtime/1/");
  worker.onmessage({
    type: "message",
    data: { session: 0, request: 0, type: "progress", value: { loaded: 5 } },
  });
  const runtime = Runtime.forPage();
  assert.equal(runtime.state, "loading");
  assert.deepEqual(runtime.progress, { loaded: 5 });
  const creation = runtime.openSession(settings).create();
  assert.deepEqual(worker.types, ["boot"]);
  await worker.done("boot", { python: "3" });
  assert.equal(runtime.state, "ready");
  await worker.done("create", created);
  await creation;
  assert.equal(workers.length, 1);
  assert.equal(Runtime.forPage(), runtime);
});

test("an error ends its request and no other", async () => {
  const { session, worker } = await ready();
  const step = session.step();
  const refused = session.create(/** @type {any} */ ({ seed: -1 }));
  const rejection = assert.rejects(refused, (error) => error instanceof LabError && error.field === "seed");
  await worker.error("create", { kind: "settings", message: "no", field: "seed" });
  await rejection;
  await worker.done("step", progressAt(1));
  assert.equal((await step).step, 1);
  assert.equal(session.settings, settings);
});

test("a dead worker is replaced, and training goes on from the last checkpoint", async () => {
  const { runtime, session, worker } = await ready();
  /** @type {number[]} */
  const steps = [];
  let recovered = 0;
  session.addEventListener("recovered", (event) => {
    recovered = /** @type {CustomEvent} */ (event).detail.step;
  });
  const training = session.train({ pace: null, onProgress: ({ step }) => steps.push(step) });
  await worker.progress("train", progressAt(40));
  worker.onerror({ preventDefault() {}, message: "out of memory" });
  assert.equal(worker.terminated, true);
  assert.equal(workers.length, 2);

  const successor = workers[1];
  await successor.done("boot", {});
  await successor.done("create", created);
  const { step, weights } = successor.last("restore");
  assert.deepEqual([step, [...weights]], [40, [40]]);
  assert.equal(successor.last("train"), undefined);
  await successor.done("restore");
  assert.equal(recovered, 40);
  assert.equal(runtime.state, "ready");
  await successor.progress("train", progressAt(41));
  assert.deepEqual(steps, [40, 41]);
  await successor.done("train");
  await training;
});

test("a new worker trains at the pace set last, and with the backend chosen last", async () => {
  const { runtime, session, worker } = await ready();
  session.train({ pace: 120, onProgress() {} });
  session.setPace(5);
  await worker.done("pace");
  const switched = runtime.useBackend("reference");
  await worker.done("backend", "reference");
  await switched;
  worker.onerror({ preventDefault() {}, message: "gone" });
  await workers[1].done("boot", { backend: "compiled" });
  assert.equal(workers[1].last("backend").name, "reference");
  await workers[1].done("backend", "reference");
  await workers[1].done("create", created);
  await workers[1].done("restore");
  assert.equal(workers[1].last("train").pace, 5);
  assert.equal(runtime.booted?.backend, "reference");
});

test("a worker that falls silent while it has something to do is held for dead", async () => {
  const { session } = await ready();
  mock.timers.tick(60_000);
  assert.equal(workers.length, 1, "silence is fine when nothing is asked");
  session.train({ pace: 1, onProgress() {} });
  mock.timers.tick(7_000);
  await workers[0].progress("train", progressAt(1));
  mock.timers.tick(7_000);
  assert.equal(workers.length, 1);
  mock.timers.tick(2_000);
  assert.equal(workers.length, 2);
});

test("a worker that dies while it is being brought up to date is replaced as well, but not for ever", async () => {
  const { runtime, session } = await ready();
  const training = session.train({ pace: null, onProgress() {} });
  const rejection = assert.rejects(training, { kind: "worker" });
  for (let death = 0; death < 3; death += 1) {
    workers.at(-1)?.onerror({ preventDefault() {}, message: "gone" });
    await settle();
    if (death < 2) await workers.at(-1)?.done("boot", {});
  }
  await rejection;
  assert.equal(workers.length, 3);
  assert.equal(runtime.state, "failed");
  assert.match(runtime.failure?.message ?? "", /again and again: gone/);
});

test("a runtime that does not boot fails with its reason, and retry brings sessions back", async () => {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  const session = runtime.openSession(settings);
  const creation = assert.rejects(session.create(), { kind: "boot" });
  await workers[0].error("boot", { kind: "boot", message: "The file numpy.whl is damaged." });
  await creation;
  assert.equal(runtime.state, "failed");
  assert.equal(runtime.failure?.message, "The file numpy.whl is damaged.");
  await assert.rejects(session.step(), { kind: "boot" });

  runtime.retry();
  const again = session.create();
  await workers[1].done("boot", {});
  await workers[1].done("create", created);
  await again;
  assert.equal(runtime.state, "ready");
});

test("a boot that hangs is given up", async () => {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  runtime.start();
  mock.timers.tick(44_000);
  await workers[0].progress("boot", { what: "Python", loaded: 1, total: 2 });
  assert.equal(runtime.progress?.what, "Python");
  mock.timers.tick(46_000);
  await settle();
  assert.equal(runtime.state, "failed");
  assert.match(runtime.failure?.message ?? "", /nothing was heard of it for 45 seconds/);
});

test("a closed session's requests end, and it is not brought back", async () => {
  const { session, worker } = await ready();
  const training = assert.rejects(session.train({ pace: null, onProgress() {} }), /closed/);
  session.close();
  await training;
  assert.ok(worker.last("close"));
  const other = session.runtime.openSession(settings);
  other.create();
  worker.onerror({ preventDefault() {}, message: "gone" });
  await workers[1].done("boot", {});
  assert.equal(workers[1].received.filter(({ type }) => type === "create").length, 1);
});

test("without WebAssembly it says so at once", async () => {
  const original = globalThis.WebAssembly;
  Object.assign(globalThis, { WebAssembly: undefined });
  try {
    const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
    runtime.start();
    assert.equal(runtime.state, "failed");
    assert.match(runtime.failure?.message ?? "", /WebAssembly/);
    assert.equal(workers.length, 0);
  } finally {
    Object.assign(globalThis, { WebAssembly: original });
  }
});

test("an explanation is asked of the runtime itself, and a refused argument names its field", async () => {
  const { session, worker } = await ready();
  const args = { size: 8 };
  const explanation = session.runtime.explain("output_size", args);
  const { session: number, name, arguments: sent } = worker.last("explain");
  assert.deepEqual([number, name, sent], [0, "output_size", args]);
  await worker.done("explain", { output_size: 6 });
  assert.deepEqual(await explanation, { output_size: 6 });

  const failure = { kind: "arguments", field: "size", message: "Input size must be a whole number." };
  const refused = assert.rejects(session.runtime.explain("output_size", { size: "x" }), failure);
  await worker.error("explain", failure);
  await refused;
});
