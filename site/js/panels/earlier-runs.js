/**
 * What the pale curves are: one line for each earlier run, saying what sets it apart from the one under way.
 *
 * @typedef {import("../lab/history.js").EarlierRun} EarlierRun
 * @typedef {import("../lab/settings.js").Setting} Setting
 * @typedef {import("../protocol.d.ts").Settings} Settings
 */

import { count, percent } from "../lab/format.js";
import { describeDifference } from "../lab/settings.js";

export class EarlierRuns {
  #box;
  #list;
  #shown = "";

  /**
   * @param {HTMLElement} box hidden while there are none
   * @param {HTMLElement} list
   */
  constructor(box, list) {
    this.#box = box;
    this.#list = list;
  }

  /**
   * @param {EarlierRun[]} runs
   * @param {Setting[]} known
   * @param {Settings} current
   */
  update(runs, known, current) {
    const lines = runs.map((run) => [run.letter, describe(run, known, current)]);
    const shown = JSON.stringify(lines);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#box.hidden = runs.length === 0;
    this.#list.replaceChildren(
      ...lines.map(([letter, text]) => {
        const item = document.createElement("li");
        const name = document.createElement("b");
        name.textContent = letter;
        item.append(name, ` ${text}`);
        return item;
      }),
    );
  }
}

/**
 * @param {EarlierRun} run
 * @param {Setting[]} known
 * @param {Settings} current
 */
function describe({ settings, loaded, edited, steps, accuracies }, known, current) {
  const difference = describeDifference(known, settings, current) || "the same settings";
  const origin = `${loaded ? ", from loaded weights" : ""}${edited ? ", with your code" : ""}`;
  return `${difference}${origin}: ${percent(accuracies.at(-1) ?? 0)} at step ${count(steps.at(-1) ?? 0)}`;
}
