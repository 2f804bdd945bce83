/** `<cnn-excites lab="…">`: the held-out sketches that excite a filter most, with the patch that it answers to. */

import { frameAt, meanPatch, tally } from "../lab/finds.js";
import { count } from "../lab/format.js";
import { drawHeatmap, roundBound, slice } from "../panels/heatmap.js";
import { drawImage, drawPatch } from "../panels/image.js";
import { divergingScale } from "../panels/theme.js";
import { LabWatcher } from "./lab-watcher.js";
import { markFrame, SketchTiles } from "./sketch-tiles.js";

/** @import { AllExcited, Excited } from "../lab/finds.js" */

/** Tiles shown, and sketches whose classes are counted. */
const SHOWN = 12;
const COUNTED = 30;

/** @extends {LabWatcher<AllExcited>} */
class Excites extends LabWatcher {
  // There from `wire` on.
  #tiles = /** @type {SketchTiles} */ (/** @type {unknown} */ (null));
  #filter = 0;
  /** @type {AllExcited | null} */
  #found = null;
  /** Whether what was chosen is still to be said. */
  #saying = false;

  /** @override */
  wire() {
    this.#tiles = new SketchTiles(this.showing);
    this.#filter = Number(this.dataset.filter ?? 0);
    this.find("layers", HTMLElement).addEventListener("change", () => {
      this.#filter = 0;
      this.#saying = true;
      this.refresh();
    });
    const filters = this.find("filters", HTMLElement);
    filters.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("button");
      if (button) this.#choose([...filters.children].indexOf(button));
    });
    filters.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const at = [...filters.children].indexOf(/** @type {Element} */ (event.target));
      const next = filters.children[at + (by ?? 0)];
      if (!by || !(next instanceof HTMLElement)) return;
      event.preventDefault();
      next.focus();
      this.#choose(at + by);
    });
  }

  /** @override */
  ask() {
    return this.showing.excite({ convolution: this.#convolution });
  }

  /** @override @param {AllExcited} found */
  draw(found) {
    this.#found = found;
    const number = found.filters.shape[0];
    this.#filter = Math.min(this.#filter, number - 1);
    this.#showFilters(found, number);
    this.#showFound(found);
  }

  /** @override */
  paint() {
    this.#tiles.paint();
    if (this.#found) this.draw(this.#found);
  }

  get #convolution() {
    const chosen = this.find("layers", HTMLElement).querySelector("input:checked");
    return Number(/** @type {HTMLInputElement | null} */ (chosen)?.value ?? 0);
  }

  /** @param {number} filter */
  #choose(filter) {
    this.#filter = filter;
    this.#saying = true;
    if (this.#found) this.draw(this.#found);
  }

  /** @param {AllExcited} found @param {number} number of filters */
  #showFilters({ filters }, number) {
    const list = this.find("filters", HTMLElement);
    while (list.children.length > number) list.lastElementChild?.remove();
    while (list.children.length < number) list.append(filterButton(list.children.length));
    const [, rows, columns, channels] = filters.shape;
    const bound = roundBound(filters.data);
    [...list.children].forEach((button, i) => {
      button.setAttribute("aria-pressed", String(i === this.#filter));
      const canvas = /** @type {HTMLCanvasElement} */ (button.querySelector("canvas"));
      // Filters that look at many maps have no one picture.
      canvas.hidden = channels !== 1 && channels !== 3;
      const weights = slice(filters, i);
      if (channels === 3) drawPatch(canvas, weights, rows, columns, bound);
      else if (channels === 1) {
        drawHeatmap(canvas, weights, rows, columns, { colors: divergingScale(), low: -bound, high: bound });
      }
    });
  }

  /** @param {AllExcited} found */
  async #showFound(found) {
    const filter = this.#filter;
    const ranked = found.by(filter);
    const excited = ranked.filter(({ response }) => response > 0);
    const shown = excited.slice(0, SHOWN);
    const sees = `${found.sees} × ${found.sees}`;
    setText(
      this.find("summary", HTMLElement),
      `Filter ${this.#filter + 1} of ${found.filters.shape[0]}; each of its numbers sees ${sees} pixels. At step ${count(this.showing.step)}.`,
    );
    const text = this.#words(ranked, excited);
    setText(this.find("words", HTMLElement), text);
    if (this.#saying) this.say(`Filter ${this.#filter + 1}. ${text}`);
    this.#saying = false;
    this.#showDrawing(found, ranked);
    try {
      await this.#tiles.show(this.find("tiles", HTMLElement), shown, ({ label, response }) => [
        `${this.showing.phrase(label)}: ${response.toFixed(2)}`,
      ]);
      const images = await this.#tiles.pictures(shown.map(({ index }) => index));
      if (found !== this.#found || filter !== this.#filter) return; // another was chosen meanwhile
      const patches = shown.map(({ frame }, i) => ({ image: images[i], frame }));
      const mean = meanPatch(patches, found.sees);
      this.find("mean", HTMLElement).hidden = mean === null;
      if (mean) drawImage(this.find("mean-patch", HTMLCanvasElement), mean);
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Excited[]} ranked @param {Excited[]} excited */
  #words(ranked, excited) {
    if (excited.length === 0)
      return `Nothing excites it: its numbers are zero everywhere, in every ${this.showing.example.one}.`;
    const some = excited.slice(0, COUNTED);
    const named = tally(some).map(
      ({ label, count: n }) =>
        `${n} ${n === 1 ? "is" : "are"} ${n === 1 ? this.showing.phrase(label) : `${this.showing.nameOf(label)}s`}`,
    );
    const shown = named.length > 4 ? [...named.slice(0, 4), "the rest something else"] : named;
    const silent = ranked.length - excited.length;
    const never = silent > 0 ? ` ${count(silent)} of ${count(ranked.length)} leave it at zero.` : "";
    return `Of the ${some.length} that excite it most, ${shown.join(", ")}.${never}`;
  }

  /** @param {AllExcited} found @param {Excited[]} ranked */
  #showDrawing({ drawing }, ranked) {
    const figure = this.find("drawing", HTMLElement);
    figure.hidden = drawing === null || this.showing.drawing === null;
    if (!drawing || figure.hidden) return;
    const picture = this.find("drawing-picture", HTMLElement);
    const canvas = /** @type {HTMLCanvasElement} */ (picture.querySelector("canvas"));
    drawImage(canvas, drawing.image);
    const response = drawing.responses[this.#filter];
    if (response > 0) markFrame(picture, frameAt(drawing.fields, this.#filter), drawing.image.shape[0]);
    const below = ranked.filter((one) => one.response < response).length;
    const text = `Your drawing: ${response.toFixed(2)}, more than ${count(below)} of ${count(ranked.length)}`;
    setText(this.find("drawing-text", HTMLElement), text);
  }
}

/** @param {number} index */
function filterButton(index) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "excites-filter";
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const name = document.createElement("span");
  name.textContent = String(index + 1);
  button.append(canvas, name);
  button.setAttribute("aria-label", `Filter ${index + 1}`);
  return button;
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define("cnn-excites", Excites);
