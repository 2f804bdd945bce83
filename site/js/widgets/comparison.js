/** What a comparison of two networks over several seeds says, without a page around it. */

import { count } from "../lab/format.js";

/** @typedef {{ cnn: number[], mlp: number[] }} Accuracies fractions, one for each seed */
/** @typedef {{ shift: number, sketches: number }} Condition by how many pixels digits move; how many there are to learn from */
/** @typedef {{ mean: number, minimum: number, maximum: number }} Spread */

/**
 * @param {number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

/**
 * One sentence: which was better, and whether the seeds agree.
 *
 * @param {Accuracies} accuracies
 * @param {Condition} condition
 */
export function verdict({ cnn, mlp }, { shift, sketches }) {
  const digits =
    shift === 0
      ? "On centered digits"
      : `With digits moved by up to ${shift} ${shift === 1 ? "pixel" : "pixels"}`;
  return `${digits} and ${count(sketches)} sketches to learn from, ${between(cnn, mlp, ["CNN", "perceptron"])}.`;
}

/**
 * Which of two networks was better, by how much, and whether the seeds agree; to follow a comma.
 *
 * @param {number[]} one its accuracies
 * @param {number[]} other
 * @param {[string, string]} names
 */
export function between(one, other, [oneName, otherName]) {
  const [ours, theirs] = [spread(one), spread(other)];
  const points = 100 * (ours.mean - theirs.mean);
  const overlap = ours.minimum <= theirs.maximum && theirs.minimum <= ours.maximum;
  if (overlap) {
    const lead =
      Math.abs(points) < 0.05
        ? "the two are level"
        : `the ${points > 0 ? oneName : otherName} is ${Math.abs(points).toFixed(1)} points ahead on average`;
    return `${lead}, and the seeds overlap: by these runs, you could not tell them apart for sure`;
  }
  const [better, worse] = points > 0 ? [oneName, otherName] : [otherName, oneName];
  return `every ${better} beats every ${worse}, by ${Math.abs(points).toFixed(1)} points on average`;
}
