/** A reader's code under way: which buttons there are, what is said, and the way to stop it. */

import { LabError, Runtime } from "../client.js";

/** After so many seconds, code that hasn't ended is spoken of. */
const LONG = 5;

export class Running {
  isRunning = false;
  #status;
  #starts;
  #stop;

  /**
   * @param {object} parts
   * @param {HTMLElement} parts.status a live region
   * @param {HTMLButtonElement[]} parts.starts begin something
   * @param {HTMLButtonElement} parts.stop
   */
  constructor({ status, starts, stop }) {
    this.#status = status;
    this.#starts = starts;
    this.#stop = stop;
    stop.addEventListener("click", () =>
      Runtime.forPage().stopCode("Stopped. Python was started anew; your code is kept."),
    );
  }

  /** @param {string} text @param {boolean} [isProblem] */
  say(text, isProblem = false) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
    this.#status.toggleAttribute("data-problem", isProblem);
  }

  /**
   * Ask Python for something that may take long. What goes wrong is said.
   *
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T | null>} null if it came to nothing
   */
  async run(work) {
    if (this.isRunning) return null;
    const runtime = Runtime.forPage();
    if (runtime.state === "failed") runtime.retry();
    this.#show(true);
    this.say(runtime.state === "ready" ? "Running." : "Python is loading, once for this page.");
    let seconds = 0;
    const clock = setInterval(() => {
      if (runtime.state !== "ready") return;
      seconds += 1;
      if (seconds === 1) this.say("Running.");
      if (seconds === LONG)
        this.say("Still running. Stop ends it: your code is kept, and labs go on from where they are.");
    }, 1000);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.say(error.message, true);
      return null;
    } finally {
      clearInterval(clock);
      this.#show(false);
    }
  }

  /** @param {boolean} isRunning */
  #show(isRunning) {
    const focused = document.activeElement;
    const hadFocus =
      focused === this.#stop || this.#starts.includes(/** @type {HTMLButtonElement} */ (focused));
    this.isRunning = isRunning;
    for (const button of this.#starts) button.disabled = isRunning;
    this.#stop.hidden = !isRunning;
    // The button that was pressed is gone or disabled: the focus goes to the one that takes its place.
    if (hadFocus) (isRunning ? this.#stop : this.#starts[0]).focus();
  }
}
