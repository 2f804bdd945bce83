/**
 * Everything the lab shows: gives each panel its data. Knows the panels, never the worker.
 *
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("./settings.js").Setting} Setting
 * @typedef {import("../protocol.d.ts").Inspection} Inspection
 */

import { Bars } from "../panels/bars.js";
import { Curve } from "../panels/curve.js";
import { DigitCanvas } from "../panels/digit-canvas.js";
import { EarlierRuns } from "../panels/earlier-runs.js";
import { Filters } from "../panels/filters.js";
import { drawImage } from "../panels/image.js";
import { Numbers, showLayers } from "../panels/numbers.js";
import { Rewind } from "../panels/rewind.js";
import { Sample } from "../panels/sample.js";
import { chance, count, list, percent } from "./format.js";
import { partsOf } from "./parts.js";

const NUMBERS_MS = 100;

export class View {
  #part;
  #classes;
  #nameOf;
  #curve;
  #rewind;
  #earlier;
  #numbers;
  #sample;
  #bars;
  #filters;
  /** @type {number | null} */
  #hovered = null;
  /** @type {unknown} */
  #layersOf = null;
  #numbersAt = 0;

  /**
   * @param {HTMLElement} root
   * @param {number[]} classes
   * @param {(kind: number) => string} nameOf what a class is called
   * @param {object} actions
   * @param {(step: number | null) => void} actions.rewind
   * @param {() => void} actions.redraw
   * @param {() => void} actions.inspect look at the network again
   */
  constructor(root, classes, nameOf, { rewind, redraw, inspect }) {
    const part = partsOf(root);
    this.#part = part;
    this.#classes = classes;
    this.#nameOf = nameOf;
    this.#rewind = new Rewind(part("rewind", HTMLInputElement), part("rewind-text", HTMLElement), rewind);
    this.#curve = new Curve(part("plot", HTMLElement), {
      chance: 1 / classes.length,
      onHover: (step) => {
        this.#hovered = step;
        redraw();
      },
      onPick: (step) => this.#rewind.goTo(step),
    });
    this.#earlier = new EarlierRuns(part("earlier", HTMLElement), part("earlier-list", HTMLElement));
    this.#numbers = new Numbers(part("numbers", HTMLElement));
    this.#sample = new Sample(
      part("sample", HTMLCanvasElement),
      part("sample-label", HTMLElement),
      part("sample-verdict", HTMLElement),
      nameOf,
    );
    this.#bars = new Bars(part("bars", HTMLElement));
    const legend = {
      weights: [part("weight-low", HTMLElement), part("weight-high", HTMLElement)],
      maps: [part("map-low", HTMLElement), part("map-high", HTMLElement)],
    };
    const blank = part("filter", HTMLTemplateElement);
    this.#filters = new Filters(part("filters", HTMLElement), blank, legend, inspect);
  }

  /**
   * The curve and the numbers.
   *
   * @param {Experiment} experiment
   * @param {Setting[]} known
   */
  showRun({ run, history, rewoundTo, latest, created, isTraining }, known) {
    this.#curve.update(run, history.earlier, rewoundTo);
    const { checkpoints } = run;
    const index = rewoundTo === null ? null : checkpoints.nearest(rewoundTo);
    this.#rewind.update(run, index, this.#curve.lastStep);
    this.#part("rewind-now", HTMLElement).toggleAttribute("data-idle", rewoundTo === null);
    this.#earlier.update(history.earlier, known, run.settings);
    if (created && created !== this.#layersOf) showLayers(this.#part("layers", HTMLTableElement), created);
    this.#layersOf = created;
    // Nobody reads faster, and each change of a text costs a layout.
    const isTooSoon = isTraining && performance.now() - this.#numbersAt < NUMBERS_MS;
    if (!latest || isTooSoon) return;
    this.#numbersAt = performance.now();
    const point = rewoundTo === null ? null : run.at(rewoundTo);
    const past = point && index !== null ? { ...point, step: checkpoints.steps[index] } : null;
    const now = {
      step: latest.step,
      loss: latest.loss,
      train: latest.train_accuracy,
      test: latest.test_accuracy,
    };
    this.#numbers.update({
      ...(past ?? now),
      stepsPerSecond: isTraining ? latest.steps_per_second : null,
      stepMs: latest.step_ms,
    });
    this.#showLegend((this.#hovered === null ? null : run.at(this.#hovered)) ?? past ?? now);
  }

  /** @param {{ step: number, train: number, test: number }} point */
  #showLegend({ step, train, test }) {
    this.#part("legend-train", HTMLElement).textContent = percent(train);
    this.#part("legend-test", HTMLElement).textContent = percent(test);
    this.#part("legend-step", HTMLElement).textContent = `step ${count(step)}`;
    const summary = `Accuracy over training steps. At step ${step}: ${percent(train)} on training batches, ${percent(test)} held-out.`;
    this.#part("plot", HTMLElement).setAttribute("aria-label", summary);
  }

  /**
   * @param {Inspection} inspection
   * @param {boolean} isPassing whether training is about to bring the next one
   */
  showInspection({ sample, filters, biases, maps, drawing }, isPassing) {
    this.#sample.update(sample);
    const drawn = drawing?.prediction ? drawing.maps : null;
    this.#filters.update({ filters, biases, maps }, drawn, isPassing);
    const seen = this.#part("seen", HTMLCanvasElement);
    const { shape } = sample.image;
    const size = shape.reduce((product, n) => product * n, 1);
    // Nothing drawn is blank paper, or in color nothing at all.
    if (drawing || shape.length === 2) {
      drawImage(seen, drawing?.image ?? { data: new Float32Array(size), shape });
    } else seen.getContext("2d")?.clearRect(0, 0, seen.width, seen.height);
    this.#part("drawing", DigitCanvas).seen = drawing?.image.data ?? null;
    this.#bars.update(drawing?.prediction ?? null);
    const answer = this.#part("answer", HTMLElement);
    const text = this.answer(drawing?.prediction ?? null);
    if (answer.textContent !== text) answer.textContent = text;
  }

  /**
   * What the network says of the drawing, in words.
   *
   * @param {import("../protocol.d.ts").Prediction | null} prediction
   */
  answer(prediction) {
    if (!prediction) return "Nothing drawn, so it predicts nothing.";
    const probability = Math.max(...prediction.probabilities);
    const ranked = this.#classes
      .map((kind, i) => ({ kind, probability: prediction.probabilities[i] }))
      .filter(({ kind }) => kind !== prediction.digit);
    // Of many, the one that comes next.
    if (ranked.length > 3) {
      ranked.sort((a, b) => b.probability - a.probability);
      ranked.length = 1;
    }
    const others = list(ranked.map(({ kind }) => this.#nameOf(kind))).replace(" and ", " or ");
    const doubt = probability < 0.6 ? `, though it might be ${others}` : "";
    const sure = chance(probability).replace(">", "over");
    return `It says ${this.#nameOf(prediction.digit)}, ${sure} sure${doubt}.`;
  }
}
