/**
 * The stages of the way back: the loss first, then each layer from the last to the first, then the step that follows.
 * At stage s, the gradients of the last s layers are known.
 *
 * @typedef {import("./blocks.js").Layer} Layer
 * @typedef {import("./blocks.js").Place} Place
 * @typedef {import("../protocol.d.ts").Gradients} Gradients
 */

import { digits as write } from "./arithmetic.js";
import { blocksOf } from "./blocks.js";
import { strongest } from "./layers.js";
import { isScores, layerName } from "./names.js";

/**
 * The last stage: that of the update. Softmax, which closes the list of layers, belongs to the loss.
 *
 * @param {Layer[]} layers
 */
export function lastStage(layers) {
  return layers.length - 1;
}

/**
 * The layer whose backward pass a stage is; null for the loss and for the update.
 *
 * @param {Layer[]} layers
 * @param {number} stage
 */
export function layerOf(layers, stage) {
  const layer = layers.length - 1 - stage;
  return stage === 0 || layer < 1 ? null : layer;
}

/**
 * The keys of the blocks that are known at a stage, and of those that have just become so.
 *
 * @param {Layer[]} layers
 * @param {number} stage
 */
export function blocksAt(layers, stage) {
  const scores = layers.length - 2;
  const isUpdate = stage === lastStage(layers);
  const known = [];
  const fresh = [];
  for (const { key, layer, isParam, form } of blocksOf(layers)) {
    if (form === "bars") continue;
    const at = isParam ? scores - layer + 1 : scores - layer;
    if (at <= stage) known.push(key);
    if (isUpdate ? isParam : at === stage) fresh.push(key);
  }
  return { known: new Set(known), fresh: new Set(fresh) };
}

/**
 * What to look at first at a stage: the largest of what has just become known.
 *
 * @param {Layer[]} layers
 * @param {number} stage
 * @returns {Place}
 */
export function placeAt(layers, stage) {
  const layer = layerOf(layers, stage);
  if (stage === lastStage(layers)) {
    const first = layers.findIndex(({ kernel }) => kernel !== null);
    return strongest(layers[first], first, "kernel");
  }
  if (layer === null) return strongest(layers[layers.length - 2], layers.length - 2, null);
  if (layers[layer].kernel) return strongest(layers[layer], layer, "kernel");
  return strongest(layers[layer - 1], layer - 1, null);
}

/**
 * A stage in words.
 *
 * @param {Gradients} told
 * @param {Layer[]} layers
 * @param {number} stage
 * @param {(label: number) => string} [phrase] what the sketch is of
 * @returns {{ title: string, text: string }}
 */
export function stageWords(told, layers, stage, phrase = (label) => `a ${label}`) {
  const layer = layerOf(layers, stage);
  if (layer === null) return stage === 0 ? lossWords(told, phrase) : updateWords(told);
  const { kind, shape, kernelShape } = layers[layer];
  const name = isScores(layers, layer) ? "the scores’ dense layer" : layerName(layers, layer);
  const title = `Back through ${name.charAt(0).toLowerCase() + name.slice(1)}`.replace("reLU", "ReLU");
  const { open = 0, places = 0 } = told.layers[layer];
  switch (kind) {
    case "Dense":
      return {
        title,
        text: `Each weight multiplied one number and went into one unit, so its gradient is that number times the unit’s gradient. And what came in gets its gradient through the same weights, ${kernelShape?.[1]} of them each.`,
      };
    case "ReLU":
      return {
        title,
        text: `A gate. ${open} of ${places} numbers were above zero, and there the gradient passes as it is. At the others it stops.`,
      };
    case "Flatten":
      return {
        title,
        text: "Nothing was computed here, so nothing changes: the row is folded back into maps.",
      };
    case "MaxPool2D":
      return {
        title,
        text: `Each gradient goes to the place where its window’s maximum was: ${open} of ${places} places get one, the others had no say.`,
      };
    case "Conv2D":
      return {
        title,
        text: `Each weight was used at ${shape[0] * shape[1]} positions, and each of them has its say: the gradient is the sum of theirs, listed below.${layer === 1 ? " The image gets a gradient too: how each pixel would have to change for the loss to grow." : ""}`,
      };
    default:
      return { title, text: "" };
  }
}

/** @param {Gradients} told @param {(label: number) => string} phrase */
function lossWords({ loss, kind, count, label }, phrase) {
  const of = label === null ? `${count} sketches` : phrase(label);
  const mean =
    kind === "batch" ? " Of a batch, all that follows is the sum over its sketches, of a mean loss." : "";
  return {
    title: "The loss",
    text: `The loss of ${of} is ${write(loss)}. Its gradient at the scores is as simple as can be: what was predicted less what is right, p − y.${mean}`,
  };
}

/** @param {Gradients} told */
function updateWords({ optimizer, fresh, kind }) {
  const name = optimizer.split("(")[0];
  const memory = fresh
    ? ` ${name} remembers nothing here, at the beginning or at a checkpoint, which keeps the weights alone.`
    : "";
  const batch = kind === "batch" ? "" : " In training, it would be for a whole batch at once.";
  return {
    title: "The step",
    text: `Every weight moves a little against its gradient: in the filters and weights, now, what ${optimizer} would add to each.${batch}${memory}`,
  };
}
