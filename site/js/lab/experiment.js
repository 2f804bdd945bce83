/**
 * The experiment itself: what is asked of the session, and what has come of it. Knows no DOM.
 * Says `change` when anything shown may have changed and `notice` when something is to be told in words.
 *
 * @typedef {import("../protocol.d.ts").Settings} Settings
 * @typedef {import("../protocol.d.ts").Created} Created
 * @typedef {import("../protocol.d.ts").TrainProgress} TrainProgress
 * @typedef {import("../protocol.d.ts").Drawing} Drawing
 * @typedef {import("../protocol.d.ts").Edits} Edits
 * @typedef {import("../protocol.d.ts").Question} Question
 * @typedef {"idle" | "loading" | "ready" | "training" | "paused" | "error"} State
 * @typedef {{ text: string, isProblem: boolean }} Notice
 */

import { History } from "./history.js";

export class Experiment extends EventTarget {
  /** @type {Created | null} */
  created = null;
  /** @type {TrainProgress | null} */
  latest = null;
  /** Steps a second; null is flat out. @type {number | null} */
  pace = 120;
  /** The step gone back to; null is now. @type {number | null} */
  rewoundTo = null;
  isTraining = false;
  /** What the reader has put in the network's place. @type {Edits | null} */
  edits = null;
  /** Whether training is to start as soon as it can. */
  isTrainingWanted = false;

  #runtime;
  #session;
  /** @type {Promise<void>} */
  #trained = Promise.resolve();
  /** @type {Promise<void> | null} */
  #beginning = null;
  /** @type {Settings | null} */
  #next = null;

  /**
   * @param {import("../client.js").Runtime} runtime
   * @param {Settings} settings
   */
  constructor(runtime, settings) {
    super();
    this.#runtime = runtime;
    this.settings = settings;
    this.history = new History(settings);
    this.#session = runtime.openSession(settings);
    this.#session.addEventListener("recovered", (event) => {
      const { step } = /** @type {CustomEvent<{ step: number }>} */ (event).detail;
      // Batches and Adam's moments begin anew, so the settings alone no longer repeat the run.
      if (step > 0) this.run.loaded = true;
      const goesOn = this.isTraining ? "training goes on from there" : "you can go on from there";
      const why = runtime.wasStopped
        ? "Python was started anew, and has"
        : "The worker had stopped. A new one has";
      this.#tell(`${why} taken up the network at step ${step}; ${goesOn}.`);
    });
    this.#session.addEventListener("dropped", () => {
      this.edits = null;
      this.#tell(
        "Your code did not get through it. The lab has gone back to the library’s own network.",
        true,
      );
    });
    runtime.addEventListener("change", () => this.#changed());
  }

  /** @returns {State} */
  get state() {
    const { state } = this.#runtime;
    if (state === "failed") return "error";
    if (state === "loading" || this.#beginning) return "loading";
    if (state === "idle" || !this.created) return "idle";
    if (this.isTraining) return "training";
    return (this.latest?.step ?? 0) > 0 ? "paused" : "ready";
  }

  get run() {
    return this.history.run;
  }

  /** Load the runtime and make the network, if that hasn't been done. */
  async boot() {
    if (!this.created) await (this.#beginning ?? this.begin(this.#next ?? this.settings));
  }

  /** Try again after the runtime has failed. */
  retry() {
    this.#runtime.retry();
    // A failure is shown by the runtime's own state.
    if (!this.created || this.#next) this.begin(this.#next ?? this.settings).catch(() => {});
  }

  /**
   * Begin a new run; the curve so far stays as an earlier one. Training that was under way goes on with it.
   * While one is being made, only the last of those asked for meanwhile is made next.
   *
   * @param {Settings} settings
   */
  begin(settings) {
    this.#next = settings;
    this.#beginning ??= this.#make().finally(() => {
      this.#beginning = null;
      this.#changed();
      if (this.isTrainingWanted && this.created && this.#runtime.state === "ready") this.train();
    });
    this.#changed();
    return this.#beginning;
  }

  /**
   * Put code of the reader's in the network's place, or take it away, and begin a new run with the same settings.
   *
   * @param {Edits | null} edits
   */
  async edit(edits) {
    await this.boot();
    const before = this.edits;
    this.edits = edits;
    try {
      await this.begin(this.settings);
    } catch (error) {
      this.edits = before;
      throw error;
    }
  }

  /**
   * Check the reader's version of a layer where the network has it.
   *
   * @param {string} name
   * @param {string} source
   */
  async check(name, source) {
    await this.boot();
    return this.#session.check(name, source);
  }

  async train() {
    this.isTrainingWanted = true;
    this.rewoundTo = null;
    if (!this.created || this.#beginning) {
      this.#changed();
      // A failure is shown by the runtime's own state.
      return this.boot().catch(() => {});
    }
    if (this.isTraining) return;
    this.isTraining = true;
    this.#trained = this.#session
      .train({ pace: this.pace, onProgress: (progress) => this.#take(progress) })
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.isTraining = false;
        this.#changed();
      });
    this.#changed();
  }

  async pause() {
    this.isTrainingWanted = false;
    this.#changed();
    await this.#halt();
  }

  async step() {
    this.rewoundTo = null;
    await this.pause();
    await this.boot();
    this.#take(await this.#session.step());
  }

  /** @param {number | null} pace */
  async setPace(pace) {
    this.pace = pace;
    if (this.isTraining) await this.#session.setPace(pace);
  }

  /**
   * Look at the network as it was at the checkpoint nearest to `step`; null returns to now. Ends training.
   *
   * @param {number | null} step
   */
  rewind(step) {
    this.rewoundTo = step;
    // A failure is shown by the runtime's own state.
    if (step !== null && this.isTrainingWanted) this.pause().catch(() => {});
    this.#changed();
  }

  forgetEarlier() {
    this.history.forgetEarlier();
    this.#changed();
  }

  /**
   * @param {number} sample
   * @param {Drawing | null} drawing
   */
  inspect(sample, drawing) {
    return this.#session.inspect({ sample, drawing, weights: this.weightsShown });
  }

  /** Those of the checkpoint gone back to; null for the network as it is. */
  get weightsShown() {
    const { checkpoints } = this.run;
    return this.rewoundTo === null ? null : checkpoints.values[checkpoints.nearest(this.rewoundTo)];
  }

  /**
   * Ask the session something that changes nothing.
   *
   * @param {Question} question
   * @returns {Promise<any>}
   */
  ask(question) {
    return this.#session.ask(question);
  }

  /**
   * Let the session have the reader's own drawings, and learn from some of them.
   *
   * @param {import("../protocol.d.ts").LabelledDrawing[]} drawings
   * @param {number[]} learn
   */
  async collect(drawings, learn) {
    await this.boot();
    await this.#session.collect(drawings, learn);
    // The settings alone no longer repeat the run.
    if (learn.length > 0) this.run.loaded = true;
    this.#changed();
  }

  async exportWeights() {
    await this.boot();
    return this.#session.exportWeights();
  }

  /**
   * Take the weights of a file and begin a new run with them.
   *
   * @param {ArrayBuffer} file
   */
  async importWeights(file) {
    await this.boot();
    await this.pause();
    const created = await this.#session.importWeights(file);
    this.history.begin(this.settings, true);
    this.#start(created);
  }

  /**
   * Begin a new run of the library's own network at a checkpoint that was kept.
   *
   * @param {{ settings: Settings, step: number, weights: Float32Array }} kept
   */
  async takeUp({ settings, step, weights }) {
    this.edits = null;
    await this.begin(settings);
    await this.pause();
    const created = await this.#session.restore({ step, weights });
    this.history.begin(settings, true);
    this.#start(created);
  }

  async #make() {
    await this.#halt();
    while (this.#next) {
      const settings = this.#next;
      this.#next = null;
      const isFirst = !this.created;
      const created = await this.#session.create(settings, this.edits).catch((error) => {
        // What could not be tried yet is tried again after a retry.
        if (!["settings", "code", "stopped"].includes(error.kind)) this.#next ??= settings;
        throw error;
      });
      this.settings = settings;
      if (isFirst) this.history.run.settings = settings;
      else this.history.begin(settings);
      this.#start(created);
    }
  }

  /** @param {Created} created */
  #start(created) {
    this.created = created;
    this.rewoundTo = null;
    this.run.edited = this.edits !== null;
    this.#take(created.progress);
  }

  async #halt() {
    if (!this.isTraining) return;
    await this.#session.pause();
    await this.#trained;
  }

  /** @param {TrainProgress} progress */
  #take(progress) {
    this.latest = progress;
    this.run.add(progress);
    this.#changed();
  }

  /** @param {Error & { kind?: string }} error */
  #fail(error) {
    this.isTrainingWanted = false;
    const isOwn = error.kind === "diverged" && this.edits !== null;
    const why = isOwn ? " Or mend your code: a gradient that is wrong leads there at any rate." : "";
    if (this.#runtime.state !== "failed") this.#tell(`${error.message}${why}`, true);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /**
   * @param {string} text
   * @param {boolean} [isProblem]
   */
  #tell(text, isProblem = false) {
    this.dispatchEvent(new CustomEvent("notice", { detail: { text, isProblem } }));
  }
}
