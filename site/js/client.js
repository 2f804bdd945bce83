/**
 * The page's side of the worker: the only module that posts messages to it.
 *
 * One worker a page, any number of sessions in it. The client keeps what matters of each session (its settings and
 * its last checkpoint), so a worker that dies is replaced and every session goes on from where it was.
 */

import { Session } from "./session.js";

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

/** Silence after which a worker that has something to do is held for dead, in milliseconds. */
const SILENCE = { boot: 45_000, create: 45_000, other: 8_000 };
/** A timer that comes so much too late tells of a page that stood still, in milliseconds. */
const LATE = 2_000;
/** Time for the page to itself before another worker is at work, in milliseconds. */
const REMEMBER_MS = 20_000;
/** Replacements of a worker that dies again before it has trained. */
const MAX_REPLACEMENTS = 2;

/** What a request ends in when it does not succeed. */
export class LabError extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.message);
    this.name = "LabError";
    this.kind = failure.kind;
    this.field = failure.field;
    this.traceback = failure.traceback;
  }
}

export class Runtime extends EventTarget {
  /** @type {Runtime | undefined} */
  static #ofPage;

  /** The page's one runtime, at the addresses that the page's head names. */
  static forPage() {
    Runtime.#ofPage ??= new Runtime(addressIn("convnets-worker"), addressIn("convnets-runtime"));
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
  #isRemembering = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;

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
    const { worker, shimUrl } = this.#makeWorker();
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      if (worker === this.#worker) this.#receive(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#died(event.message || "its script could not be loaded");
    };
    this.#boot(worker).finally(() => URL.revokeObjectURL(shimUrl));
  }

  /**
   * Start the interpreter, bring every session to where it was, then let through what waited.
   *
   * @param {Worker} worker
   */
  async #boot(worker) {
    try {
      const onProgress = (/** @type {BootProgress} */ progress) => this.#enter("loading", { progress });
      const chosen = this.booted?.backend;
      const booted = await this.prepare(0, this.#bootCommand, onProgress);
      if (chosen && chosen !== booted.backend) {
        booted.backend = await this.prepare(0, { type: "backend", name: chosen });
      }
      for (const session of this.#sessions.values()) {
        await session.revive().catch((error) => {
          if (this.#sessions.has(session.number)) throw error; // else it was closed meanwhile
        });
      }
      this.#enter("ready", { booted });
      if (!booted.recalled) this.#remember();
      for (const request of this.#waiting.splice(0)) this.#post(request);
    } catch (error) {
      if (worker === this.#worker) this.#giveUp(asFailure(error));
    }
  }

  /** After a failure, what the browser has kept is not to be trusted. @returns {Command} */
  get #bootCommand() {
    return { type: "boot", runtime: this.runtimeUrl, ...(this.#isRetry && { isRetry: true }) };
  }

  /** From a blob, so that the page's content security policy binds the worker too. */
  #makeWorker() {
    const shim = new Blob([`import ${JSON.stringify(this.workerUrl)};`], { type: "text/javascript" });
    const shimUrl = URL.createObjectURL(shim);
    return { worker: new Worker(shimUrl, { type: "module", name: "cnn_core" }), shimUrl };
  }

  /** Once a page, and when all is quiet, have another worker prepare a quicker start for the next visit. */
  #remember() {
    if (this.#isRemembering || !globalThis.caches) return;
    const { deviceMemory = 4 } = /** @type {{ deviceMemory?: number }} */ (navigator);
    if (deviceMemory < 2) return; // gigabytes
    this.#isRemembering = true;
    setTimeout(() => {
      const { worker, shimUrl } = this.#makeWorker();
      const end = () => {
        worker.terminate();
        URL.revokeObjectURL(shimUrl);
        document.documentElement.dataset.remembered = "";
      };
      worker.onmessage = end; // its one answer, whichever it is
      worker.onerror = (event) => {
        event.preventDefault();
        end();
      };
      worker.postMessage({ session: 0, request: 0, type: "remember", runtime: this.runtimeUrl });
    }, REMEMBER_MS);
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
    clearTimeout(this.#silence);
    if (!this.#worker || this.#pending.size === 0) return;
    const types = [...this.#pending.values()].map(({ command }) => command.type);
    const limit = types.includes("boot")
      ? SILENCE.boot
      : types.includes("create")
        ? SILENCE.create
        : SILENCE.other;
    const due = Date.now() + limit;
    this.#silence = setTimeout(() => {
      // A page that was frozen or a computer that slept hears its timers before its worker: listen once more.
      if (Date.now() > due + LATE) this.#listen();
      else this.#died(`nothing was heard of it for ${limit / 1000} seconds`);
    }, limit);
  }

  /**
   * Replace the worker; requests that had not ended are made again.
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
    for (const [request, { reject }] of revivals) {
      this.#pending.delete(request);
      reject(new LabError({ kind: "worker", message: why }));
    }
    this.#replacements += 1;
    this.#waiting = [...this.#pending.keys()];
    this.#spawn();
  }

  /** @param {Failure} failure */
  #giveUp(failure) {
    this.#stopWorker();
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    this.#waiting = [];
    this.#enter("failed", { failure });
    for (const { reject } of unanswered) reject(new LabError(failure));
  }

  #stopWorker() {
    clearTimeout(this.#silence);
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

/**
 * @param {unknown} error
 * @returns {Failure}
 */
function asFailure(error) {
  if (error instanceof LabError) return { kind: error.kind, message: error.message };
  return { kind: "boot", message: String(error) };
}

/** @param {string} name of a meta element whose content is a relative URL */
function addressIn(name) {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector(`meta[name="${name}"]`));
  if (!meta) throw new Error(`This page names no ${name} in its head.`);
  return new URL(meta.content, document.baseURI).href;
}
