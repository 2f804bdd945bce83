import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer } from "../../../site/js/lab/announcer.js";
import { Experiment } from "../../../site/js/lab/experiment.js";
import { Inspector } from "../../../site/js/lab/inspector.js";

const SETTINGS = {
  learning_rate: 0.01,
  batch_size: 32,
  filters: 4,
  shift: 0,
  sketches: 3000,
  seed: 1,
  classes: [0, 1],
};

const turn = () => new Promise((resolve) => setTimeout(resolve));

function progress(step) {
  return {
    step,
    points: { data: Float32Array.of(step, 0.5, 0.8, 0.9), shape: [1, 4] },
    weights: Float32Array.of(step),
  };
}

/** A runtime whose one session trains when told to. */
class FakeRuntime extends EventTarget {
  state = "idle";
  asked = [];
  refusal = null;
  step = 0;
  end = () => {};

  openSession() {
    return Object.assign(new EventTarget(), {
      create: async (settings) => {
        this.asked.push(["create", settings.seed]);
        if (this.state === "idle") this.state = "ready";
        await turn();
        if (this.refusal) throw this.refusal;
        this.step = 0;
        return { num_params: 700, progress: progress(0) };
      },
      train: ({ onProgress }) => {
        this.asked.push(["train"]);
        this.advance = () => onProgress(progress(++this.step));
        return new Promise((resolve, reject) => {
          this.end = resolve;
          this.fail = reject;
        });
      },
      pause: async () => {
        this.asked.push(["pause"]);
        this.end();
      },
      step: async () => progress(++this.step),
      setPace: async (pace) => this.asked.push(["pace", pace]),
      inspect: async ({ weights }) => weights,
      importWeights: async (file) => {
        if (!file) throw new Error("no weights in it");
        return { num_params: 700, progress: progress(0) };
      },
    });
  }

  retry() {
    this.state = "ready";
  }
}

function setUp() {
  const runtime = new FakeRuntime();
  return { runtime, experiment: new Experiment(runtime, SETTINGS) };
}

test("training asked for before all is loaded starts when it is", async () => {
  const { runtime, experiment } = setUp();
  assert.equal(experiment.state, "idle");
  const asked = experiment.train();
  assert.equal(experiment.state, "loading");
  await asked;
  await turn();
  assert.equal(experiment.state, "training");
  runtime.advance();
  assert.equal(experiment.latest.step, 1);
  await experiment.pause();
  assert.equal(experiment.state, "paused");
});

test("training taken back while loading doesn't start", async () => {
  const { runtime, experiment } = setUp();
  const asked = experiment.train();
  await experiment.pause();
  await asked;
  await turn();
  assert.equal(experiment.state, "ready");
  assert.deepEqual(runtime.asked, [["create", 1]]);
});

test("a runtime that fails leaves the wish to train standing, and asks no more by itself", async () => {
  const { runtime, experiment } = setUp();
  runtime.refusal = Object.assign(new Error("a file is missing"), { kind: "boot" });
  runtime.state = "failed";
  await experiment.train();
  await turn();
  assert.equal(experiment.state, "error");
  assert.equal(runtime.asked.length, 1);
  runtime.refusal = null;
  experiment.retry();
  await turn();
  await turn();
  assert.equal(experiment.state, "training");
});

test("a new run keeps the old one as earlier and goes on training", async () => {
  const { runtime, experiment } = setUp();
  await experiment.train();
  await turn();
  runtime.advance();
  runtime.advance();
  await experiment.begin({ ...SETTINGS, seed: 2 });
  await turn();
  assert.equal(experiment.history.earlier.length, 1);
  assert.equal(experiment.settings.seed, 2);
  assert.equal(experiment.state, "training");
  assert.equal(experiment.latest.step, 0);
});

test("of settings asked for in a hurry the last one is made", async () => {
  const { runtime, experiment } = setUp();
  await experiment.boot();
  const first = experiment.begin({ ...SETTINGS, seed: 2 });
  experiment.begin({ ...SETTINGS, seed: 3 });
  await experiment.begin({ ...SETTINGS, seed: 4 });
  await first;
  assert.deepEqual(runtime.asked, [
    ["create", 1],
    ["create", 4],
  ]);
  assert.equal(experiment.settings.seed, 4);
});

test("a refused setting changes nothing", async () => {
  const { runtime, experiment } = setUp();
  await experiment.train();
  await turn();
  runtime.advance();
  runtime.refusal = Object.assign(new Error("too many"), { kind: "settings", field: "filters" });
  await assert.rejects(experiment.begin({ ...SETTINGS, filters: 99 }), /too many/);
  await turn();
  assert.equal(experiment.settings.filters, 4);
  assert.equal(experiment.latest.step, 1);
  assert.equal(experiment.state, "training");
});

test("rewind shows the weights of then, ends training, and Train returns to now", async () => {
  const { runtime, experiment } = setUp();
  await experiment.train();
  await turn();
  for (let i = 0; i < 9; i++) runtime.advance();
  experiment.rewind(4);
  await turn();
  assert.equal(experiment.state, "paused");
  assert.deepEqual([...(await experiment.inspect(0, null))], [4]);
  assert.equal(experiment.latest.step, 9);
  await experiment.train();
  assert.equal(await experiment.inspect(0, null), null);
});

test("a run that diverges stops and says so", async () => {
  const { runtime, experiment } = setUp();
  const told = [];
  experiment.addEventListener("notice", ({ detail }) => told.push(detail));
  await experiment.train();
  await turn();
  runtime.advance();
  runtime.fail(Object.assign(new Error("Lower the learning rate."), { kind: "diverged" }));
  await turn();
  assert.deepEqual(told, [{ text: "Lower the learning rate.", isProblem: true }]);
  assert.equal(experiment.state, "paused");
});

test("loaded weights begin a run of their own; a refused file changes nothing", async () => {
  const { experiment } = setUp();
  await experiment.boot();
  await experiment.step();
  await assert.rejects(experiment.importWeights(null), /no weights/);
  assert.equal(experiment.latest.step, 1);
  await experiment.importWeights(new ArrayBuffer(1));
  assert.ok(experiment.run.loaded);
  assert.equal(experiment.latest.step, 0);
  assert.equal(experiment.history.earlier.length, 1);
});

test("the inspector asks again only when the last question has been answered", async () => {
  const answers = [];
  const shown = [];
  const inspector = new Inspector(
    () => new Promise((resolve) => answers.push(resolve)),
    (answer) => shown.push(answer),
    (work) => work(),
  );
  for (let i = 0; i < 5; i++) inspector.request();
  assert.equal(answers.length, 1);
  answers[0]("first");
  await turn();
  assert.deepEqual(shown, ["first"]);
  assert.equal(answers.length, 2, "what changed meanwhile was asked for once");
  answers[1]("second");
  await turn();
  assert.equal(answers.length, 2);
});

test("the live region says what matters and no more", () => {
  const said = [];
  const announcer = new Announcer((text) => said.push(text));
  announcer.update("loading", 0, 0.25);
  announcer.update("ready", 0, 0.25);
  for (let step = 0; step <= 300; step++) announcer.update("training", step, Math.min(0.97, step / 300));
  announcer.update("paused", 300, 0.97);
  announcer.update("paused", 300, 0.97);
  assert.deepEqual(said, [
    "Ready to train.",
    "Training.",
    "Held-out accuracy passed 50 % at step 150.",
    "Held-out accuracy passed 80 % at step 240.",
    "Held-out accuracy passed 90 % at step 270.",
    "Held-out accuracy passed 95 % at step 285.",
    "Paused at step 300. Held-out accuracy 97.0 %.",
  ]);
});

test("what is being made is not made twice, however often it is asked for", async () => {
  const { runtime, experiment } = setUp();
  const booted = experiment.boot();
  for (let i = 0; i < 3; i++) await null; // until it is being made
  await Promise.all([booted, experiment.train(), experiment.boot()]);
  assert.deepEqual(
    runtime.asked.filter(([type]) => type === "create"),
    [["create", 1]],
  );
});
