/** `<cnn-depth>`: trains networks of one depth with and without skips side by side, over several seeds. */

import { count, percent } from "../lab/format.js";
import { between, spread } from "./comparison.js";
import { strip, stripRow } from "./strips.js";
import { TrialWidget } from "./trial-widget.js";

/** @import { Settings } from "../protocol.d.ts" */
/**
 * @typedef {"plain" | "residual" | "identity"} Kind as in cnn_core/lab/networks.py
 * @typedef {{ train: number[], test: number[] }} Accuracies fractions, one for each seed
 * @typedef {{ layers: number, params: number }} Depth
 * @typedef {Depth & Record<Kind, Accuracies>} Result
 */

const NAMES = { plain: "Plain", residual: "Residual", identity: "Residual from 0" };
const KINDS = /** @type {Kind[]} */ (Object.keys(NAMES));
/** It begins where guessing among four digits is. */
const AXIS = /** @type {const} */ ([0.25, 1]);
/** Each takes so many steps before it is the other's turn. */
const TURN = 20;

class DepthTrial extends TrialWidget {
  /** @type {{ depths: Depth[], filters: number, learning_rate: number, steps: number }} */
  #given = this.given("given");
  /** By their number of layers. @type {Map<number, Result>} */
  #results = new Map();

  /** @override */
  start() {
    super.start();
    this.find("depth", HTMLInputElement).addEventListener("input", () => this.#showDepth());
    this.#showDepth();
  }

  /**
   * @override
   * @param {Record<string, number>} chosen
   */
  async trial({ depth, seeds }) {
    const { layers, params } = this.#given.depths[depth];
    const before = this.#results.get(layers);
    /** @type {Result} */
    const result = {
      ...{ layers, params },
      ...{ plain: nothing(), residual: nothing(), identity: nothing() },
    };
    this.#results.set(layers, result);
    for (const kind of KINDS) this.find(`${kind}-lines`, SVGElement).replaceChildren();
    this.find("curves", HTMLElement).hidden = false;
    this.say(`${3 * seeds} networks of ${layers} layers train, three at a time.`);
    try {
      await this.#measure(result, seeds);
    } finally {
      // One seed says nothing of their spread.
      if (result.plain.test.length < 2) {
        if (before) this.#results.set(layers, before);
        else this.#results.delete(layers);
      }
      this.#draw();
    }
    const done = result.plain.test.length;
    const found = done > 1 ? verdict(result, this.#given.steps) : "That is too few to say anything.";
    this.say(done === seeds ? found : `Stopped after ${done} of ${seeds} seeds. ${found}`);
  }

  /**
   * @param {Result} result filled as it goes
   * @param {number} seeds
   */
  async #measure(result, seeds) {
    const { filters, learning_rate, steps } = this.#given;
    const classes = [0, 1, 2, 3];
    /** @type {(kind: Kind, seed: number) => Settings} */
    const settings = (kind, seed) => ({
      ...{ learning_rate, batch_size: 32, filters, shift: 0, sketches: 3000, seed, classes },
      network: /** @type {const} */ (`${kind}-${result.layers}`),
    });
    const sessions = KINDS.map((kind) => this.open(settings(kind, 1)));
    for (let seed = 1; seed <= seeds; seed += 1) {
      const runs = [];
      for (const [i, kind] of KINDS.entries()) {
        const { progress } = await sessions[i].create(settings(kind, seed));
        if (this.isStopped) return;
        runs.push({ kind, session: sessions[i], line: this.#addLine(kind), now: progress });
      }
      for (let step = 0; step <= steps; step += TURN) {
        for (const run of runs) {
          const until = Math.min(step, steps);
          const onProgress = (/** @type {typeof run.now} */ progress) => {
            run.now = progress;
          };
          if (step > 0) await run.session.train({ pace: null, until, onProgress });
          if (this.isStopped) return;
          const { train_accuracy: right } = run.now;
          run.line.points.push(`${until},${(100 - 100 * right).toFixed(1)}`);
          run.line.element.setAttribute("points", run.line.points.join(" "));
          this.find(`${run.kind}-now`, HTMLElement).textContent = percent(right);
        }
        this.tell((seed - 1 + step / steps) / seeds, `Seed ${seed} of ${seeds}: step ${step}`);
      }
      for (const { kind, now } of runs) {
        result[kind].train.push(now.train_accuracy);
        result[kind].test.push(now.test_accuracy);
      }
      this.#draw();
    }
  }

  /** @param {Kind} kind */
  #addLine(kind) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    element.setAttribute("class", "depth-line");
    this.find(`${kind}-lines`, SVGElement).append(element);
    return { element, points: /** @type {string[]} */ ([]) };
  }

  #showDepth() {
    const { layers, params } = this.#given.depths[Number(this.find("depth", HTMLInputElement).value)];
    this.find("depth-text", HTMLElement).textContent = `${layers} layers, ${count(params)} parameters`;
  }

  #draw() {
    const results = [...this.#results.values()].filter(({ plain }) => plain.test.length > 0);
    results.sort((a, b) => a.layers - b.layers);
    const rows = results.flatMap((result) => KINDS.map((kind) => row(result, kind)));
    this.find("rows", HTMLElement).replaceChildren(...rows);
    this.find("results", HTMLElement).hidden = rows.length === 0;
  }
}

/** @returns {Accuracies} */
function nothing() {
  return { train: [], test: [] };
}

/**
 * What the skips changed, and what their beginning changed.
 *
 * @param {Result} result
 * @param {number} steps
 */
function verdict({ layers, plain, residual, identity }, steps) {
  const skips = between(residual.test, plain.test, ["residual network", "plain network"]);
  const zeros = between(identity.test, residual.test, [
    "one that began at 0",
    "residual network that did not",
  ]);
  return `At ${layers} layers and after ${steps} steps, ${skips}. Of those with skips, ${zeros}.`;
}

/**
 * @param {Result} result
 * @param {Kind} kind
 */
function row(result, kind) {
  const { train, test } = result[kind];
  const { mean, minimum, maximum } = spread(test);
  const head = {
    title: `${result.layers} layers`,
    detail: `${count(result.params)} parameters`,
    rows: KINDS.length,
  };
  const element = stripRow(kind, kind === "plain" ? head : null, [
    NAMES[kind],
    strip(test, mean, AXIS),
    percent(mean),
    `${percent(minimum)} to ${percent(maximum)}`,
    percent(spread(train).mean),
  ]);
  for (const cell of [...element.cells].slice(-2)) cell.className = "strip-extra";
  return element;
}

customElements.define("cnn-depth", DepthTrial);
