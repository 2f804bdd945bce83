/** `<cnn-mistakes lab="…">`: the held-out sketches that the lab's network gets wrong, the surest mistakes first. */

import { chance, count } from "../lab/format.js";
import { mistakes } from "../lab/verdicts.js";
import { LabReader } from "./lab-reader.js";

/** @import { Reading } from "../lab/reading.js" */

/** More would be a wall. */
const MOST = 24;

class Mistakes extends LabReader {
  /**
   * @override
   * @param {Reading} reading
   */
  draw(reading) {
    const wrong = mistakes(reading);
    const summary = `${count(wrong.length)} of ${count(reading.labels.length)} held-out sketches wrong, at step ${count(this.showing.step)}.`;
    this.find("summary", HTMLElement).textContent = summary;
    if (!this.showing.isTraining) this.say(wrong.length ? "" : "No mistake is left among them.");
    const rest = this.find("rest", HTMLElement);
    rest.hidden = wrong.length <= MOST;
    rest.textContent = `and ${count(wrong.length - MOST)} more, of which it is less sure.`;
    const tiles = this.find("tiles", HTMLElement);
    this.tiles
      .show(tiles, wrong.slice(0, MOST), (verdict) => {
        const said = document.createElement("b");
        said.textContent = `says ${this.showing.nameOf(verdict.prediction)}`;
        return [`${this.showing.phrase(verdict.label)}; `, said, `, ${chance(verdict.confidence)}`];
      })
      .catch((/** @type {Error} */ error) => this.say(error.message));
  }
}

customElements.define("cnn-mistakes", Mistakes);
