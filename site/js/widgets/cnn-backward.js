/** `<cnn-backward lab="…">`: the gradient at every layer and of every weight, stage by stage, and the step that follows. */

import { ArithmeticPanel, digits as write } from "../picture/arithmetic.js";
import { explainGradient, explainWeight } from "../picture/backward-words.js";
import { paintable, readGradients, valueAt } from "../picture/layers.js";
import { placeName } from "../picture/names.js";
import { blocksAt, placeAt, stageWords } from "../picture/stages.js";
import { Attached } from "./attached.js";

/** @import { Gradients } from "../protocol.d.ts" */
/** @import { Layer, Place } from "../picture/blocks.js" */

/** What a gradient is at least for its color to show: smaller ones are as good as none. */
const LEAST = 1e-6;

/** @extends {Attached<Gradients>} */
class BackwardView extends Attached {
  #panel = new ArithmeticPanel((name) => this.find(name, HTMLElement));
  #stage = 0;
  /** @type {Gradients | null} */
  #answer = null;
  /** Whether what was done is still to be said: the stage gone to, or the number picked. @type {"stage" | "place" | null} */
  #saying = null;

  /** @override */
  wire() {
    const go = (/** @type {string} */ name, /** @type {() => number} */ stage) =>
      this.find(name, HTMLButtonElement).addEventListener("click", () => this.#goTo(stage()));
    go("back", () => this.#stage + 1);
    go("all", () => (this.#answer ? this.#last : Number.POSITIVE_INFINITY));
    go("again", () => 0);
    this.find("label", HTMLSelectElement).addEventListener("change", () => this.refresh());
    this.find("subject", HTMLElement).addEventListener("change", () => this.#showLabel());
    this.#showLabel();
  }

  /** @override @param {boolean} isDetailed */
  ask(isDetailed) {
    const chosen = isDetailed ? this.chosen : null;
    const scores = this.#layers().length - 2;
    const digit = this.find("label", HTMLSelectElement).value;
    return this.showing.gradients({
      kind: this.kind,
      label: this.kind === "drawing" && digit !== "" ? Number(digit) : null,
      cell:
        chosen && chosen.param === null
          ? { layer: Math.min(chosen.layer, Math.max(scores, 0)), index: chosen.index }
          : null,
      weight: chosen?.param ? { layer: chosen.layer, param: chosen.param, index: chosen.index } : null,
    });
  }

  /** @override @param {Gradients} answer @param {boolean} isDetailed */
  draw(answer, isDetailed) {
    const isFirst = this.#answer === null;
    this.#answer = answer;
    const layers = this.#layers();
    this.#stage = Math.min(this.#stage, this.#last);
    this.#paint(answer, layers);
    if (isFirst || !this.chosen) return this.#goTo(this.#stage);
    if (!isDetailed) return;
    this.picture.choose(this.chosen, null);
    this.#tell(answer, layers);
    const { names: digits } = this.showing;
    const gradients = withSoftmax(readGradients(answer.layers), answer);
    if (answer.weight) this.#panel.show(explainWeight(answer.weight, answer, gradients, digits));
    else if (answer.cell) this.#panel.show(explainGradient(answer.cell, gradients, digits));
    else this.#panel.show(this.#sum(gradients));
  }

  /** @override @param {Place} _place */
  picked(_place) {
    this.#saying = "place";
  }

  /** @returns {Layer[]} */
  #layers() {
    if (!this.#answer) return [];
    return withSoftmax(readGradients(this.#answer.layers, this.#stage === this.#last), this.#answer);
  }

  get #last() {
    return this.#answer ? this.#answer.layers.length : 0;
  }

  /** @param {number} stage */
  #goTo(stage) {
    if (!this.#answer) {
      this.#stage = stage; // where it then begins
      return;
    }
    this.#stage = Math.min(stage, this.#last);
    this.kept = placeAt(withSoftmax(readGradients(this.#answer.layers), this.#answer), this.#stage);
    this.hovered = null;
    this.#saying = "stage";
    this.dataset.stage = String(this.#stage);
    this.#showButtons();
    this.#paint(this.#answer, this.#layers());
    this.#tellStage(this.#answer);
    this.refresh();
  }

  #showButtons() {
    const [back, all, again] = ["back", "all", "again"].map((name) => this.find(name, HTMLButtonElement));
    const focused = document.activeElement;
    back.disabled = all.disabled = this.#stage === this.#last;
    again.disabled = this.#stage === 0;
    // The button that was pressed may be of no more use: the focus goes to one that is.
    if (focused === again && again.disabled) back.focus();
    if ((focused === back || focused === all) && back.disabled) again.focus();
  }

  /** @param {Gradients} answer @param {Layer[]} layers */
  #paint(answer, layers) {
    const { names: digits } = this.showing;
    const { numbers, bounds } = paintable(layers, { least: LEAST, inkInput: false });
    const { known, fresh } = blocksAt(layers, this.#stage);
    for (const key of numbers.keys()) if (!known.has(key) && key !== "softmax") numbers.delete(key);
    const target = answer.label === null ? null : this.showing.digits.indexOf(answer.label);
    // Until its own gradient is known, the input shows what the network was shown.
    const { image } = answer;
    const isGray = image?.shape[2] === 1;
    this.picture.show({
      layers,
      digits,
      target,
      numbers,
      bounds,
      argmax: new Map(),
      image: image && isGray ? image.data : null,
    });
    this.picture.mark(fresh);
  }

  /** @param {Gradients} answer @param {Layer[]} layers */
  #tell(answer, layers) {
    const { title, text } = this.#tellStage(answer);
    const { chosen } = this;
    if (this.#saying === "stage") this.say(`${title}. ${text}`);
    if (this.#saying === "place" && chosen) {
      const value = chosen.param ? answer.weight?.gradient : answer.cell?.value;
      this.say(`${placeName(layers, chosen, this.showing.names)}: gradient ${write(value ?? 0)}`);
    }
    this.#saying = null;
  }

  /** @param {Gradients} answer */
  #tellStage(answer) {
    const phrase = (/** @type {number} */ label) => this.showing.phrase(label);
    const words = stageWords(answer, this.#layers(), this.#stage, phrase);
    setText(this.find("stage-title", HTMLElement), `${this.#stage + 1} of ${this.#last + 1}: ${words.title}`);
    setText(this.find("stage-text", HTMLElement), words.text);
    return words;
  }

  /**
   * A number of a batch: it has no arithmetic of its own.
   *
   * @param {Layer[]} layers
   */
  #sum(layers) {
    const place = /** @type {Place} */ (this.chosen);
    const scores = layers.length - 2;
    const there = place.layer > scores ? { ...place, layer: scores } : place;
    return {
      title: `Gradient at ${placeName(layers, there, this.showing.names)}`,
      lead: "Of a batch, this is the sum over its sketches. Look at one sketch for the way it came about, or at a weight.",
      groups: [],
      result: write(valueAt(layers, there)),
    };
  }

  /** The digit that a drawing is to be can only be told by who drew it. */
  #showLabel() {
    this.find("label-field", HTMLElement).hidden = this.kind !== "drawing";
  }
}

/**
 * @param {Layer[]} layers
 * @param {Gradients} answer
 * @returns {Layer[]}
 */
function withSoftmax(layers, { probabilities }) {
  const shape = [probabilities.length];
  const softmax = { name: "softmax", kind: "Softmax", shape, values: probabilities };
  return [...layers, { ...softmax, kernelShape: null, kernel: null, bias: null }];
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define("cnn-backward", BackwardView);
