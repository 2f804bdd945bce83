/**
 * A view attached to a lab on the same page, `<cnn-network lab="digits">`: what is shown is the lab's, and so are its
 * moment of training and its time line. A subclass says what to ask, and shows the answer.
 */

import { LearnButton, showingFor } from "../lab/attach.js";
import { Follower } from "../lab/follower.js";
import { oncePerFrame } from "../lab/frame.js";
import { Rewind } from "../panels/rewind.js";
import { Picture } from "../picture/picture.js";
import { Widget } from "./widget.js";

/** @import { Showing } from "../lab/showing.js" */
/** @import { Place } from "../picture/blocks.js" */

/** Nobody reads arithmetic faster than this while it trains, and it costs the worker some steps, the page a layout. */
const DETAILS_MS = 200;

/** @template T */
export class Attached extends Widget {
  // What follows is there from `start` on, before anything else runs.
  showing = /** @type {Showing} */ (/** @type {unknown} */ (null));
  picture = /** @type {Picture} */ (/** @type {unknown} */ (null));
  #follower = /** @type {Follower<T | null>} */ (/** @type {unknown} */ (null));
  #learn = /** @type {LearnButton} */ (/** @type {unknown} */ (null));
  #timeline = /** @type {Rewind} */ (/** @type {unknown} */ (null));
  /** Pointed at to stay. @type {Place | null} */
  kept = null;
  /** Under the pointer. @type {Place | null} */
  hovered = null;
  #detailedAt = 0;
  /** Whether what is being asked about comes with its arithmetic. */
  #isDetailed = true;
  /** Whether the reader has done something, and waits for its arithmetic. */
  #isWanted = false;
  #showBar = oncePerFrame(() => this.#updateBar());

  /** @override */
  async start() {
    this.showing = await showingFor(this);
    this.picture = new Picture(this.find("picture", HTMLElement), {
      pick: (place, isLasting) => this.#pick(place, isLasting),
      leave: () => {
        this.hovered = null;
        this.refresh();
      },
    });
    this.#follower = new Follower(this, {
      ask: () => this.#ask(),
      show: (answer) => this.#show(answer),
      isBusy: () => this.showing.isTraining,
    });
    this.#timeline = new Rewind(
      this.find("timeline", HTMLInputElement),
      this.find("timeline-text", HTMLElement),
      (step) => this.showing.rewind(step),
    );
    this.find("next", HTMLButtonElement).addEventListener("click", () => this.showing.nextSample());
    this.#learn = new LearnButton(this.find("learn", HTMLButtonElement), this.showing, (text) =>
      this.say(text),
    );
    this.find("subject", HTMLElement).addEventListener("change", () => this.refresh());
    this.showing.addEventListener("change", () => {
      this.#showBar();
      this.#follower.follow();
    });
    this.wire();
    this.#showBar();
    this.#follower.request();
    // Who comes here first needs the lab's network; why it does not come, the lab tells.
    this.showing.boot().catch(() => {});
  }

  /** Called once, when the lab has been found. */
  wire() {}

  /**
   * Ask the lab for what is to be seen now.
   *
   * @param {boolean} _isDetailed whether the arithmetic of what is pointed at is wanted
   * @returns {Promise<T>}
   */
  ask(_isDetailed) {
    throw new Error(`<${this.localName}> asks nothing`);
  }

  /**
   * @param {T} _answer
   * @param {boolean} _isDetailed whether the arithmetic is with it; if not, texts can wait
   */
  draw(_answer, _isDetailed) {}

  /** What the reader pointed at has changed. @param {Place} _place */
  picked(_place) {}

  /** "sample" for the sketch, "drawing" for the reader's own, "batch" for sketches trained on. */
  get kind() {
    const chosen = /** @type {HTMLInputElement | null} */ (
      this.find("subject", HTMLElement).querySelector("input:checked")
    );
    return /** @type {"sample" | "drawing" | "batch"} */ (chosen?.value ?? "sample");
  }

  /** What is pointed at now. */
  get chosen() {
    return this.hovered ?? this.kept;
  }

  /** Something has been done that the reader wants to see. */
  refresh() {
    this.#isWanted = true;
    this.#follower?.request();
  }

  /** @param {Place} place @param {boolean} isLasting */
  #pick(place, isLasting) {
    if (!isLasting && same(place, this.hovered)) return;
    if (isLasting) this.kept = place;
    this.hovered = isLasting ? null : place;
    // The mark moves at once; the numbers come with the answer.
    this.picture.choose(place, null);
    if (isLasting) this.picked(place);
    this.refresh();
  }

  async #ask() {
    if (!this.showing.isReady) return null;
    const isDue = performance.now() - this.#detailedAt >= DETAILS_MS;
    this.#isDetailed = !this.showing.isTraining || this.#isWanted || isDue;
    this.#isWanted = false;
    try {
      return await this.ask(this.#isDetailed);
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
      return null;
    }
  }

  /** @param {T | null} answer */
  #show(answer) {
    if (!answer) return;
    if (this.#isDetailed) this.#detailedAt = performance.now();
    this.draw(answer, this.#isDetailed);
    this.dataset.state = "ready";
    this.dataset.step = String(this.showing.step);
  }

  #updateBar() {
    const { run, rewoundTo, isReady } = this.showing;
    this.#learn.update();
    const { checkpoints } = run;
    this.#timeline.update(
      run,
      rewoundTo === null ? null : checkpoints.nearest(rewoundTo),
      Math.max(1, run.step),
    );
    const loading = this.find("loading", HTMLElement);
    loading.hidden = isReady || !this.picture.isEmpty;
  }
}

/** @param {Place} a @param {Place | null} b */
function same(a, b) {
  return b !== null && a.layer === b.layer && a.param === b.param && String(a.index) === String(b.index);
}
