/** `<cnn-compare>`: trains a CNN and a perceptron over several seeds, and shows every result. */

import { count, percent } from "../lab/format.js";
import { spread, verdict } from "./comparison.js";
import { strip, stripRow } from "./strips.js";
import { TrialWidget } from "./trial-widget.js";

/** @import { Accuracies, Condition } from "./comparison.js" */
/** @typedef {Condition & { accuracies: Accuracies }} Result */

const NAMES = { cnn: "CNN", mlp: "Perceptron" };
/** It begins where guessing among four digits is. */
const AXIS = /** @type {const} */ ([0.25, 1]);

class Compare extends TrialWidget {
  /** By their conditions. @type {Map<string, Result>} */
  #results = new Map();

  /** @override */
  start() {
    super.start();
    this.find("shift", HTMLInputElement).addEventListener("input", () => this.#showShift());
    this.#showShift();
  }

  /**
   * @override
   * @param {Record<string, number>} chosen
   */
  async trial({ shift, sketches, seeds }) {
    const key = `${shift} ${sketches}`;
    const before = this.#results.get(key);
    /** @type {Result} */
    const result = { shift, sketches, accuracies: { cnn: [], mlp: [] } };
    this.#results.set(key, result);
    this.say(`${2 * seeds} networks train, one after the other.`);
    try {
      await this.#measure(result, seeds);
    } finally {
      const { cnn, mlp } = result.accuracies;
      cnn.length = mlp.length;
      // One seed says nothing of their spread.
      if (mlp.length > 1) this.#results.set(key, result);
      else if (before) this.#results.set(key, before);
      else this.#results.delete(key);
      this.#draw();
    }
    const done = result.accuracies.mlp.length;
    if (done === seeds) return this.say(verdict(result.accuracies, result));
    const kept = done > 1 ? verdict(result.accuracies, result) : "That is too few to say anything.";
    this.say(`Stopped after ${done} of ${seeds} seeds. ${kept}`);
  }

  /**
   * @param {Result} result filled as it goes
   * @param {number} seeds
   */
  async #measure({ shift, sketches, accuracies }, seeds) {
    const steps = Number(this.dataset.steps);
    const settings = { learning_rate: 0.01, batch_size: 32, filters: 4, shift, sketches };
    const classes = [0, 1, 2, 3];
    const session = this.open({ ...settings, classes, seed: 1 });
    for (let run = 0; run < 2 * seeds; run += 1) {
      const seed = 1 + Math.floor(run / 2);
      const network = run % 2 ? "mlp" : "cnn";
      await session.create({ ...settings, classes, seed, network });
      if (this.isStopped) return;
      let accuracy = 0;
      const onProgress = (/** @type {{ step: number, test_accuracy: number }} */ progress) => {
        accuracy = progress.test_accuracy;
        const share = (run + progress.step / steps) / (2 * seeds);
        this.tell(share, `Seed ${seed} of ${seeds}: ${NAMES[network]}, step ${progress.step}`);
      };
      await session.train({ pace: null, until: steps, onProgress });
      if (this.isStopped) return;
      accuracies[network].push(accuracy);
      this.#draw();
    }
  }

  #showShift() {
    const shift = Number(this.find("shift", HTMLInputElement).value);
    const words = shift ? `up to ${shift} ${shift > 1 ? "pixels" : "pixel"}` : "none, all centered";
    this.find("shift-text", HTMLElement).textContent = words;
  }

  #draw() {
    const rows = [...this.#results.values()]
      .filter(({ accuracies }) => accuracies.cnn.length > 0)
      .sort((a, b) => a.shift - b.shift || a.sketches - b.sketches)
      .flatMap((result) => [row(result, "cnn"), row(result, "mlp")]);
    this.find("rows", HTMLElement).replaceChildren(...rows);
    this.find("results", HTMLElement).hidden = rows.length === 0;
  }
}

/**
 * @param {Result} result
 * @param {keyof Accuracies} network
 */
function row({ shift, sketches, accuracies }, network) {
  const measured = accuracies[network];
  const found = measured.length ? spread(measured) : null;
  const head = { title: `Shift ${shift}`, detail: `${count(sketches)} sketches`, rows: 2 };
  const element = stripRow(network, network === "cnn" ? head : null, [
    NAMES[network],
    strip(measured, found?.mean ?? null, AXIS),
    found ? percent(found.mean) : "–",
    found ? `${percent(found.minimum)} to ${percent(found.maximum)}` : "–",
  ]);
  element.cells[element.cells.length - 1].className = "strip-extra";
  return element;
}

customElements.define("cnn-compare", Compare);
