import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import { LabError, Runtime } from "../../../site/js/client.js";
import { installFakeWorkers, settle, workers } from "./fake-worker.js";

/**
 * A worker is ended at every single moment of a reader's session, in each of the ways that workers end: wherever it
 * was, each request ends once, training is taken up at its last word, and what can't go on says so and can be retried.
 */

/** How many there are: so many words it has to say, and before any of them it dies. */
const MOMENTS = 15;

/** @type {Record<string, (worker: any, request: any) => unknown>} */
const DEATHS = {
  "with an error": (worker) => worker.onerror({ preventDefault() {}, message: "out of memory" }),
  "without a word": () => mock.timers.tick(46_000),
  "of Python": (worker, { session, request }) =>
    worker.onmessage({
      data: { type: "error", session, request, error: { kind: "worker", message: "RuntimeError" } },
    }),
};

/** What a worker of the course answers, as far as the page can tell. */
class Service {
  step = 0;
  /** @param {any} message @returns {{ progress?: any[], value?: any }} */
  answer({ type, until, step }) {
    if (type === "boot")
      return { progress: [{ what: "Python", loaded: 1, total: 2 }], value: { backend: "compiled" } };
    if (type === "create") this.step = 0;
    if (type === "restore") this.step = step;
    if (type === "step") this.step += 1;
    if (type === "train") {
      const progress = [];
      while (this.step < until) progress.push(this.#progress(++this.step));
      return { progress, value: null };
    }
    if (["create", "restore"].includes(type)) return { value: { progress: this.#progress(this.step) } };
    return { value: type === "step" ? this.#progress(this.step) : `${type} at ${this.step}` };
  }
  /** @param {number} step */
  #progress(step) {
    return { step, weights: new Float32Array([step]) };
  }
}

/** What the first worker has still to say before it dies; after that, none dies. */
let left = 0;
/** @type {(worker: any, request: any) => unknown} */
let die = () => {};
/** How often a word was said at all. */
let said = 0;

/** Let the workers say what they have to say, until nothing more comes. */
async function serve() {
  /** @type {Map<any, { service: Service, at: number }>} */
  const states = new Map();
  for (;;) {
    await settle();
    const worker = workers.at(-1);
    if (!worker || worker.terminated) return;
    const state = states.get(worker) ?? { service: new Service(), at: 0 };
    states.set(worker, state);
    const message = worker.received[state.at];
    if (!message) return;
    state.at += 1;
    const { progress = [], value } = state.service.answer(message);
    const words = [...progress.map((item) => ({ type: "progress", value: item })), { type: "done", value }];
    for (const word of words) {
      if (worker === workers[0] && left === 0) {
        state.at = worker.received.length;
        die(worker, message);
        break;
      }
      left -= 1;
      said += 1;
      const { session, request } = message;
      worker.onmessage({ data: { session, request, ...word } });
      await settle();
    }
  }
}

beforeEach(() => {
  installFakeWorkers();
  mock.timers.enable({ apis: ["setTimeout"] });
  said = 0;
});
afterEach(() => mock.timers.reset());

/** A reader's session, from the first moment; returns what came of each request. */
function visit() {
  const runtime = new Runtime("https://here/worker.js", "https://here/runtime/");
  const session = runtime.openSession(/** @type {any} */ ({ seed: 1 }));
  /** @type {number[]} */
  const steps = [];
  const outcomes = [
    session.create(),
    session.train({ pace: null, until: 8, onProgress: ({ step }) => steps.push(step) }),
    session.inspect({ sample: 0, drawing: null, weights: null }),
    session.step(),
    session.exportWeights(),
  ].map((promise) =>
    promise.then(
      (value) => ({ value }),
      (error) => ({ error }),
    ),
  );
  return { runtime, session, steps, outcomes: Promise.all(outcomes) };
}

describe("a worker that dies", () => {
  it(`has ${MOMENTS} moments to do so in this session`, async () => {
    left = Number.POSITIVE_INFINITY;
    const { outcomes } = visit();
    await serve();
    assert.ok((await outcomes).every((outcome) => "value" in outcome));
    assert.equal(said, MOMENTS);
  });

  for (const [name, way] of Object.entries(DEATHS)) {
    it(`${name}, at any of them, loses nothing`, async () => {
      for (let moment = 0; moment < MOMENTS; moment += 1) {
        installFakeWorkers();
        left = moment;
        die = way;
        const { runtime, session, steps, outcomes } = visit();
        await serve();
        const where = `after ${moment} words, ${name}`;
        if (runtime.state === "failed") {
          // Only while it boots: then everybody is told why, and the reader may try again.
          assert.ok(moment < 2, where);
          assert.match(runtime.failure?.message ?? "", /did not start: .+\./, where);
          for (const outcome of await outcomes) assert.ok(outcome.error instanceof LabError, where);
          runtime.retry();
          session.create();
          await serve();
          assert.equal(runtime.state, "ready", where);
          continue;
        }
        const ended = await outcomes;
        assert.ok(
          ended.every((outcome) => "value" in outcome),
          `${where}: ${JSON.stringify(ended)}`,
        );
        assert.equal(runtime.state, "ready", where);
        // Each step once, in order: nothing was trained twice, and nothing forgotten.
        assert.deepEqual(steps, [1, 2, 3, 4, 5, 6, 7, 8], where);
        assert.equal(ended[3].value.step, 9, where);
      }
    });
  }
});
