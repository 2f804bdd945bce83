/** `<cnn-exercise>`: code to be written, and tests that say what it doesn't do yet. */

import { Runtime } from "../client.js";
import { make } from "../widgets/texts.js";
import { CodeElement } from "./code-element.js";
import { showReport } from "./report.js";

/** @import { Tried } from "../protocol.d.ts" */

class Exercise extends CodeElement {
  #report = make("ul", "report plain");

  /** @override */
  start() {
    this.runButton.textContent = "Check";
    this.runButton.setAttribute("aria-label", `Check ${this.name}`);
    this.#report.hidden = true;
    this.#report.setAttribute("aria-label", "What was checked");
    const body = /** @type {HTMLElement} */ (this.querySelector("[data-part=body]"));
    // What belongs to the code stands below it, and the hints below that.
    for (const element of [...this.children].filter((child) =>
      child.matches(".code-toolbar, .code-status, .code-output"),
    ))
      body.append(element);
    body.append(this.#report);
    this.dataset.state = "idle";
  }

  /** @override */
  get codeName() {
    return "your code";
  }

  /** @override */
  async run() {
    /** @type {Tried | null} */
    const tried = await this.running.run(async () => {
      this.output.fresh();
      showReport(this.#report, []);
      this.editor?.mark(null);
      const tests = this.dataset.tests ?? "";
      return Runtime.forPage().request(0, { type: "test", source: this.text, tests }, (said) =>
        this.hear(said),
      );
    });
    if (!tried) return;
    if (tried.error) {
      this.dataset.state = "wrong";
      return this.showError(tried.error);
    }
    showReport(this.#report, tried.results);
    const wrong = tried.results.filter(({ passed }) => !passed).length;
    this.dataset.state = wrong === 0 ? "right" : "wrong";
    this.running.say(
      wrong === 0
        ? "All tests pass. Well done."
        : `${tried.results.length - wrong} of ${tried.results.length} tests pass.`,
    );
  }
}

customElements.define("cnn-exercise", Exercise);
