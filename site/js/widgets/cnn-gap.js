/** `<cnn-gap>`: accuracy on the sketches a network trains on and on others, as it trains; the gap is what it learned by heart. */

import { count, percent } from "../lab/format.js";
import { readAll } from "../lab/reading.js";
import { TrialWidget } from "./trial-widget.js";

/** @typedef {{ step: number, train: number, test: number }} Point fractions right after so many steps */

/** Steps a second: the curves part before one's eyes. */
const PACE = 300;

class Gap extends TrialWidget {
  /**
   * @override
   * @param {Record<string, number>} chosen
   */
  async trial({ sketches }) {
    const settings = { learning_rate: 0.01, batch_size: 32, filters: 4, ...this.given("settings") };
    const session = this.open({ ...settings, classes: [0, 1, 2, 3], sketches });
    /** @type {number[]} */
    const looks = this.given("looks");
    /** @type {Point[]} */
    const points = [];
    this.say(`A new network learns from ${count(sketches)} sketches.`);
    let { test_accuracy: test } = (await session.create()).progress;
    for (const step of looks) {
      if (this.isStopped) break;
      const onProgress = (/** @type {{ test_accuracy: number }} */ progress) => {
        test = progress.test_accuracy;
      };
      if (step > 0) await session.train({ pace: PACE, until: step, onProgress });
      if (this.isStopped) break;
      const { accuracy: train } = await readAll(session, "train");
      points.push({ step, train, test });
      this.#draw(points, sketches);
      this.tell(step / looks[looks.length - 1], `Step ${step}`);
    }
    const last = points.at(-1);
    if (!last) return;
    if (this.isStopped) return this.say(`Stopped after ${last.step} steps.`);
    this.#list(sketches, last);
    const seen = last.train === 1 ? `all of the ${count(sketches)}` : `${percent(last.train)} of the`;
    this.say(
      `It gets ${seen} sketches it learned from right, and ${percent(last.test)} of those it has never seen: ${gapOf(last)}.`,
    );
  }

  /**
   * @param {Point[]} points
   * @param {number} sketches
   */
  #draw(points, sketches) {
    const last = points[points.length - 1];
    const train = points.map((point) => place(point.step, point.train));
    const test = points.map((point) => place(point.step, point.test));
    this.find("train-line", SVGElement).setAttribute("points", train.join(" "));
    this.find("test-line", SVGElement).setAttribute("points", test.join(" "));
    this.find("area", SVGElement).setAttribute("points", [...train, ...test.reverse()].join(" "));
    this.find("train", HTMLElement).textContent = percent(last.train);
    this.find("test", HTMLElement).textContent = percent(last.test);
    this.find("between", HTMLElement).textContent = pointsOf(last);
    const summary = `Accuracy over ${last.step} steps, ${count(sketches)} sketches to learn from: ${percent(last.train)} on those, ${percent(last.test)} on held-out ones at the end.`;
    this.find("chart", SVGElement).setAttribute("aria-label", summary);
  }

  /**
   * @param {number} sketches
   * @param {Point} last
   */
  #list(sketches, last) {
    const rows = this.find("rows", HTMLElement);
    const all = /** @type {HTMLTableRowElement[]} */ ([...rows.children]);
    const like = all.find((row) => row.dataset.sketches === String(sketches));
    const row = /** @type {HTMLTableRowElement} */ ((like ?? all[0]).cloneNode(true));
    row.dataset.sketches = String(sketches);
    [`${count(sketches)} sketches`, percent(last.train), percent(last.test), pointsOf(last)].forEach(
      (text, i) => {
        row.cells[i].textContent = text;
      },
    );
    row.querySelector(".gap-bar")?.setAttribute("d", `M${100 * last.test} 3H${100 * last.train}`);
    const others = all.filter((other) => other !== like);
    rows.replaceChildren(
      ...[...others, row].sort((a, b) => Number(a.dataset.sketches) - Number(b.dataset.sketches)),
    );
  }
}

/**
 * In the chart's coordinates: steps, and percent wrong.
 *
 * @param {number} step
 * @param {number} fraction
 */
function place(step, fraction) {
  return `${step},${(100 - 100 * fraction).toFixed(1)}`;
}

/** @param {Point} point */
function pointsOf({ train, test }) {
  return `${(100 * (train - test)).toFixed(1).replace("-", "−")} points`;
}

/** @param {Point} point */
function gapOf(point) {
  return point.train > point.test ? `a gap of ${pointsOf(point)}` : "no gap at all";
}

customElements.define("cnn-gap", Gap);
