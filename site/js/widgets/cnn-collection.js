/** `<cnn-collection lab="…">`: the reader's own drawings, kept in this browser, read by the lab's network. */

import { LearnButton, showingFor } from "../lab/attach.js";
import {
  CollectionError,
  everySecond,
  fromText,
  MOST,
  merge,
  rarest,
  toKeep,
  toText,
} from "../lab/collection.js";
import { download } from "../lab/files.js";
import { Follower } from "../lab/follower.js";
import { chance, count } from "../lab/format.js";
import { KeptDrawings } from "../lab/kept-drawings.js";
import { DigitCanvas } from "../panels/digit-canvas.js";
import { onThemeChange } from "../panels/theme.js";
import { DrawingTiles } from "./drawing-tiles.js";
import { drawingsOf, results } from "./exam.js";
import { Widget } from "./widget.js";

/** @import { Showing } from "../lab/showing.js" */
/** @import { Reading } from "../lab/reading.js" */
/** @import { Kept } from "../lab/collection.js" */

/** While it trains: nobody reads faster, and the steps matter more. */
const LOOK_MS = 250;

class Collection extends Widget {
  // There from `start` on, before anything else runs.
  #showing = /** @type {Showing} */ (/** @type {unknown} */ (null));
  #follower = /** @type {Follower<Reading | null>} */ (/** @type {unknown} */ (null));
  #learn = /** @type {LearnButton} */ (/** @type {unknown} */ (null));
  #tiles = /** @type {DrawingTiles} */ (/** @type {unknown} */ (null));
  #kept = KeptDrawings.forPage();
  /** What the last answer was about. @type {Kept[]} */
  #read = [];
  /** What the lab's session has: changes with what is to be sent. */
  #sent = "";
  /** The run, and its step, from which on it learns from what was sent. @type {{ run: object, step: number } | null} */
  #since = null;
  #isTeaching = false;
  /** By the run of the lab, the drawings that it has learned from. @type {WeakMap<object, Set<string>>} */
  #taught = new WeakMap();
  /** What was there before the last deletion. @type {Kept[] | null} */
  #before = null;
  #shownAt = 0;

  /** @override */
  async start() {
    this.#showing = await showingFor(this);
    this.#tiles = new DrawingTiles(this.find("tiles", HTMLElement), (id) => this.#delete(id));
    this.#follower = new Follower(this, {
      ask: () => this.#ask(),
      show: (reading) => this.#show(reading),
      isBusy: () => this.#showing.isTraining,
    });
    this.#wire();
    this.#kept.addEventListener("change", () => this.#changed());
    this.#showing.addEventListener("change", () => this.#followLab());
    onThemeChange(() => this.#tiles.paint());
    this.#changed();
  }

  /** Those of digits that the lab's network knows. */
  get #mine() {
    const { digits } = this.#showing;
    return this.#kept.drawings.filter(({ label }) => digits.includes(label));
  }

  #wire() {
    const canvas = this.find("drawing", DigitCanvas);
    this.#makeLabels();
    this.find("form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#keep();
    });
    this.#onClick("clear", () => canvas.clear());
    this.#onClick("undo", () => canvas.undo());
    this.#learn = new LearnButton(this.find("train", HTMLButtonElement), this.#showing, (text) =>
      this.say(text),
    );
    this.#onClick("teach", () => this.#teach());
    this.#onClick("export", () => this.#export());
    this.#onClick("import", () => this.find("file", HTMLInputElement).click());
    this.#onClick("empty", () => {
      this.#replace([], "All deleted, here and in this browser.");
      this.find("restore", HTMLElement).focus();
    });
    this.#onClick("restore", () => this.#restore());
    this.find("file", HTMLInputElement).addEventListener("change", () => this.#import());
    for (const button of this.querySelectorAll("button")) button.disabled = false;
  }

  /** @param {string} part @param {() => unknown} work */
  #onClick(part, work) {
    this.find(part, HTMLButtonElement).addEventListener("click", async () => {
      try {
        await work();
      } catch (error) {
        this.say(/** @type {Error} */ (error).message);
      }
    });
  }

  #makeLabels() {
    const labels = this.#showing.digits.map((digit) => {
      const label = document.createElement("label");
      const input = document.createElement("input");
      Object.assign(input, { type: "radio", name: `${this.id}-label`, value: String(digit) });
      const text = document.createElement("span");
      text.textContent = String(digit);
      label.append(input, text);
      return label;
    });
    this.find("labels", HTMLElement).replaceChildren(...labels);
    this.#choose(rarest(this.#showing.digits, this.#mine));
  }

  /** @param {number} digit */
  #choose(digit) {
    const input = this.find("labels", HTMLElement).querySelector(`[value="${digit}"]`);
    if (input instanceof HTMLInputElement) input.checked = true;
  }

  #keep() {
    const canvas = this.find("drawing", DigitCanvas);
    const { drawing } = canvas;
    const chosen = this.find("labels", HTMLElement).querySelector("input:checked");
    if (!drawing || !(chosen instanceof HTMLInputElement)) return this.say("Write a digit first.");
    if (this.#kept.drawings.length >= MOST) return this.say(`There are ${MOST} already: delete some first.`);
    const label = Number(chosen.value);
    this.#before = null;
    this.#kept.set([...this.#kept.drawings, toKeep(drawing, label)]);
    canvas.clear();
    const next = rarest(this.#showing.digits, this.#mine);
    this.#choose(next);
    this.say(`Kept a ${label}, ${count(this.#kept.drawings.length)} in all. Now a ${next}?`);
    this.#showing.boot().catch(() => {}); // why it does not come, the lab tells
  }

  /** @param {string} id */
  #delete(id) {
    const place = this.#mine.findIndex((drawing) => drawing.id === id);
    this.#replace(
      this.#kept.drawings.filter((drawing) => drawing.id !== id),
      "Deleted.",
    );
    // The button pressed is gone: the focus goes to the one that took its place.
    this.#tiles.focus(Math.max(0, Math.min(this.#mine.length - 1, place))) ||
      this.find("keep", HTMLElement).focus();
  }

  /**
   * @param {Kept[]} drawings
   * @param {string} words
   */
  #replace(drawings, words) {
    this.#before = this.#kept.drawings;
    this.#kept.set(drawings);
    this.say(words);
  }

  #restore() {
    const before = this.#before;
    this.#before = null;
    if (before) this.#kept.set(merge(before, this.#kept.drawings).drawings);
    this.say("Brought back.");
    this.find("export", HTMLElement).focus();
  }

  #teach() {
    this.#isTeaching = !this.#isTeaching;
    this.find("teach", HTMLElement).ariaPressed = String(this.#isTeaching);
    this.say(
      this.#isTeaching
        ? "From its next step on, it also learns from every second drawing of each digit. The others stay its exam."
        : "It learns from sketches alone again. What it has learned of yours stays with this run.",
    );
    this.#follower.request();
    this.#showing.boot().catch(() => {});
  }

  #export() {
    const { buffer } = new TextEncoder().encode(toText(this.#kept.drawings));
    download(/** @type {ArrayBuffer} */ (buffer), "my-digits.json");
    this.say(`${drawingsOf(this.#kept.drawings.length)} saved as a file of yours.`);
  }

  async #import() {
    const input = this.find("file", HTMLInputElement);
    const file = input.files?.[0];
    const text = await file?.text();
    input.value = ""; // so that the same file can be chosen again
    if (!file || text === undefined) return;
    try {
      const { drawings, fresh } = merge(this.#kept.drawings, fromText(text));
      if (drawings.length > MOST) throw new CollectionError(`With it there would be more than ${MOST}.`);
      this.#before = null;
      this.#kept.set(drawings);
      this.say(fresh ? `${drawingsOf(fresh)} added from ${file.name}.` : "They are all here already.");
    } catch (error) {
      if (!(error instanceof CollectionError)) throw error;
      this.say(`${file.name} was not added. ${error.message}`);
    }
  }

  #changed() {
    const mine = this.#mine;
    const others = this.#kept.drawings.length - mine.length;
    this.find("problem", HTMLElement).textContent = this.#kept.problem;
    for (const part of ["export", "empty"]) {
      this.find(part, HTMLButtonElement).disabled = this.#kept.drawings.length === 0;
    }
    this.find("teach", HTMLButtonElement).disabled = everySecond(mine).length === 0 && !this.#isTeaching;
    this.find("restore", HTMLElement).hidden = this.#before === null;
    const rest = this.find("rest", HTMLElement);
    rest.hidden = others === 0;
    rest.textContent = `${count(others)} more of other digits, which this network does not know.`;
    this.#tiles.show(mine);
    this.#tell(null);
    this.#follower.request();
  }

  #followLab() {
    this.#learn.update();
    if (this.#showing.isTraining && performance.now() - this.#shownAt < LOOK_MS) return;
    this.#follower.request();
  }

  async #ask() {
    const mine = this.#mine;
    if (!this.#showing.isReady || (mine.length === 0 && !this.#sent)) return null;
    try {
      const learn = this.#isTeaching ? everySecond(mine) : [];
      const sent = JSON.stringify([mine.map(({ id }) => id), learn]);
      if (sent !== this.#sent) {
        await this.#showing.collect(mine, learn);
        this.#sent = sent;
        this.#since = null;
      }
      this.#remember(learn.map((i) => mine[i].id));
      this.#read = mine;
      return mine.length ? await this.#showing.read("drawn") : null;
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
      return null;
    }
  }

  /**
   * Once a step has been taken with them, drawings are no exam any more, for the rest of the run.
   *
   * @param {string[]} ids of those that it learns from
   */
  #remember(ids) {
    const { run } = this.#showing;
    if (this.#since?.run !== run) this.#since = { run, step: this.#since ? 0 : run.step };
    if (run.step <= this.#since.step) return;
    const taught = this.#taught.get(run) ?? new Set();
    for (const id of ids) taught.add(id);
    this.#taught.set(run, taught);
  }

  /** @param {Reading | null} reading */
  #show(reading) {
    this.#shownAt = performance.now();
    if (!reading || reading.labels.length !== this.#read.length) return;
    this.#tiles.caption(this.#read, (i) => ({
      says: String(reading.predictions[i]),
      sure: chance(reading.confidences[i]),
      isWrong: reading.predictions[i] !== reading.labels[i],
      isTaught: this.#wasTaught(this.#read[i]),
    }));
    this.#tell(reading);
    this.dataset.state = "ready";
    this.dataset.step = String(this.#showing.step);
  }

  /** @param {Kept} drawing */
  #wasTaught({ id }) {
    return this.#taught.get(this.#showing.run)?.has(id) ?? false;
  }

  /** @param {Reading | null} reading null while there is none */
  #tell(reading) {
    const summary = this.find("summary", HTMLElement);
    const sure = this.find("sure", HTMLElement);
    const taught = this.find("taught", HTMLElement);
    if (!reading) {
      const n = this.#mine.length;
      summary.textContent = n ? `${drawingsOf(n)} kept in this browser.` : "Nothing kept yet.";
      sure.textContent = n
        ? "The network reads them as soon as it is there."
        : "Ten of each digit make an exam.";
      taught.hidden = true;
      return;
    }
    const marked = this.#read.map((drawing, i) => ({
      isRight: reading.predictions[i] === reading.labels[i],
      isTaught: this.#wasTaught(drawing),
    }));
    const words = results(marked, this.#showing.step);
    summary.textContent = words.summary;
    sure.textContent = words.sure;
    taught.hidden = words.taught === "";
    taught.textContent = words.taught;
  }
}

customElements.define("cnn-collection", Collection);
