/** `<cnn-small-data>`: trains three networks on few sketches and on more, over several seeds, and draws their learning curves. */

import { percent } from "../lab/format.js";
import { readAll } from "../lab/reading.js";
import { cellOf, NAMES, NETWORKS, noCurves, shapesOf, verdictOf } from "./learning-curves.js";
import { TrialWidget } from "./trial-widget.js";

/** @import { NetworkName } from "../protocol.d.ts" */
/** @import { Cell, Curves, Name } from "./learning-curves.js" */

class SmallData extends TrialWidget {
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
  async trial({ shift, seeds }) {
    const sizes = this.#sizes;
    const curves = noCurves(sizes.length);
    const pixels = this.find("pixels", HTMLSelectElement);
    const all = seeds * sizes.length * NETWORKS.length;
    this.say(`${all} networks train, one after the other.`);
    this.find("caption", HTMLElement).textContent =
      `Measured here, over ${seeds} seeds, ${this.#moved(shift)}, pixels ${pixels.selectedOptions[0].text}: right of held-out sketches, on average; below it the lowest and the highest, and the gap to the sketches learned from.`;
    this.#draw(curves);
    const done = await this.#measure(curves, { shift, suffix: pixels.value, seeds, all });
    if (done === all) return this.say(verdictOf(curves, sizes));
    this.say(`Stopped after ${done} of ${all} networks.`);
  }

  /**
   * @param {Curves} curves filled as it goes
   * @param {{ shift: number, suffix: string, seeds: number, all: number }} trial
   * @returns {Promise<number>} how many networks were trained
   */
  async #measure(curves, { shift, suffix, seeds, all }) {
    const steps = Number(this.dataset.steps);
    const settings = { learning_rate: 0.01, batch_size: 32, filters: 4, classes: [0, 1, 2, 3], shift };
    const session = this.open({ ...settings, sketches: this.#sizes[0], seed: 1 });
    let done = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      for (const [i, sketches] of this.#sizes.entries()) {
        for (const name of NETWORKS) {
          const network = /** @type {NetworkName} */ (name + suffix);
          this.tell(done / all, `Seed ${seed} of ${seeds}: ${NAMES[name]}, ${sketches} sketches`);
          await session.create({ ...settings, sketches, network, seed, subset: seed });
          if (this.isStopped) return done;
          let test = 0;
          const onProgress = (/** @type {{ test_accuracy: number }} */ progress) => {
            test = progress.test_accuracy;
          };
          await session.train({ pace: null, until: steps, onProgress });
          if (this.isStopped) return done;
          const { accuracy: train } = await readAll(session, "train");
          curves[name][i].push({ train, test });
          done += 1;
          this.#draw(curves);
        }
      }
    }
    return done;
  }

  /** @param {Curves} curves */
  #draw(curves) {
    const rows = this.find("rows", HTMLTableSectionElement).rows;
    for (const [column, name] of NETWORKS.entries()) {
      const cells = curves[name].map(cellOf);
      this.#drawSeries(name, cells);
      for (const [i, cell] of cells.entries()) write(rows[i].cells[column + 1], cell);
    }
  }

  /**
   * @param {Name} name
   * @param {(Cell | null)[]} cells
   */
  #drawSeries(name, cells) {
    const { line, ranges, marks } = shapesOf(name, cells);
    const group = `.small-chart [data-network="${name}"]`;
    this.querySelector(`${group} .small-line`)?.setAttribute("points", line);
    this.querySelector(`${group} .small-range`)?.setAttribute("d", ranges);
    this.querySelector(`${group} .small-mark`)?.setAttribute("d", marks);
  }

  #showShift() {
    const text = this.#moved(Number(this.find("shift", HTMLInputElement).value));
    this.find("shift-text", HTMLElement).textContent = text;
  }

  /** @param {number} shift */
  #moved(shift) {
    if (shift === 0) return "digits centered";
    return `digits moved by up to ${shift} ${shift > 1 ? "pixels" : "pixel"}`;
  }

  /** @returns {number[]} */
  get #sizes() {
    return this.given("sizes");
  }
}

/**
 * @param {HTMLTableCellElement} element
 * @param {Cell | null} cell
 */
function write(element, cell) {
  const texts = cell
    ? [percent(cell.mean), `${bare(cell.minimum)} to ${bare(cell.maximum)}`, `gap ${bare(cell.gap)}`]
    : ["–", "", ""];
  texts.forEach((text, i) => {
    element.children[i].textContent = text;
  });
}

/** @param {number} fraction */
function bare(fraction) {
  return (100 * fraction).toFixed(1).replace("-", "−");
}

customElements.define("cnn-small-data", SmallData);
