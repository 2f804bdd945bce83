/**
 * Where the code of each widget's element is. It comes once such an element is on the page and near the window, so
 * that a page waits for nothing it has no use for.
 */

/** @type {Record<string, () => Promise<unknown>>} */
export const ELEMENTS = {
  "cnn-backward": () => import("./cnn-backward.js"),
  "cnn-code": () => import("../code/cnn-code.js"),
  "cnn-collection": () => import("./cnn-collection.js"),
  "cnn-compare": () => import("./cnn-compare.js"),
  "cnn-confusion": () => import("./cnn-confusion.js"),
  "cnn-controls": () => import("./cnn-controls.js"),
  "cnn-convolution": () => import("./cnn-convolution.js"),
  "cnn-depth": () => import("./cnn-depth.js"),
  "cnn-equivariance": () => import("./cnn-equivariance.js"),
  "cnn-exercise": () => import("../code/cnn-exercise.js"),
  "cnn-excites": () => import("./cnn-excites.js"),
  "cnn-gap": () => import("./cnn-gap.js"),
  "cnn-ladder": () => import("./cnn-ladder.js"),
  "cnn-network": () => import("./cnn-network.js"),
  "cnn-pooling": () => import("./cnn-pooling.js"),
  "cnn-race": () => import("./cnn-race.js"),
  "cnn-occlusion": () => import("./cnn-occlusion.js"),
  "cnn-parameters": () => import("./cnn-parameters.js"),
  "cnn-receptive-field": () => import("./cnn-receptive-field.js"),
  "cnn-residual": () => import("./cnn-residual.js"),
  "cnn-shapes": () => import("./cnn-shapes.js"),
  "cnn-small-data": () => import("./cnn-small-data.js"),
  "cnn-mistakes": () => import("./cnn-mistakes.js"),
  "cnn-storage": () => import("./cnn-storage.js"),
  "cnn-story": () => import("./cnn-story.js"),
};
