/** What a race of networks to an accuracy says, without a page around it. */

import { count, list } from "../lab/format.js";
import { spread } from "./comparison.js";

/**
 * @typedef {{ name: string, title: string, params: number, multiplications: number }} Network
 * @typedef {{ steps: (number | null)[], ms: number[] }} Runs for each seed the steps it took, null for never; and the median time of a step
 * @typedef {{ target: number, shift: number }} Course percent to get right; by how many pixels digits move
 */

/**
 * The first step after which so many were right.
 *
 * @param {{ data: Float32Array, shape: number[] }} points rows of [step, loss, train accuracy, test accuracy]
 * @param {number} fraction
 * @returns {number | null}
 */
export function arrival({ data }, fraction) {
  for (let row = 0; row < data.length; row += 4) {
    // Accuracies come as float32: 0.9 of them is a little less than 0.9.
    if (data[row + 3] >= fraction - 1e-6) return data[row];
  }
  return null;
}

/** @param {Runs} runs all seconds, one for each seed that arrived */
export function times({ steps, ms }) {
  return steps.flatMap((taken, i) => (taken === null ? [] : [taken * ms[i]]));
}

/** @param {number} milliseconds */
export function duration(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Who was first in steps and by the clock, and whether the seeds agree.
 *
 * @param {Network[]} networks
 * @param {Record<string, Runs>} runs
 * @param {Course} course
 */
export function outcome(networks, runs, { target, shift }) {
  const where = shift
    ? `digits moved by up to ${shift} ${shift === 1 ? "pixel" : "pixels"}`
    : "centered digits";
  const isThere = ({ name = "" }) => runs[name].steps.every((taken) => taken !== null);
  const there = networks.filter(isThere);
  const lost = networks.filter((network) => !isThere(network)).map(({ title }) => title.toLowerCase());
  const missed = lost.length
    ? ` Not every run of the ${list(lost).replace(/\bcnn\b/g, "CNN")} got there at all.`
    : "";
  const lead = `To ${target} % of ${where}`;
  if (!there.length) return `${lead}: none of them got there every time.`;
  const inSteps = first(
    there,
    (name) => runs[name].steps.map(Number),
    (steps) => `${count(steps)} steps`,
  );
  const inTime = first(there, (name) => times(runs[name]), duration);
  return `${lead}: in steps, ${inSteps}. By the clock, ${inTime}.${missed}`;
}

/**
 * @param {Network[]} networks
 * @param {(name: string) => number[]} measured the less, the better
 * @param {(value: number) => string} written
 */
function first(networks, measured, written) {
  const runs = networks.map(({ name, title }) => ({
    title: title.replace(/^P/, "p"),
    ...spread(measured(name)),
  }));
  runs.sort((a, b) => a.mean - b.mean);
  const [best, next] = runs;
  const { title } = best;
  if (!next) return `the ${title} needs ${written(best.mean)}`;
  const rest = list(runs.slice(1).map((run) => `${written(run.mean)} of the ${run.title}`));
  const sure = best.maximum < next.minimum ? "whatever the seed" : "though seeds overlap";
  return `the ${title} is first on average, ${sure}: ${written(best.mean)} against ${rest}`;
}
