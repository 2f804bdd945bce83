/**
 * The history of runs: what the curve draws and what rewind goes back to. Bounded, however long a run lasts.
 *
 * @typedef {import("../protocol.d.ts").Settings} Settings
 * @typedef {import("../protocol.d.ts").TrainProgress} TrainProgress
 */

export const MAX_CHECKPOINTS = 400;
export const MAX_POINTS = 2000;
/** Of all checkpoints together: those of a larger network are fewer. */
const MAX_CHECKPOINT_BYTES = 16e6;
const LEAST_CHECKPOINTS = 40;
const MAX_EARLIER_POINTS = 400;
const MAX_EARLIER_RUNS = 26;

/**
 * Values by step, in rising order. When there are more than `limit`, every other one is dropped and later ones are
 * taken in at that wider spacing; the newest is always there.
 *
 * @template T
 */
export class Track {
  /** @type {number[]} */
  steps = [];
  /** @type {T[]} */
  values = [];
  #limit;
  #gap = 0;

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit;
  }

  get length() {
    return this.steps.length;
  }

  /**
   * Add the value at `step`; what was there at this step and after it (a run that went on from an earlier step) goes.
   *
   * @param {number} step
   * @param {T} value
   */
  push(step, value) {
    let end = this.length;
    while (end > 0 && this.steps[end - 1] >= step) end--;
    // The last value is provisional: it stays only when it is a full gap away from the one before.
    if (end >= 2 && this.steps[end - 1] - this.steps[end - 2] < this.#gap) end--;
    this.steps.length = end;
    this.values.length = end;
    this.steps.push(step);
    this.values.push(value);
    if (this.length > this.#limit) this.#thin();
  }

  /**
   * Index of the value nearest to `step`, -1 when there is none.
   *
   * @param {number} step
   */
  nearest(step) {
    const { steps } = this;
    let low = 0;
    let high = steps.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (steps[middle] < step) low = middle + 1;
      else high = middle;
    }
    return low > 0 && step - steps[low - 1] <= steps[low] - step ? low - 1 : Math.min(low, steps.length - 1);
  }

  /**
   * Index of the last value at or before `step`, the first when there is none, -1 when there are none at all.
   *
   * @param {number} step
   */
  before(step) {
    const i = this.nearest(step);
    return i > 0 && this.steps[i] > step ? i - 1 : i;
  }

  #thin() {
    const last = this.length - 1;
    const keep = (/** @type {unknown} */ _, /** @type {number} */ i) => i % 2 === 0 || i === last;
    this.#gap = (this.steps[last] - this.steps[0]) / (this.#limit / 2);
    this.values = this.values.filter(keep);
    this.steps = this.steps.filter(keep);
  }
}

/** @typedef {{ loss: number, train: number, test: number }} Point */

/** One run: its settings, its curve and its checkpoints. */
export class Run {
  /** @type {Track<Point>} */
  curve = new Track(MAX_POINTS);
  /** @type {Track<Float32Array>} */
  checkpoints = new Track(MAX_CHECKPOINTS);

  /**
   * @param {Settings} settings
   * @param {boolean} [loaded] whether weights of a file or a checkpoint came into it, which the settings can't repeat
   */
  constructor(settings, loaded = false) {
    this.settings = settings;
    this.loaded = loaded;
    /** Whether code of the reader's was in the network. */
    this.edited = false;
  }

  /** The step reached. */
  get step() {
    return this.checkpoints.steps.at(-1) ?? 0;
  }

  /** Held-out accuracy at the last point measured. */
  get testAccuracy() {
    return this.curve.values.at(-1)?.test ?? 0;
  }

  /** @param {TrainProgress} progress */
  add(progress) {
    const { data, shape } = progress.points;
    const width = shape[1] ?? 4;
    for (let i = 0; i + width <= data.length; i += width) {
      this.curve.push(data[i], { loss: data[i + 1], train: data[i + 2], test: data[i + 3] });
    }
    if (this.checkpoints.length === 0) this.checkpoints = new Track(checkpointsOf(progress.weights));
    this.checkpoints.push(progress.step, progress.weights);
  }

  /**
   * What was last measured at `step`.
   *
   * @param {number} step
   * @returns {({ step: number } & Point) | null}
   */
  at(step) {
    const i = this.curve.before(step);
    return i < 0 ? null : { step: this.curve.steps[i], ...this.curve.values[i] };
  }
}

/**
 * How many checkpoints of these weights are kept.
 *
 * @param {Float32Array} weights
 */
export function checkpointsOf({ byteLength }) {
  const fit = Math.floor(MAX_CHECKPOINT_BYTES / byteLength);
  return Math.max(LEAST_CHECKPOINTS, Math.min(MAX_CHECKPOINTS, fit));
}

/**
 * @typedef {object} EarlierRun
 * @property {string} letter its name in the chart
 * @property {Settings} settings
 * @property {boolean} loaded
 * @property {boolean} edited
 * @property {number[]} steps
 * @property {number[]} accuracies on held-out sketches
 */

/** The run under way and the earlier ones. */
export class History {
  /** @type {EarlierRun[]} */
  earlier = [];
  #letters = 0;

  /** @param {Settings} settings */
  constructor(settings) {
    this.run = new Run(settings);
  }

  /**
   * Begin a new run; the one so far is kept as an earlier one if it got anywhere. A run that the new one will repeat
   * exactly replaces its like, so that pressing Reset does not pile up copies.
   *
   * @param {Settings} settings
   * @param {boolean} [loaded]
   */
  begin(settings, loaded = false) {
    if (this.run.curve.length > 1) this.#keep(this.run);
    this.run = new Run(settings, loaded);
  }

  forgetEarlier() {
    this.earlier = [];
    this.#letters = 0;
  }

  /** @param {Run} run */
  #keep(run) {
    const isOwn = run.loaded || run.edited;
    const like = isOwn
      ? -1
      : this.earlier.findIndex(
          (old) =>
            !old.loaded && !old.edited && JSON.stringify(old.settings) === JSON.stringify(run.settings),
        );
    const kept = pale(run, like < 0 ? letter(this.#letters++) : this.earlier[like].letter);
    if (like < 0) this.earlier.push(kept);
    else if (last(kept.steps) > last(this.earlier[like].steps)) this.earlier[like] = kept;
    if (this.earlier.length > MAX_EARLIER_RUNS) this.earlier.shift();
  }
}

/**
 * @param {Run} run
 * @param {string} name
 * @returns {EarlierRun}
 */
function pale({ settings, loaded, edited, curve }, name) {
  /** @type {Track<number>} */
  const thin = new Track(MAX_EARLIER_POINTS);
  curve.steps.forEach((step, i) => {
    thin.push(step, curve.values[i].test);
  });
  return { letter: name, settings, loaded, edited, steps: thin.steps, accuracies: thin.values };
}

/** @param {number} n */
function letter(n) {
  return String.fromCharCode(65 + (n % 26));
}

/** @param {number[]} steps */
function last(steps) {
  return steps[steps.length - 1];
}
