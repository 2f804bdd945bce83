/**
 * The base of widgets that ask something of the network of a lab on the same page, at the moment that the lab shows:
 * `<cnn-confusion lab="digits">`. The template marks `learn`, the button that lets the lab train. A subclass says what to
 * ask, and shows the answer.
 */

import { LearnButton, showingFor } from "../lab/attach.js";
import { Follower } from "../lab/follower.js";
import { onThemeChange } from "../panels/theme.js";
import { Widget } from "./widget.js";

/** @import { Showing } from "../lab/showing.js" */

/** While it trains: nobody reads a table faster, and the steps matter more. */
const LOOK_MS = 250;

/** @template T */
export class LabWatcher extends Widget {
  // There from `start` on, before anything else runs.
  showing = /** @type {Showing} */ (/** @type {unknown} */ (null));
  #follower = /** @type {Follower<T | null>} */ (/** @type {unknown} */ (null));
  #learn = /** @type {LearnButton} */ (/** @type {unknown} */ (null));
  #shownAt = 0;

  /** @override */
  async start() {
    this.showing = await showingFor(this);
    this.#follower = new Follower(this, {
      ask: () => this.#ask(),
      show: (answer) => this.#show(answer),
      isBusy: () => this.showing.isTraining,
    });
    const learn = this.find("learn", HTMLButtonElement);
    learn.disabled = false;
    this.#learn = new LearnButton(learn, this.showing, (text) => this.say(text));
    this.showing.addEventListener("change", () => this.#changed());
    onThemeChange(() => this.paint());
    this.wire();
    this.#changed();
  }

  /** Called once, when the lab has been found. */
  wire() {}

  /**
   * Ask the lab for what is to be seen now.
   *
   * @returns {Promise<T>}
   */
  ask() {
    throw new Error(`<${this.localName}> asks nothing`);
  }

  /** @param {T} _answer */
  draw(_answer) {}

  /** Draw the pictures again: the theme has changed. */
  paint() {}

  /** Ask again, since the reader wants to see something else of it. */
  refresh() {
    this.#follower.request();
  }

  #changed() {
    const { isTraining } = this.showing;
    this.#learn.update();
    if (isTraining && performance.now() - this.#shownAt < LOOK_MS) return;
    this.#follower.request();
  }

  async #ask() {
    if (!this.showing.isReady) return null;
    try {
      return await this.ask();
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
      return null;
    }
  }

  /** @param {T | null} answer */
  #show(answer) {
    if (!answer) return;
    this.#shownAt = performance.now();
    this.draw(answer);
    this.dataset.state = "ready";
    this.dataset.step = String(this.showing.step);
  }
}
