/** The worker: boots the runtime, hands commands to `cnn_core.lab`, and trains in slices between messages. */

import { decode, encode } from "./codec.js";
import { confine } from "./confine.js";
import { Pace } from "./pace.js";
import { BootError, boot } from "./runtime.js";

/** @import { PyodideInterface } from "pyodide" */
/** @import { PyCallable } from "pyodide/ffi" */
/** @import { Failure, Request, Response as Answer, TrainProgress } from "../js/protocol.d.ts" */
/**
 * A session in training; `turn` counts what was scheduled, so that what was superseded is known.
 *
 * @typedef {{ session: number, request: number, pace: Pace, until: number | null, turn: number, timer: number }} Training
 */

/** Milliseconds of training between two looks at the messages; fewer while somebody draws, who is to be answered. */
const SLICE_MS = 8;
const DRAWN_SLICE_MS = 2;
const DRAWING_MS = 250;

/** The drawing that was last asked about, and since when it has been as it is. */
let drawing = "null";
let drawnAt = Number.NEGATIVE_INFINITY;

/** @type {PyodideInterface} */
let pyodide;
/** @type {PyCallable} */
let handle;

// Started by its own address, it would run under no policy but what the host sends with it.
if (self.location.protocol !== "blob:")
  throw new Error("This worker is started by the course's pages alone.");
confine();

/** Sessions in training. @type {Map<number, Training>} */
const training = new Map();

self.onmessage = ({ data }) => hear(data);

/** @param {Request} message from the page */
export async function hear(message) {
  try {
    if (message.type === "boot") return await start(message);
    if (message.type === "train") return begin(message);
    if (message.type === "pace") return setPace(message);
    if (message.type === "pause") return pause(message);
    if (message.type === "create" || message.type === "close") end(message.session);
    if ("drawing" in message) look(message.drawing);
    const { session, request, ...command } = message;
    const { value, transfer, file } = call(
      session,
      command.type === "step" ? { type: "train", steps: 1, milliseconds: 0 } : command,
      (value, transfer) => post({ type: "progress", session, request, value }, transfer),
    );
    if (command.type === "step") value.steps_per_second = 0;
    if (file) done(session, request, file, [file]);
    else done(session, request, value, transfer);
  } catch (error) {
    fail(message.session, message.request, error);
  }
}

/** @param {unknown} now a drawing that is asked about */
function look(now) {
  const before = drawing;
  drawing = JSON.stringify(now);
  if (drawing !== before) drawnAt = performance.now();
}

/** @param {Request & { type: "boot" }} message */
async function start({ session, request, runtime, isRetry = false }) {
  const started = await boot(runtime, isRetry, (value) =>
    post({ type: "progress", session, request, value }),
  );
  pyodide = started.pyodide;
  const service = pyodide.runPython("from cnn_core.lab import Service; Service()");
  handle = service.handle;
  done(session, request, started.booted);
}

/** @param {Request & { type: "train" }} message */
function begin({ session, request, pace, until }) {
  end(session);
  const state = { session, request, pace: new Pace(pace, performance.now()), until, turn: 0, timer: 0 };
  training.set(session, state);
  schedule(state, 0);
}

/** @param {Request & { type: "pace" }} message */
function setPace({ session, request, pace }) {
  const state = training.get(session);
  if (state) {
    state.pace.set(pace, performance.now());
    schedule(state, 0);
  }
  done(session, request, null);
}

/** @param {Request & { type: "pause" }} message */
function pause({ session, request }) {
  end(session);
  done(session, request, null);
}

/** @param {number} session */
function end(session) {
  const state = training.get(session);
  if (!state) return;
  training.delete(session);
  clearTimeout(state.timer);
  done(session, state.request, null);
}

const channel = new MessageChannel();
channel.port1.onmessage = ({ data }) => {
  const state = training.get(data.session);
  if (state && state.request === data.request && state.turn === data.turn) slice(state);
};

/**
 * Let messages in, then go on. A MessageChannel, because timers of 0 are held back to 4 ms.
 *
 * @param {Training} state
 * @param {number} delay milliseconds
 */
function schedule(state, delay) {
  clearTimeout(state.timer);
  state.turn += 1;
  const { session, request, turn } = state;
  if (delay > 0) state.timer = setTimeout(slice, delay, state);
  else channel.port2.postMessage({ session, request, turn });
}

/** @param {Training} state */
function slice(state) {
  const { session, request, pace, until } = state;
  const now = performance.now();
  const steps = pace.due(now);
  const milliseconds = now - drawnAt < DRAWING_MS ? DRAWN_SLICE_MS : SLICE_MS;
  try {
    if (steps > 0) {
      const { value, transfer } = call(session, { type: "train", steps, milliseconds, until });
      value.steps_per_second = pace.took(value.step, performance.now());
      post({ type: "progress", session, request, value }, transfer);
      if (until !== null && value.step >= until) return end(session);
    }
  } catch (error) {
    training.delete(session);
    return fail(session, request, error);
  }
  schedule(state, pace.wait(performance.now()));
}

/**
 * Have `cnn_core.lab` carry out a command.
 *
 * @param {number} session
 * @param {object} command
 * @param {(said: any, transfer: Transferable[]) => void} [hear] what a reader's code says while it runs
 * @returns {{ value: any, transfer: Transferable[], file: ArrayBuffer | null }}
 */
function call(session, command, hear) {
  const file = "file" in command ? new Uint8Array(/** @type {ArrayBuffer} */ (command.file)) : null;
  const { text, floats } = encode({ ...command, file: undefined });
  const given = [floats, file].map((array) => (array?.length ? pyodide.toPy(array) : undefined));
  let answer;
  try {
    const tell =
      hear &&
      ((/** @type {string} */ said, /** @type {any} */ array) => {
        const block = copied(array, "f32");
        hear(decode(said, block), [block.buffer]);
      });
    answer = handle(session, text, ...given, tell);
    const block = read(answer.get(1), "f32");
    const { value, error } = decode(answer.get(0), block);
    if (error) throw new LabFailure(error);
    const written = answer.get(2);
    return {
      value,
      transfer: [block.buffer],
      file: written ? read(written, "u8").buffer : null,
    };
  } finally {
    answer?.destroy();
    for (const proxy of given) proxy?.destroy();
  }
}

/**
 * A copy of a Python buffer, which is let go.
 *
 * @param {any} proxy
 * @param {"f32" | "u8"} type
 */
function read(proxy, type) {
  try {
    return copied(proxy, type);
  } finally {
    proxy.destroy();
  }
}

/**
 * @param {any} proxy
 * @param {"f32" | "u8"} type
 */
function copied(proxy, type) {
  const buffer = proxy.getBuffer(type);
  try {
    return buffer.data.slice();
  } finally {
    buffer.release();
  }
}

/** A command that `cnn_core.lab` refused. */
class LabFailure extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * @param {number} session
 * @param {number} request
 * @param {any} value
 * @param {Transferable[]} [transfer]
 */
function done(session, request, value, transfer = []) {
  post({ type: "done", session, request, value }, transfer);
}

/**
 * A refusal is reported as it is. Anything else out of Python leaves an interpreter that is not to be trusted.
 *
 * @param {number} session
 * @param {number} request
 * @param {any} error
 */
function fail(session, request, error) {
  /** @type {Failure} */
  let failure = { kind: "worker", message: String(error?.message ?? error) };
  if (error instanceof LabFailure) failure = error.failure;
  else if (error instanceof BootError || !handle) failure = { kind: "boot", message: failure.message };
  post({ type: "error", session, request, error: failure });
}

/**
 * @param {Answer} answer
 * @param {Transferable[]} [transfer]
 */
function post(answer, transfer = []) {
  self.postMessage(answer, { transfer });
}
