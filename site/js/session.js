/** One laboratory in the worker, as the page speaks to it. */

/** @import { Runtime } from "./client.js" */
/** @import { LabError } from "./lab-error.js" */
/** @import { Checked, Command, Created, Edits, Drawing, Evaluation, Inspection, LabelledDrawing, Question, Settings, Split, TrainProgress } from "./protocol.d.ts" */

/** Ask `inspect` again only when the last one has answered. */
export class Session extends EventTarget {
  /** What a new worker needs to take the session up. @type {{ step: number, weights: Float32Array } | null} */
  #checkpoint = null;
  /** Whether the checkpoint is of a network whose code was given up. */
  #isDropped = false;
  /** The reader's own drawings, which Python forgets with every new run. @type {{ drawings: LabelledDrawing[], learn: number[] } | null} */
  #collection = null;

  /**
   * @param {Runtime} runtime
   * @param {number} number
   * @param {Settings} settings
   */
  constructor(runtime, number, settings) {
    super();
    this.runtime = runtime;
    this.number = number;
    this.settings = settings;
    /** What the reader has put in the network's place. @type {Edits | null} */
    this.edits = null;
  }

  /**
   * Begin a new run.
   *
   * @param {Settings} [settings] those of the run before, if none are given
   * @param {Edits | null} [edits] likewise
   * @returns {Promise<Created>}
   */
  async create(settings = this.settings, edits = this.edits) {
    const created = await this.#ask(creation(settings, edits));
    if (this.#collection) await this.#ask({ type: "collect", ...this.#collection });
    this.settings = settings;
    this.edits = edits;
    this.#keep(created.progress);
    return created;
  }

  /**
   * Let the session have the reader's own drawings, in place of those it had.
   *
   * @param {LabelledDrawing[]} drawings of digits that the network knows
   * @param {number[]} learn which of them to learn from
   * @returns {Promise<void>}
   */
  async collect(drawings, learn) {
    await this.#ask({ type: "collect", drawings, learn });
    this.#collection = { drawings, learn };
  }

  /**
   * Train until paused, or to step `until`. Resolves when it ends.
   *
   * @param {{ pace: number | null, until?: number, onProgress: (progress: TrainProgress) => void }} options
   *   pace in steps a second, null for flat out
   * @returns {Promise<void>}
   */
  train({ pace, until, onProgress }) {
    return this.#ask({ type: "train", pace, until: until ?? null }, (progress) => {
      this.#keep(progress);
      onProgress(progress);
    });
  }

  /**
   * @param {number | null} pace steps a second; null is flat out
   * @returns {Promise<void>}
   */
  setPace(pace) {
    this.runtime.repace(this.number, pace);
    return this.#ask({ type: "pace", pace });
  }

  /** @returns {Promise<void>} */
  pause() {
    return this.#ask({ type: "pause" });
  }

  /** @returns {Promise<TrainProgress>} */
  async step() {
    const progress = await this.#ask({ type: "step" });
    this.#keep(progress);
    return progress;
  }

  /**
   * @param {{ sample: number, drawing: Drawing | null, weights: Float32Array | null }} what
   * @returns {Promise<Inspection>}
   */
  inspect({ sample, drawing, weights }) {
    return this.#ask({ type: "inspect", sample, drawing, weights });
  }

  /**
   * Let the network, as it is or with the weights of a checkpoint, read the sketches from `start` on.
   *
   * @param {{ split: Split, start: number, weights: Float32Array | null }} what
   * @returns {Promise<Evaluation>} of as many as take a few milliseconds
   */
  evaluate({ split, start, weights }) {
    return this.#ask({ type: "evaluate", split, start, weights });
  }

  /**
   * What views of the network want to know.
   *
   * @param {Question} question
   * @returns {Promise<any>}
   */
  ask(question) {
    return this.#ask(question);
  }

  /**
   * Check a rewritten layer where the network has it.
   *
   * @param {string} name of its class
   * @param {string} source
   * @returns {Promise<Checked>}
   */
  check(name, source) {
    return this.#ask({ type: "check", name, source });
  }

  /** @returns {Promise<ArrayBuffer>} */
  exportWeights() {
    return this.#ask({ type: "export" });
  }

  /**
   * @param {ArrayBuffer} file
   * @returns {Promise<Created>}
   */
  async importWeights(file) {
    const created = await this.#ask({ type: "import", file });
    this.#keep(created.progress);
    return created;
  }

  /**
   * Go on from a checkpoint.
   *
   * @param {{ step: number, weights: Float32Array }} checkpoint
   * @returns {Promise<Created>}
   */
  async restore({ step, weights }) {
    const created = await this.#ask({ type: "restore", step, weights });
    this.#keep(created.progress);
    return created;
  }

  close() {
    this.runtime.forget(this);
    if (this.runtime.state === "ready") this.#ask({ type: "close" }).catch(() => {});
  }

  /** Go on without the reader's code. What was trained with it is of another network: steps begin anew. */
  dropEdits() {
    if (!this.edits) return;
    this.edits = null;
    this.#isDropped = true;
    this.dispatchEvent(new Event("dropped"));
  }

  /** Take the session up in a new worker. @returns {Promise<void>} */
  async revive() {
    if (!this.#checkpoint) return;
    const created = await this.#recreate();
    if (this.#isDropped) this.#keep(created.progress);
    this.#isDropped = false;
    const { step, weights } = this.#checkpoint;
    if (this.#collection) await this.runtime.prepare(this.number, { type: "collect", ...this.#collection });
    await this.runtime.prepare(this.number, { type: "restore", step, weights });
    this.dispatchEvent(new CustomEvent("recovered", { detail: { step } }));
  }

  /** Make the network as it was; without the reader's code if that is refused now. @returns {Promise<Created>} */
  async #recreate() {
    try {
      return await this.runtime.prepare(this.number, creation(this.settings, this.edits));
    } catch (error) {
      if (!this.edits || /** @type {LabError} */ (error).kind === "worker") throw error;
      this.dropEdits();
      return this.#recreate();
    }
  }

  /** @param {TrainProgress} progress */
  #keep({ step, weights }) {
    this.#checkpoint = { step, weights };
  }

  /**
   * @param {Command} command
   * @param {(value: any) => void} [onProgress]
   * @returns {Promise<any>}
   */
  #ask(command, onProgress) {
    return this.runtime.request(this.number, command, onProgress);
  }
}

/**
 * @param {Settings} settings
 * @param {Edits | null} edits
 * @returns {Command}
 */
function creation(settings, edits) {
  return { type: "create", settings, ...(edits && { edits }) };
}
