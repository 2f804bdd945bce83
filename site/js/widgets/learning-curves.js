/** Accuracy against the number of sketches to learn from, for several networks and seeds, without a page around it. */

import { list, percent } from "../lab/format.js";
import { spread } from "./comparison.js";

/** @typedef {{ train: number, test: number }} Run fractions right of the sketches learned from, and of others */
/** @typedef {"cnn" | "mlp" | "mlp-wide"} Name */
/** @typedef {Record<Name, Run[][]>} Curves for each network and number of sketches the runs so far */
/** @typedef {{ mean: number, minimum: number, maximum: number, gap: number }} Cell */

/** @type {Record<Name, string>} */
export const NAMES = { cnn: "CNN", mlp: "Perceptron", "mlp-wide": "Wide perceptron" };
export const NETWORKS = /** @type {Name[]} */ (Object.keys(NAMES));

/** As in builder/widgets/small_data.py: the chart's measures, and what stands at its bottom. */
const [COLUMN, HEIGHT, WORST] = [100, 300, 0.25];
/** @type {Record<Name, number>} */
const ASIDE = { cnn: -9, mlp: 0, "mlp-wide": 9 };

/**
 * @param {number} sizes how many numbers of sketches there are
 * @returns {Curves}
 */
export function noCurves(sizes) {
  const empty = () => Array.from({ length: sizes }, () => /** @type {Run[]} */ ([]));
  return { cnn: empty(), mlp: empty(), "mlp-wide": empty() };
}

/**
 * @param {Run[]} runs
 * @returns {Cell | null} null without any
 */
export function cellOf(runs) {
  if (runs.length === 0) return null;
  const train = runs.reduce((sum, run) => sum + run.train, 0) / runs.length;
  const test = spread(runs.map((run) => run.test));
  return { ...test, gap: train - test.mean };
}

/**
 * A line through the means, a bar from the lowest to the highest at each, and a mark on each mean: SVG's `points` and `d`s.
 *
 * @param {Name} network
 * @param {(Cell | null)[]} cells
 */
export function shapesOf(network, cells) {
  const shapes = { line: "", ranges: "", marks: "" };
  cells.forEach((cell, i) => {
    if (!cell) return;
    const x = COLUMN * (i + 0.5) + ASIDE[network];
    const y = height(cell.mean);
    shapes.line += `${x},${y} `;
    shapes.ranges += `M${x} ${height(cell.maximum)}V${height(cell.minimum)}`;
    shapes.marks += mark(network, x, y);
  });
  return shapes;
}

/**
 * What the runs say: at the ends, and how many pairs of networks that had the same sketches agree.
 *
 * @param {Curves} curves every network with as many runs of each size
 * @param {number[]} sizes
 */
export function verdictOf(curves, sizes) {
  const last = sizes.length - 1;
  const small = pairs(curves.cnn, curves.mlp);
  const wide = pairs(curves.cnn, curves["mlp-wide"]);
  return [
    `From ${sizes[0]} sketches, ${means(curves, 0)} of others.`,
    `From ${sizes[last]}, ${means(curves, last)}.`,
    `The CNN was ahead of the perceptron of its size in ${small.won} of ${small.all} pairs that had the same sketches to learn from, and of the wide one in ${wide.won}.`,
  ].join(" ");
}

/**
 * @param {Curves} curves
 * @param {number} size
 */
function means(curves, size) {
  const each = NETWORKS.map((name) => {
    const words = name === "cnn" ? NAMES[name] : NAMES[name].toLowerCase();
    return `the ${words} gets ${percent(cellOf(curves[name][size])?.mean ?? 0)}`;
  });
  return list(each);
}

/**
 * In how many pairs the first was strictly ahead.
 *
 * @param {Run[][]} first
 * @param {Run[][]} second
 */
function pairs(first, second) {
  const ahead = first.flatMap((runs, i) => runs.map((run, j) => run.test > second[i][j].test));
  return { won: ahead.filter(Boolean).length, all: ahead.length };
}

/** @param {number} fraction */
function height(fraction) {
  return Math.round(10 * HEIGHT * (1 - Math.max(0, fraction - WORST) / (1 - WORST))) / 10;
}

/**
 * A disk, a square or a diamond.
 *
 * @param {Name} network
 * @param {number} x
 * @param {number} y
 */
function mark(network, x, y) {
  if (network === "cnn") return `M${x - 6} ${y}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z`;
  if (network === "mlp") return `M${x - 5.5} ${y - 5.5}h11v11h-11z`;
  return `M${x} ${y - 7.5}l7.5 7.5l-7.5 7.5l-7.5 -7.5z`;
}
