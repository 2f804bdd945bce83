/**
 * Which sketches a network gets wrong, and which of them stand in one cell of its confusion matrix.
 *
 * @typedef {import("./reading.js").Reading} Reading
 * @typedef {{ index: number, label: number, prediction: number, confidence: number }} Verdict
 */

/**
 * Every sketch taken for another digit, the surest mistake first.
 *
 * @param {Reading} reading
 * @returns {Verdict[]}
 */
export function mistakes(reading) {
  return verdicts(reading, (label, prediction) => label !== prediction).sort(
    (a, b) => b.confidence - a.confidence || a.index - b.index,
  );
}

/**
 * The sketches of one cell: the surest first where they are wrong, the least sure first where they are right.
 *
 * @param {Reading} reading
 * @param {number} drawn
 * @param {number} said
 */
export function cellOf(reading, drawn, said) {
  const found = verdicts(reading, (label, prediction) => label === drawn && prediction === said);
  const sign = drawn === said ? 1 : -1;
  return found.sort((a, b) => sign * (a.confidence - b.confidence) || a.index - b.index);
}

/**
 * @param {Reading} reading
 * @param {(label: number, prediction: number) => boolean} isWanted
 * @returns {Verdict[]}
 */
function verdicts({ labels, predictions, confidences }, isWanted) {
  return labels
    .map((label, index) => ({
      index,
      label,
      prediction: predictions[index],
      confidence: confidences[index],
    }))
    .filter(({ label, prediction }) => isWanted(label, prediction));
}
