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
  const [ours, theirs] = [spread(cnn), spread(mlp)];
  const points = 100 * (ours.mean - theirs.mean);
  const digits =
    shift === 0
      ? "On centered digits"
      : `With digits moved by up to ${shift} ${shift === 1 ? "pixel" : "pixels"}`;
  const where = `${digits} and ${count(sketches)} sketches to learn from`;
  const overlap = ours.minimum <= theirs.maximum && theirs.minimum <= ours.maximum;
  if (overlap) {
    const lead =
      Math.abs(points) < 0.05
        ? "the two are level"
        : `the ${points > 0 ? "CNN" : "perceptron"} is ${Math.abs(points).toFixed(1)} points ahead on average`;
    return `${where}, ${lead}, and the seeds overlap: by these runs, you could not tell them apart for sure.`;
  }
  const [better, worse] = points > 0 ? ["CNN", "perceptron"] : ["perceptron", "CNN"];
  return `${where}, every ${better} beats every ${worse}, by ${Math.abs(points).toFixed(1)} points on average.`;
}
