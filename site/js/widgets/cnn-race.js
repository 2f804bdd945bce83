/** `<cnn-race>`: trains networks until they get enough right, over several seeds; counts steps, and takes the time. */

import { count } from "../lab/format.js";
import { spread } from "./comparison.js";
import { arrival, duration, outcome, times } from "./racing.js";
import { strip, stripRow } from "./strips.js";
import { TrialWidget } from "./trial-widget.js";

/** @import { TrainProgress } from "../protocol.d.ts" */
/** @import { Course, Network, Runs } from "./racing.js" */
/** @typedef {Course & { runs: Record<string, Runs> }} Result */

class Race extends TrialWidget {
  /** @type {Network[]} */
  #networks = this.given("networks");
  #limit = Number(this.dataset.steps);
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
  async trial({ target, shift, seeds }) {
    const key = `${target} ${shift}`;
    const before = this.#results.get(key);
    const runs = Object.fromEntries(this.#networks.map(({ name }) => [name, { steps: [], ms: [] }]));
    /** @type {Result} */
    const result = { target, shift, runs };
    this.#results.set(key, result);
    this.say(`${this.#networks.length * seeds} networks train, one after the other.`);
    try {
      await this.#measure(result, seeds);
    } finally {
      const done = this.#finished(result);
      for (const { steps, ms } of Object.values(runs)) steps.length = ms.length = done;
      // One seed says nothing of their spread.
      if (done < 2 && before) this.#results.set(key, before);
      else if (done < 2) this.#results.delete(key);
      this.#draw();
    }
    const done = this.#finished(result);
    if (done === seeds) return this.say(outcome(this.#networks, runs, result));
    const kept = done > 1 ? outcome(this.#networks, runs, result) : "That is too few to say anything.";
    this.say(`Stopped after ${done} of ${seeds} seeds. ${kept}`);
  }

  /**
   * @param {Result} result filled as it goes
   * @param {number} seeds
   */
  async #measure({ target, shift, runs }, seeds) {
    const classes = [0, 1, 2, 3];
    const settings = { learning_rate: 0.01, batch_size: 32, filters: 4, shift, sketches: 3000, classes };
    const session = this.open({ ...settings, seed: 1 });
    for (let seed = 1; seed <= seeds; seed += 1) {
      for (const [i, { name, title }] of this.#networks.entries()) {
        const network = /** @type {"cnn" | "mlp" | "mlp-wide"} */ (name);
        const { progress } = await session.create({ ...settings, seed, network });
        if (this.isStopped) return;
        let reached = arrival(progress.points, target / 100);
        let ms = 0;
        const onProgress = (/** @type {TrainProgress} */ { step, points, step_ms }) => {
          ms = step_ms;
          const run = (seed - 1) * this.#networks.length + i + step / this.#limit;
          this.tell(
            run / (seeds * this.#networks.length),
            `Seed ${seed} of ${seeds}: ${title}, step ${step}`,
          );
          reached ??= arrival(points, target / 100);
          if (reached !== null) session.pause().catch(() => {});
        };
        if (reached === null) await session.train({ pace: null, until: this.#limit, onProgress });
        if (this.isStopped) return;
        runs[name].steps.push(reached);
        runs[name].ms.push(ms);
      }
      this.#draw();
    }
  }

  /** @param {Result} result */
  #finished({ runs }) {
    return Math.min(...Object.values(runs).map(({ steps }) => steps.length));
  }

  #showShift() {
    const shift = Number(this.find("shift", HTMLInputElement).value);
    const words = shift ? `up to ${shift} ${shift > 1 ? "pixels" : "pixel"}` : "none, all centered";
    this.find("shift-text", HTMLElement).textContent = words;
  }

  #draw() {
    const results = [...this.#results.values()].filter((result) => this.#finished(result) > 0);
    results.sort((a, b) => a.shift - b.shift || a.target - b.target);
    const rows = results.flatMap((result) =>
      this.#networks.map((network, i) => this.#row(result, network, !i)),
    );
    this.find("rows", HTMLElement).replaceChildren(...rows);
    this.find("results", HTMLElement).hidden = rows.length === 0;
  }

  /**
   * @param {Result} result
   * @param {Network} network
   * @param {boolean} isFirst
   */
  #row({ target, shift, runs }, { name, title }, isFirst) {
    const { steps, ms } = runs[name];
    const arrived = steps.filter((taken) => taken !== null);
    const isSure = arrived.length === steps.length;
    const mean = isSure ? spread(arrived).mean : null;
    const missed = `${arrived.length} of ${steps.length} got there`;
    const head = { title: `${target} %`, detail: `shift ${shift}`, rows: this.#networks.length };
    const element = stripRow(name, isFirst ? head : null, [
      title,
      strip(
        steps.map((taken) => taken ?? this.#limit),
        mean,
        [0, this.#limit],
      ),
      mean === null ? missed : count(mean),
      `${spread(ms).mean.toFixed(2)} ms`,
      mean === null ? "–" : duration(spread(times(runs[name])).mean),
    ]);
    element.cells[element.cells.length - 2].className = "strip-extra";
    return element;
  }
}

customElements.define("cnn-race", Race);
