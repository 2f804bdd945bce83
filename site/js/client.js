/**
 * The page's side of the worker: the only module that posts messages to it.
 *
 * One worker a page, any number of sessions in it. The client keeps what matters of each session (its settings and
 * its last checkpoint), so a worker that dies is replaced and every session goes on from where it was.
 */

import { asFailure, LabError } from "./lab-error.js";
import { doubt } from "./page/coming.js";
import { Session } from "./session.js";
import { isReaders, patience, SilenceWatch } from "./silence.js";
import { addressIn, EARLY_REQUEST, makeWorker, takeEarly } from "./worker-process.js";

export { LabError };

/** @import { Process } from "./worker-process.js" */
/** @import { Backend, BootProgress, Booted, Command, Failure, Response as Answer, Settings } from "./protocol.d.ts" */
/** @typedef {"idle" | "loading" | "ready" | "failed"} RuntimeState */
/**
 * A request that has not ended.
 *
 * @typedef {object} Pending
 * @property {number} session
 * @property {Command} command
 * @property {(value: any) => void} resolve
 * @property {(error: LabError) => void} reject
 * @property {(value: any) => void} [onProgress]
 * @property {boolean} [revival] asked on behalf of a worker, and void when that worker dies
 */

/** Replacements of a worker that dies again before it has trained. */
const MAX_REPLACEMENTS = 2;

export class Runtime extends EventTarget {
  /** @type {Runtime | undefined} */
  static #ofPage;

  /** The page's one runtime, at the addresses that the page's head names. */
  static forPage() {
    if (!Runtime.#ofPage) {
      Runtime.#ofPage = new Runtime(addressIn("convnets-worker"), addressIn("convnets-runtime"));
      const started = takeEarly();
      if (started) Runtime.#ofPage.#run(started, started.heard);
    }
    return Runtime.#ofPage;
  }

  /** @type {RuntimeState} */
  state = "idle";
  /** @type {BootProgress | null} */
  progress = null;
  /** @type {Failure | null} */
  failure = null;
  /** @type {Booted | null} */
  booted = null;
  /** Whether the last worker was ended because the reader wanted it. */
  wasStopped = false;

  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  /** Requests made before the runtime was ready. @type {number[]} */
  #waiting = [];
  /** @type {Map<number, Session>} */
  #sessions = new Map();
  #lastRequest = 0;
  #lastSession = 0;
  #replacements = 0;
  #isRetry = false;
  #silence = new SilenceWatch();

  /**
   * @param {string} workerUrl absolute
   * @param {string} runtimeUrl absolute, with its slash
   */
  constructor(workerUrl, runtimeUrl) {
    super();
    this.workerUrl = workerUrl;
    this.runtimeUrl = runtimeUrl;
  }

  /** Begin to load, if nothing has been loaded yet. */
  start() {
    if (this.state === "idle") this.#spawn();
  }

  /** Try again after a failure. */
  retry() {
    if (this.state !== "failed") return;
    this.#replacements = 0;
    this.#isRetry = true;
    this.#spawn();
  }

  /**
   * Let another backend do the arithmetic, in this worker and in those that replace it.
   *
   * @param {Backend} name
   */
  async useBackend(name) {
    const backend = await this.request(0, { type: "backend", name });
    if (this.booted) this.booted = { ...this.booted, backend };
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Have `cnn_core.explain` work something out.
   *
   * @param {string} name
   * @param {Record<string, unknown>} args
   * @returns {Promise<any>} an Explanation
   */
  explain(name, args) {
    return this.request(0, { type: "explain", name, arguments: args });
  }

  /**
   * @param {Settings} settings
   * @returns {Session}
   */
  openSession(settings) {
    this.#lastSession += 1;
    const session = new Session(this, this.#lastSession, settings);
    this.#sessions.set(session.number, session);
    return session;
  }

  /** @param {Session} session */
  forget(session) {
    this.#sessions.delete(session.number);
    for (const [request, { session: number, reject }] of this.#pending) {
      if (number !== session.number) continue;
      this.#pending.delete(request);
      reject(new LabError({ kind: "worker", message: "The session was closed." }));
    }
  }

  /**
   * Send a command, now or as soon as the runtime is ready.
   *
   * @param {number} session
   * @param {Command} command
   * @param {(value: any) => void} [onProgress]
   * @returns {Promise<any>}
   */
  request(session, command, onProgress) {
    if (this.state === "failed") return Promise.reject(new LabError(/** @type {Failure} */ (this.failure)));
    this.start();
    return new Promise((resolve, reject) => {
      const request = this.#add({ session, command, resolve, reject, onProgress });
      if (this.state === "ready") this.#post(request);
      else this.#waiting.push(request);
    });
  }

  /**
   * Send a command to a worker that is not ready for others.
   *
   * @param {number} session
   * @param {Command} command
   * @param {(value: any) => void} [onProgress]
   * @returns {Promise<any>}
   */
  prepare(session, command, onProgress) {
    return new Promise((resolve, reject) => {
      this.#post(this.#add({ session, command, resolve, reject, onProgress, revival: true }));
    });
  }

  /**
   * Wait for the worker that was asked to boot before this was here.
   *
   * @param {(progress: BootProgress) => void} onProgress
   * @returns {Promise<Booted>}
   */
  #expect(onProgress) {
    this.#enter("loading", { progress: null, failure: null });
    return new Promise((resolve, reject) => {
      const command = this.#bootCommand;
      this.#pending.set(EARLY_REQUEST, { session: 0, command, resolve, reject, onProgress, revival: true });
      this.#listen();
    });
  }

  /**
   * Have a train request under way repeat itself at another pace, should its worker be replaced.
   *
   * @param {number} session
   * @param {number | null} pace
   */
  repace(session, pace) {
    for (const pending of this.#pending.values()) {
      if (pending.session !== session || pending.command.type !== "train") continue;
      pending.command = { ...pending.command, pace };
    }
  }

  /** @param {Pending} pending */
  #add(pending) {
    this.#lastRequest += 1;
    this.#pending.set(this.#lastRequest, pending);
    return this.#lastRequest;
  }

  #spawn() {
    this.#enter("loading", { progress: null, failure: null });
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
      return this.#giveUp({
        kind: "boot",
        message:
          "This browser does not run WebAssembly, which the network needs. A current browser does, unless it is set to block it.",
      });
    }
    // After a failure, the browser's copy may be what is damaged.
    this.#run(makeWorker(this.#isRetry ? `${this.workerUrl}?${Date.now()}` : this.workerUrl));
  }

  /**
   * @param {Process} process
   * @param {(MessageEvent | ErrorEvent)[]} [heard] from a worker that is booting already
   */
  #run({ worker, shimUrl }, heard) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      if (worker === this.#worker) this.#receive(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#died(event.message || "its script could not be loaded");
    };
    this.#boot(worker, heard !== undefined).finally(() => URL.revokeObjectURL(shimUrl));
    for (const event of heard ?? []) {
      if (event.type === "error") worker.onerror(/** @type {ErrorEvent} */ (event));
      else worker.onmessage(/** @type {MessageEvent} */ (event));
    }
  }

  /**
   * Start the interpreter, bring every session to where it was, then let through what waited.
   *
   * @param {Worker} worker
   * @param {boolean} isBooting already
   */
  async #boot(worker, isBooting) {
    try {
      const onProgress = (/** @type {BootProgress} */ progress) => this.#enter("loading", { progress });
      const chosen = this.booted?.backend;
      const booted = await (isBooting
        ? this.#expect(onProgress)
        : this.prepare(0, this.#bootCommand, onProgress));
      if (chosen && chosen !== booted.backend) {
        booted.backend = await this.prepare(0, { type: "backend", name: chosen });
      }
      for (const session of this.#sessions.values()) {
        await session.revive().catch((error) => {
          if (this.#sessions.has(session.number)) throw error; // else it was closed meanwhile
        });
      }
      this.#enter("ready", { booted });
      for (const request of this.#waiting.splice(0)) this.#post(request);
    } catch (error) {
      if (worker === this.#worker) this.#giveUp(asFailure(error));
    }
  }

  /** After a failure, what the browser has kept is not to be trusted. @returns {Command} */
  get #bootCommand() {
    return { type: "boot", runtime: this.runtimeUrl, ...(this.#isRetry && { isRetry: true }) };
  }

  /** @param {number} request */
  #post(request) {
    const pending = this.#pending.get(request);
    if (!pending) return;
    this.#worker?.postMessage({ session: pending.session, request, ...pending.command });
    this.#listen();
  }

  /** @param {Answer} answer */
  #receive(answer) {
    this.#listen();
    const pending = this.#pending.get(answer.request);
    if (!pending) return;
    if (answer.type === "progress") {
      if (pending.command.type === "train") this.#replacements = 0;
      pending.onProgress?.(answer.value);
      return;
    }
    if (answer.type === "error" && answer.error.kind === "worker") return this.#died(answer.error.message);
    this.#pending.delete(answer.request);
    this.#listen();
    if (answer.type === "done") pending.resolve(answer.value);
    else pending.reject(new LabError(answer.error));
  }

  /** Wait for the worker's next word as long as what is asked of it may take. */
  #listen() {
    this.#silence.stop();
    if (!this.#worker || this.#pending.size === 0) return;
    const pending = [...this.#pending.values()];
    const isEdited = pending.some(({ session }) => this.#sessions.get(session)?.edits);
    const limit = patience(
      pending.map(({ command }) => command),
      isEdited,
    );
    if (limit !== null) this.#silence.listen(limit, (why) => this.#died(why));
  }

  /**
   * End what a reader's code is doing, and Python with it: another takes its place, in which the sessions go on from
   * where they were and nothing is left of the code.
   *
   * @param {string} message what those who wait for the code are told
   */
  stopCode(message) {
    this.#endLive({ kind: "stopped", message });
    this.#waiting = this.#waiting.filter((request) => this.#pending.has(request));
    if (this.state !== "ready") return;
    this.#replacements = 0;
    this.wasStopped = true;
    this.#replace();
  }

  /**
   * Requests to run a reader's code end here, whatever becomes of the rest.
   *
   * @param {Failure} failure
   */
  #endLive(failure) {
    const ended = [...this.#pending].filter(([, { command }]) => isReaders(command));
    for (const [request, { reject }] of ended) {
      this.#pending.delete(request);
      reject(new LabError(failure));
    }
    return ended.length > 0;
  }

  /**
   * Replace the worker; requests that had not ended are made again, but for those that ran a reader's code.
   *
   * @param {string} why
   */
  #died(why) {
    this.#stopWorker();
    const revivals = [...this.#pending].filter(([, { revival }]) => revival);
    const booting = revivals.some(([, { command }]) => command.type === "boot");
    if (booting || this.#replacements >= MAX_REPLACEMENTS) {
      const what = booting
        ? "The network’s runtime did not start"
        : "The network’s worker stopped again and again";
      return this.#giveUp({ kind: booting ? "boot" : "worker", message: `${what}: ${why}.` });
    }
    for (const [request, { session, command, reject }] of revivals) {
      this.#pending.delete(request);
      if (isReaders(command)) this.#sessions.get(session)?.dropEdits();
      reject(new LabError({ kind: "worker", message: why }));
    }
    const wasLive = this.#endLive({
      kind: "stopped",
      message: `Python did not survive this code (${why}) and was started anew.`,
    });
    // A network of the reader's that it died over would be the next one's end, too.
    if (!wasLive) for (const { session } of this.#pending.values()) this.#sessions.get(session)?.dropEdits();
    this.#replacements += 1;
    this.wasStopped = false;
    this.#replace();
  }

  #replace() {
    this.#stopWorker();
    this.#waiting = [...this.#pending.keys()];
    this.dispatchEvent(new Event("renewed"));
    this.#spawn();
  }

  /** @param {Failure} failure */
  #giveUp(failure) {
    this.#stopWorker();
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    this.#waiting = [];
    this.#enter("failed", { failure });
    if (failure.kind === "boot") doubt();
    for (const { reject } of unanswered) reject(new LabError(failure));
  }

  #stopWorker() {
    this.#silence.stop();
    this.#worker?.terminate();
    this.#worker = null;
  }

  /**
   * @param {RuntimeState} state
   * @param {Partial<Pick<Runtime, "progress" | "failure" | "booted">>} facts
   */
  #enter(state, facts) {
    Object.assign(this, { state, ...facts });
    this.dispatchEvent(new Event("change"));
  }
}
