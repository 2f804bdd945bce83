/**
 * The base of widgets that let the network of a lab on the same page read all held-out sketches, at the moment that the
 * lab shows. A subclass shows the reading.
 */

import { LabWatcher } from "./lab-watcher.js";
import { SketchTiles } from "./sketch-tiles.js";

/** @import { Reading } from "../lab/reading.js" */

/** @extends {LabWatcher<Reading>} */
export class LabReader extends LabWatcher {
  // There from `wire` on.
  tiles = /** @type {SketchTiles} */ (/** @type {unknown} */ (null));

  /** @override */
  wire() {
    this.tiles = new SketchTiles(this.showing);
  }

  /** @override */
  ask() {
    return this.showing.read("test");
  }

  /** @override */
  paint() {
    this.tiles.paint();
  }
}
