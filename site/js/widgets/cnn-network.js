/** `<cnn-network lab="…">`: all layers of the lab's network for one sample, and the arithmetic of any number in them. */

import { chance } from "../lab/format.js";
import { ArithmeticPanel, digits as write } from "../picture/arithmetic.js";
import { explainCell, explainParam } from "../picture/forward-words.js";
import { numbersOf, paintable, readActivations, strongest, valueAt } from "../picture/layers.js";
import { placeName } from "../picture/names.js";
import { Attached } from "./attached.js";

/** @import { Activations } from "../protocol.d.ts" */
/** @import { Place } from "../picture/blocks.js" */

/** @extends {Attached<Activations>} */
class NetworkView extends Attached {
  #panel = new ArithmeticPanel((name) => this.find(name, HTMLElement));
  /** @type {Activations | null} */
  #answer = null;

  /** @override @param {boolean} isDetailed */
  ask(isDetailed) {
    const { chosen } = this;
    const cell =
      isDetailed && chosen && chosen.param === null ? { layer: chosen.layer, index: chosen.index } : null;
    return this.showing.activations({ kind: this.kind === "drawing" ? "drawing" : "sample", cell });
  }

  /**
   * @override
   * @param {Activations} answer
   * @param {boolean} isDetailed
   */
  draw(answer, isDetailed) {
    const isFirst = this.#answer === null;
    this.#answer = answer;
    const layers = readActivations(answer.layers);
    const { names: digits } = this.showing;
    const target = answer.label === null ? null : this.showing.digits.indexOf(answer.label);
    const argmax = new Map();
    answer.layers.forEach((layer, i) => {
      if (layer.argmax) argmax.set(i - 1, numbersOf(layer.argmax));
    });
    this.picture.show({ layers, digits, target, argmax, image: null, ...paintable(layers) });
    // Something to begin with: the first convolution's strongest response.
    if (isFirst && !this.chosen) {
      const convolution = layers.findIndex(({ kind }) => kind === "Conv2D");
      this.kept = strongest(layers[Math.max(1, convolution)], Math.max(1, convolution), null);
      this.refresh();
      return;
    }
    const { chosen } = this;
    if (!isDetailed) return;
    this.picture.choose(chosen, answer.cell?.fields ?? null);
    this.#tell(answer);
    if (chosen?.param) this.#panel.show(explainParam(chosen, layers, digits));
    else if (answer.cell) this.#panel.show(explainCell(answer.cell, layers, digits));
    if (this.#saying && chosen) {
      this.#saying = false;
      this.say(`${placeName(layers, chosen, digits)}: ${write(valueAt(layers, chosen))}`);
    }
  }

  /** @override */
  wire() {
    this.find("open-source", HTMLButtonElement).addEventListener("click", () => {
      this.showing.openSource(this.#answer?.layers[this.chosen?.layer ?? 1]?.kind ?? "Conv2D");
    });
  }

  /** Whether what was picked is still to be said. */
  #saying = false;

  /** @override @param {Place} _place */
  picked(_place) {
    this.#saying = true;
  }

  /** @param {Activations} answer */
  #tell({ kind, label, prediction, layers }) {
    const probability = chance(Math.max(...numbersOf(layers[layers.length - 1].output)));
    const what =
      kind === "drawing"
        ? this.showing.drawing
          ? "Your drawing."
          : "Nothing is drawn yet: this is blank paper."
        : `A ${this.showing.example.one} of ${this.showing.phrase(label ?? 0)}.`;
    const verdict = label === null ? "" : label === prediction ? " ✓ right" : " ✗ wrong";
    const text = `${what} The network says ${this.showing.nameOf(prediction)}, ${probability}${verdict}.`;
    const element = this.find("verdict", HTMLElement);
    if (element.textContent !== text) element.textContent = text;
  }
}

customElements.define("cnn-network", NetworkView);
