/**
 * The base of widgets that ask something of the network of a lab on the same page, at the moment that the lab shows:
 * `<cnn-confusion lab="digits">`. The template marks `learn`, the button that lets the lab train. A subclass says what to
 * ask, and shows the answer.
 */

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
  #shownAt = 0;

  /** @override */
  async start() {
    await customElements.whenDefined("cnn-lab");
    const lab = document.getElementById(this.getAttribute("lab") ?? "");
    if (!lab || !("showing" in lab)) {
      throw new Error(`there is no lab ${this.getAttribute("lab")} on this page`);
    }
    this.showing = /** @type {Showing} */ (lab.showing);
    this.#follower = new Follower(this, {
      ask: () => this.#ask(),
      show: (answer) => this.#show(answer),
      isBusy: () => this.showing.isTraining,
    });
    const learn = this.find("learn", HTMLButtonElement);
    learn.disabled = false;
    learn.addEventListener("click", () => {
      const done = this.showing.isTraining ? this.showing.pause() : this.showing.train();
      done.catch((/** @type {Error} */ error) => this.say(error.message));
    });
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
    const learn = this.find("learn", HTMLButtonElement);
    const text = isTraining ? "Let it rest" : "Let it learn";
    if (learn.textContent !== text) learn.textContent = text;
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
