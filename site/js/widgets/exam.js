/**
 * What the exam of a reader's own drawings says, without a page around it.
 *
 * @typedef {object} Marked one drawing
 * @property {boolean} isRight
 * @property {boolean} isTaught whether the network has learned from it
 */

import { count, percent } from "../lab/format.js";
import { interval } from "../lab/interval.js";

/** @param {number} n */
export function drawingsOf(n) {
  return `${count(n)} ${n === 1 ? "drawing" : "drawings"}`;
}

/**
 * @param {Marked[]} drawings
 * @param {number} step of the network that has read them
 * @returns {{ summary: string, sure: string, taught: string }} `taught` is empty where it has learned from none
 */
export function results(drawings, step) {
  const kept = drawings.filter(({ isTaught }) => !isTaught);
  const taught = drawings.filter(({ isTaught }) => isTaught);
  const [right, known] = [kept, taught].map((group) => group.filter(({ isRight }) => isRight).length);
  const total = kept.length;
  const share = percent(right / Math.max(1, total));
  return {
    summary: total
      ? `At step ${count(step)}, the network reads ${count(right)} of ${count(total)} right, ${share}.`
      : "All of these were learned from: there is none left to examine it with.",
    sure: total ? sureOf(right, total) : "",
    taught: taught.length
      ? `Of the ${count(taught.length)} it has learned from, ${count(known)} right. They no longer count: it has seen the answers.`
      : "",
  };
}

/**
 * @param {number} right
 * @param {number} total
 */
function sureOf(right, total) {
  const [low, high] = interval(right, total).map((fraction) => Math.round(100 * fraction));
  return `By ${drawingsOf(total)} alone, its true accuracy on your hand may be anything from ${low} to ${high} %.`;
}
