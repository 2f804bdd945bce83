/**
 * What a climb of the ladder says, without a page around it.
 *
 * @typedef {object} Climbed one rung, over seeds; all are fractions wrong, one for each seed
 * @property {string} title
 * @property {number[]} heldout on sketches it never learned from
 * @property {number[]} trained on those it learned from
 * @property {number[]} own on the reader's drawings; empty without any
 */

import { spread } from "./comparison.js";

/**
 * How many times fewer mistakes, for the eye: "2.4 ×"; without a mistake left, no number says it.
 *
 * @param {number} before fraction wrong
 * @param {number} after
 */
export function fewer(before, after) {
  if (after === 0) return before === 0 ? "–" : "all";
  return `${(before / after).toFixed(1)} ×`;
}

/**
 * What each step up the ladder brought, and whether the seeds agree.
 *
 * @param {Climbed[]} rungs from the lowest up
 */
export function verdict(rungs) {
  const steps = rungs.slice(1).map((rung, i) => step(rungs[i], rung));
  const [worst, best] = [rungs[0], rungs[rungs.length - 1]].map(({ heldout }) => spread(heldout).mean);
  const whole = best < worst && best > 0 ? ` In all, ${(worst / best).toFixed(1)} times fewer mistakes.` : "";
  return `${steps.join(" ")}${whole}`;
}

/**
 * @param {Climbed} lower
 * @param {Climbed} upper
 */
function step(lower, upper) {
  const [before, after] = [spread(lower.heldout), spread(upper.heldout)];
  const isBetter = after.mean < before.mean;
  const overlap = after.maximum >= before.minimum && before.maximum >= after.minimum;
  const name = `${upper.title} against ${lower.title}`;
  if (overlap) return `${name}: the seeds overlap, so these runs do not tell which is better.`;
  if (!isBetter) return `${name}: worse, on every seed.`;
  const factor =
    after.mean === 0 ? "no mistake is left" : `${(before.mean / after.mean).toFixed(1)} times fewer mistakes`;
  return `${name}: ${factor}, on every seed.`;
}
