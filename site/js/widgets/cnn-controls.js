/** `<cnn-controls>`: what a network learns from color alone, from shape alone and from both, over several seeds. */

import { percent } from "../lab/format.js";
import { spread } from "./comparison.js";
import { strip, stripRow } from "./strips.js";
import { TrialWidget } from "./trial-widget.js";

/** @typedef {"everything" | "shuffled" | "gray"} Sees */

const CLASSES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

class Controls extends TrialWidget {
  /**
   * @override
   * @param {Record<string, number>} chosen
   */
  async trial({ seeds }) {
    /** @type {Record<Sees, string>} */
    const names = this.given("names");
    const all = /** @type {Sees[]} */ (Object.keys(names));
    const steps = Number(this.dataset.steps);
    const settings = {
      network: /** @type {const} */ ("color-32"),
      classes: CLASSES,
      filters: Number(this.dataset.filters),
      learning_rate: 0.003,
      batch_size: 32,
      shift: 0,
      sketches: 1000,
      seed: 1,
    };
    /** @type {Record<Sees, number[]>} */
    const accuracies = { everything: [], shuffled: [], gray: [] };
    const runs = all.length * seeds;
    this.say(`${runs} networks train, one after the other.`);
    const session = this.open(settings);
    for (let run = 0; run < runs; run += 1) {
      const [seed, sees] = [1 + Math.floor(run / all.length), all[run % all.length]];
      await session.create({ ...settings, seed, sees });
      if (this.isStopped) break;
      let accuracy = 0;
      const onProgress = (/** @type {{ step: number, test_accuracy: number }} */ progress) => {
        accuracy = progress.test_accuracy;
        const share = (run + progress.step / steps) / runs;
        this.tell(share, `Seed ${seed} of ${seeds}: ${names[sees].toLowerCase()}, step ${progress.step}`);
      };
      await session.train({ pace: null, until: steps, onProgress });
      if (this.isStopped) break;
      accuracies[sees].push(accuracy);
      this.#draw(all, names, accuracies);
    }
    const isDone = accuracies.gray.length === seeds;
    const said = all
      .filter((sees) => accuracies[sees].length > 0)
      .map((sees) => words(names[sees], accuracies[sees]));
    this.say(`${isDone ? "" : "Stopped. "}${said.join(" ")}`);
  }

  /**
   * @param {Sees[]} all
   * @param {Record<Sees, string>} names
   * @param {Record<Sees, number[]>} accuracies
   */
  #draw(all, names, accuracies) {
    const rows = all
      .filter((sees) => accuracies[sees].length > 0)
      .map((sees) => {
        const { mean, minimum, maximum } = spread(accuracies[sees]);
        const row = stripRow(sees === "everything" ? "cnn" : sees, null, [
          names[sees],
          strip(accuracies[sees], mean, [0, 1]),
          percent(mean),
          `${percent(minimum)} to ${percent(maximum)}`,
        ]);
        row.cells[row.cells.length - 1].className = "strip-extra";
        return row;
      });
    this.find("rows", HTMLElement).replaceChildren(...rows);
    this.find("results", HTMLElement).hidden = false;
  }
}

/** @param {string} name @param {number[]} accuracies */
function words(name, accuracies) {
  const { mean, minimum, maximum } = spread(accuracies);
  return `${name}: ${percent(mean)} on average, from ${percent(minimum)} to ${percent(maximum)}.`;
}

customElements.define("cnn-controls", Controls);
