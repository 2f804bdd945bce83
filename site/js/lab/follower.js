/**
 * Keeps a view up to date with a lab: asks only while the view is on the screen, only when the last question has been
 * answered, at most once a frame, and while it trains no more often than the eye needs.
 *
 * @template T
 */

import { watchScreen } from "../page/on-screen.js";
import { LOOK_MS } from "./frame.js";
import { Inspector } from "./inspector.js";

/** @template T */
export class Follower {
  #inspector;
  #isBusy;
  #isVisible = false;
  #isStale = true;
  #shownAt = 0;

  /**
   * @param {Element} element the view
   * @param {object} options
   * @param {() => Promise<T>} options.ask
   * @param {(answer: T) => void} options.show
   * @param {() => boolean} options.isBusy whether the network is training
   */
  constructor(element, { ask, show, isBusy }) {
    this.#isBusy = isBusy;
    this.#inspector = new Inspector(ask, (answer) => {
      this.#shownAt = performance.now();
      show(answer);
    });
    watchScreen(element, (isOnScreen) => {
      this.#isVisible = isOnScreen;
      if (this.#isVisible && this.#isStale) this.request();
    });
  }

  /** Something has been done that the reader wants to see: ask, now or when the view is on the screen. */
  request() {
    this.#isStale = true;
    if (!this.#isVisible) return;
    this.#isStale = false;
    this.#inspector.request();
  }

  /** Something may have changed: as `request`, but no sooner than it pays. */
  follow() {
    if (this.#isBusy() && performance.now() - this.#shownAt < LOOK_MS) {
      this.#isStale = true;
      return;
    }
    this.request();
  }
}
