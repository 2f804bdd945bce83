/**
 * A whole reading of sketches by a network, asked for part by part, so that training and other answers come in between.
 *
 * @typedef {import("../session.js").Session} Session
 * @typedef {import("../protocol.d.ts").Split} Split
 *
 * @typedef {object} Reading
 * @property {number[]} labels for each sketch the digit drawn
 * @property {number[]} predictions the digit it is taken for
 * @property {number[]} confidences the probability of that
 * @property {number[][]} confusion a row for each digit drawn, a column for each answer
 * @property {number} accuracy the fraction right
 */

/**
 * @param {Pick<Session, "evaluate">} session
 * @param {Split} split
 * @param {Float32Array | null} [weights] of a checkpoint; without, the network must stand still meanwhile
 * @returns {Promise<Reading>}
 */
export async function readAll(session, split, weights = null) {
  /** @type {Reading} */
  const reading = { labels: [], predictions: [], confidences: [], confusion: [], accuracy: 0 };
  for (;;) {
    const part = await session.evaluate({ split, start: reading.labels.length, weights });
    reading.labels.push(...part.labels);
    reading.predictions.push(...part.predictions);
    reading.confidences.push(...part.confidences);
    const { data, shape } = part.confusion;
    for (let i = 0; i < shape[0]; i++) {
      reading.confusion[i] ??= new Array(shape[1]).fill(0);
      for (let j = 0; j < shape[1]; j++) reading.confusion[i][j] += data[i * shape[1] + j];
    }
    if (part.labels.length === 0 || reading.labels.length >= part.total) break;
  }
  const right = reading.confusion.reduce((sum, row, i) => sum + row[i], 0);
  reading.accuracy = right / Math.max(1, reading.labels.length);
  return reading;
}
