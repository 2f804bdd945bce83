/**
 * What a lab shows, for the views attached to it: `document.querySelector("cnn-lab").showing`. Says `change` whenever
 * the sample, the drawing, the weights or the moment gone back to may have changed; everything is asked here.
 *
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("../protocol.d.ts").Drawing} Drawing
 * @typedef {import("../protocol.d.ts").Activations} Activations
 * @typedef {import("../protocol.d.ts").Gradients} Gradients
 * @typedef {import("../protocol.d.ts").ActivationsWanted} ActivationsWanted
 * @typedef {import("../protocol.d.ts").GradientsWanted} GradientsWanted
 * @typedef {import("../protocol.d.ts").ExcitementWanted} ExcitementWanted
 * @typedef {import("../protocol.d.ts").OcclusionWanted} OcclusionWanted
 *
 * @typedef {import("../protocol.d.ts").Pictures} Pictures
 * @typedef {import("../protocol.d.ts").Split} Split
 * @typedef {import("./reading.js").Reading} Reading
 *
 * @typedef {object} Own what is the lab's own
 * @property {string[]} names what the classes are called
 * @property {{ one: string, several: string }} example what it learns from: "sketch", "sketches"
 * @property {() => number} sample counts held-out sketches
 * @property {() => Drawing | null} drawing
 * @property {() => void} nextSample
 * @property {(kind: string) => void} openSource
 */

import { exciteAll, occludeAll } from "./finds.js";
import { article } from "./format.js";
import { readAll } from "./reading.js";

export class Showing extends EventTarget {
  #experiment;
  #own;

  /**
   * @param {Experiment} experiment
   * @param {Own} own
   */
  constructor(experiment, own) {
    super();
    this.#experiment = experiment;
    this.#own = own;
    experiment.addEventListener("change", () => this.changed());
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** The digits that the network tells apart, or the numbers of what else it does. */
  get digits() {
    return this.#experiment.settings.classes;
  }

  /** What they are called: "3", or in color "tomato". */
  get names() {
    return this.#own.names;
  }

  /** What it learns from: "sketch" and "sketches", or in color "picture" and "pictures". */
  get example() {
    return this.#own.example;
  }

  /** @param {number} digit one of `digits` */
  nameOf(digit) {
    return this.names[this.digits.indexOf(digit)] ?? String(digit);
  }

  /** "a 3", "an orange". @param {number} digit one of `digits` */
  phrase(digit) {
    return article(this.nameOf(digit));
  }

  get sample() {
    return this.#own.sample();
  }

  get drawing() {
    return this.#own.drawing();
  }

  /** Whether there is a network to look at. */
  get isReady() {
    const { created, state } = this.#experiment;
    return created !== null && state !== "loading" && state !== "error";
  }

  get isTraining() {
    return this.#experiment.isTraining;
  }

  /** The network's layers, once it is made. */
  get layers() {
    return this.#experiment.created?.layers ?? [];
  }

  /** What the reader has put in the network's place. */
  get edits() {
    return this.#experiment.edits;
  }

  /**
   * Put code of the reader's in the network's place, or take it away, and begin a new run.
   *
   * @param {import("../protocol.d.ts").Edits | null} edits
   */
  edit(edits) {
    return this.#experiment.edit(edits);
  }

  /**
   * Check the reader's version of a layer where the network has it.
   *
   * @param {string} name of its class
   * @param {string} source
   */
  check(name, source) {
    return this.#experiment.check(name, source);
  }

  /** The run under way: its curve and its checkpoints. */
  get run() {
    return this.#experiment.run;
  }

  /** The step gone back to; null is now. */
  get rewoundTo() {
    return this.#experiment.rewoundTo;
  }

  /** The step whose weights are shown. */
  get step() {
    const { rewoundTo, run, latest } = this.#experiment;
    return rewoundTo === null
      ? (latest?.step ?? 0)
      : run.checkpoints.steps[run.checkpoints.nearest(rewoundTo)];
  }

  /** @param {number | null} step */
  rewind(step) {
    this.#experiment.rewind(step);
  }

  /** Load the runtime and make the network, if that hasn't been done. */
  boot() {
    return this.#experiment.boot();
  }

  train() {
    return this.#experiment.train();
  }

  pause() {
    return this.#experiment.pause();
  }

  nextSample() {
    this.#own.nextSample();
  }

  /** Open the lab's panel with the source of a layer, by its class. @param {string} kind */
  openSource(kind) {
    this.#own.openSource(kind);
  }

  /**
   * What every layer makes of the sample or the drawing, with the weights of the moment shown.
   *
   * @param {ActivationsWanted} wanted
   * @returns {Promise<Activations>}
   */
  activations(wanted) {
    return this.#experiment.ask({ type: "activations", ...wanted, ...this.#shown });
  }

  /**
   * What the backward pass makes of it.
   *
   * @param {GradientsWanted} wanted
   * @returns {Promise<Gradients>}
   */
  gradients(wanted) {
    return this.#experiment.ask({ type: "gradients", ...wanted, ...this.#shown });
  }

  /**
   * How the network reads all sketches, with the weights of the moment shown: of one moment, also while it trains.
   *
   * @param {Split} split
   * @returns {Promise<Reading>}
   */
  read(split) {
    const { weights } = this.#ofOneMoment;
    return readAll(
      { evaluate: (what) => this.#experiment.ask({ type: "evaluate", ...what }) },
      split,
      weights,
    );
  }

  /**
   * Let the lab's session have the reader's own drawings, to be read as the split "drawn", and learn from some of them.
   *
   * @param {import("../protocol.d.ts").LabelledDrawing[]} drawings
   * @param {number[]} learn which of them, counted from 0
   */
  collect(drawings, learn) {
    return this.#experiment.collect(drawings, learn);
  }

  /**
   * @param {Split} split
   * @param {number[]} indices
   * @returns {Promise<Pictures>}
   */
  pictures(split, indices) {
    return this.#experiment.ask({ type: "sketches", split, indices });
  }

  /**
   * What excites the filters of a convolution, of all held-out sketches and of the drawing.
   *
   * @param {ExcitementWanted} wanted
   */
  excite(wanted) {
    const { drawing, weights } = this.#ofOneMoment;
    const ask = (/** @type {number} */ start) =>
      this.#experiment.ask({
        type: "excite",
        split: "test",
        start,
        ...wanted,
        weights,
        drawing: start === 0 ? drawing : null,
      });
    return exciteAll(ask);
  }

  /**
   * What the network says with a part of the sample or the drawing covered, at every place.
   *
   * @param {OcclusionWanted} wanted
   */
  occlude(wanted) {
    const shown = this.#ofOneMoment;
    return occludeAll((start) => this.#experiment.ask({ type: "occlude", start, ...wanted, ...shown }));
  }

  /** What is asked for part by part is asked of one and the same moment. */
  get #ofOneMoment() {
    const weights = this.#experiment.weightsShown ?? this.#experiment.latest?.weights ?? null;
    return { sample: this.sample, drawing: this.drawing, weights };
  }

  get #shown() {
    return { sample: this.sample, drawing: this.drawing, weights: this.#experiment.weightsShown };
  }
}
