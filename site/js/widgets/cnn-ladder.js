/** `<cnn-ladder>`: a linear classifier, a perceptron, a CNN and an augmented CNN on the same sketches, over seeds. */

import { count, percent } from "../lab/format.js";
import { KeptDrawings } from "../lab/kept-drawings.js";
import { readAll } from "../lab/reading.js";
import { spread } from "./comparison.js";
import { fewer, verdict } from "./rungs.js";
import { strip, stripRow } from "./strips.js";
import { TrialWidget } from "./trial-widget.js";

/** @import { Settings } from "../protocol.d.ts" */
/** @import { Climbed } from "./rungs.js" */
/** @typedef {{ name: string, title: string, settings: Settings, params: number }} Rung */

/** Fractions wrong; what is worse is drawn at its end. */
const AXIS = /** @type {const} */ ([0, 0.4]);

class Ladder extends TrialWidget {
  /**
   * @override
   * @param {Record<string, number>} chosen
   */
  async trial({ sketches, seeds }) {
    /** @type {Rung[]} */
    const rungs = this.given("rungs");
    const results = rungs.map(({ title }) => {
      return /** @type {Climbed} */ ({ title, heldout: [], trained: [], own: [] });
    });
    this.say(`${rungs.length * seeds} networks train, one after the other.`);
    const steps = Number(this.dataset.steps);
    const drawings = KeptDrawings.forPage().drawings;
    const session = this.open({ ...rungs[0].settings, sketches });
    for (let run = 0; run < rungs.length * seeds && !this.isStopped; run++) {
      const [seed, rung] = [1 + Math.floor(run / rungs.length), rungs[run % rungs.length]];
      const result = results[run % rungs.length];
      await session.create({ ...rung.settings, sketches, seed });
      if (this.isStopped) break;
      const onProgress = (/** @type {{ step: number }} */ { step }) => {
        this.tell(
          (run + step / steps) / (rungs.length * seeds),
          `Seed ${seed} of ${seeds}: ${rung.title}, step ${step}`,
        );
      };
      await session.train({ pace: null, until: steps, onProgress });
      if (this.isStopped) break;
      const { accuracy: heldout } = await readAll(session, "test");
      const { accuracy: trained } = await readAll(session, "train");
      if (drawings.length > 0) {
        await session.collect(drawings, []);
        result.own.push(1 - (await readAll(session, "drawn")).accuracy);
      }
      result.heldout.push(1 - heldout);
      result.trained.push(1 - trained);
      this.#draw(rungs, results, { sketches, drawings: drawings.length });
    }
    this.#conclude(results, seeds);
  }

  /**
   * @param {Climbed[]} results
   * @param {number} seeds
   */
  #conclude(results, seeds) {
    const done = Math.min(...results.map(({ heldout }) => heldout.length));
    const whole = results.map((result) => ({ ...result, heldout: result.heldout.slice(0, done) }));
    if (done === seeds) return this.say(verdict(whole));
    const kept = done > 1 ? verdict(whole) : "That is too few to say anything.";
    this.say(`Stopped after ${done} of ${seeds} seeds. ${kept}`);
  }

  /**
   * @param {Rung[]} rungs
   * @param {Climbed[]} results
   * @param {{ sketches: number, drawings: number }} on
   */
  #draw(rungs, results, { sketches, drawings }) {
    const caption = `On ${count(sketches)} sketches. Wrong, in percent: a dot for each seed, a line for their mean.`;
    this.find("caption", HTMLElement).textContent = caption;
    const ownHead = this.find("own-head", HTMLElement);
    ownHead.hidden = drawings === 0;
    ownHead.textContent = `On ${count(drawings)} of yours`;
    const rows = results.map((result, i) => {
      const { heldout, trained, own } = result;
      const found = heldout.length ? spread(heldout) : null;
      const before = i > 0 && results[i - 1].heldout.length ? spread(results[i - 1].heldout) : null;
      const detail = `${count(rungs[i].params)} parameters`;
      const row = stripRow(rungs[i].name, { title: result.title, detail, rows: 1 }, [
        strip(heldout, found?.mean ?? null, AXIS),
        found ? percent(found.mean) : "–",
        found ? `${percent(found.minimum)} to ${percent(found.maximum)}` : "–",
        trained.length ? percent(spread(trained).mean) : "–",
        ...(drawings ? [own.length ? percent(spread(own).mean) : "–"] : []),
        found && before ? fewer(before.mean, found.mean) : "–",
      ]);
      for (const cell of [...row.cells].slice(3, -1)) cell.className = "strip-extra";
      return row;
    });
    this.find("rows", HTMLElement).replaceChildren(...rows);
  }
}

customElements.define("cnn-ladder", Ladder);
