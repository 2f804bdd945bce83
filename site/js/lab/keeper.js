/**
 * Keeps a lab's trained weights on this device under the name in `data-keeps`, whenever training rests, and offers those
 * kept under the name in `data-continues` to a reader who has not trained here yet.
 *
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("./kept-weights.js").Kept} Kept
 */

import { count, percent } from "./format.js";
import { forget, keep, recall } from "./kept-weights.js";

/**
 * @typedef {object} Actions
 * @property {(kept: Kept) => Promise<void>} takeUp begin a run with them
 * @property {(text: string, isProblem?: boolean) => void} notify
 */

export class Keeper {
  #root;
  #experiment;
  #actions;
  /** What is offered. @type {Kept | null} */
  #offer = null;
  /** Of the run kept last, and its step. @type {[unknown, number]} */
  #keptAt = [null, 0];

  /**
   * @param {HTMLElement} root
   * @param {Experiment} experiment
   * @param {Actions} actions
   */
  constructor(root, experiment, actions) {
    this.#root = root;
    this.#experiment = experiment;
    this.#actions = actions;
    if (root.dataset.keeps) {
      experiment.addEventListener("change", () => this.#rest());
      // Gone before it has come to rest.
      addEventListener("pagehide", () => this.#keep());
    }
    if (root.dataset.continues) this.#look(root.dataset.continues);
  }

  /** @param {string} name */
  #look(name) {
    const found = recall(name);
    if (found === null) return;
    if ("reason" in found) return this.#actions.notify(found.reason, true);
    const [then, now] = [found.kept.settings, this.#experiment.settings];
    const isLike = then.network === now.network && String(then.classes) === String(now.classes);
    if (!isLike) return; // of another state of the course
    this.#offer = found.kept;
    const { from, step, accuracy } = found.kept;
    this.#part("kept-text").textContent =
      `On this device is a network like this one, which you trained in “${from}”: ${count(step)} steps, ${percent(accuracy)} of what was held out right.`;
    this.#part("take-up").addEventListener("click", () => this.#takeUp(name));
    this.#part("forget-kept").addEventListener("click", () => {
      forget(name);
      this.#withdraw();
      this.#actions.notify("Forgotten. Train begins from random weights.");
    });
    this.#experiment.addEventListener("change", () => this.#showOffer());
    this.#showOffer();
  }

  /** @param {string} name */
  async #takeUp(name) {
    const kept = this.#offer;
    if (!kept) return;
    this.#withdraw();
    try {
      await this.#actions.takeUp(kept);
      this.#actions.notify(`Taken up at step ${count(kept.step)}. Train goes on from there.`);
    } catch (error) {
      const { kind, message } = /** @type {{ kind?: string, message: string }} */ (error);
      // What the network itself refuses is of no use another time.
      if (kind === "file" || kind === "settings") forget(name);
      this.#actions.notify(`The weights kept on this device could not be taken up: ${message}`, true);
    }
  }

  #withdraw() {
    this.#offer = null;
    this.#part("train").focus(); // the button that was pressed goes
    this.#showOffer();
  }

  /** To who has trained here, it is offered no more. */
  #showOffer() {
    const panel = this.#part("kept");
    panel.hidden = this.#offer === null || (this.#experiment.latest?.step ?? 0) > 0;
  }

  #rest() {
    if (this.#experiment.state === "paused") this.#keep();
  }

  #keep() {
    const { latest, run, settings } = this.#experiment;
    if (run.edited) return; // with a reader's code in it, another lesson's network is not like it
    const [keptRun, keptStep] = this.#keptAt;
    if (!latest || latest.step === 0 || (keptRun === run && keptStep === latest.step)) return;
    this.#keptAt = [run, latest.step];
    const { step, test_accuracy: accuracy, weights } = latest;
    const from = document.querySelector("h1")?.textContent?.trim() ?? document.title;
    const name = this.#root.dataset.keeps ?? "";
    const reason = keep(name, { settings, step, accuracy, from, weights });
    const text = this.#part("keeping");
    text.textContent =
      reason ?? `Kept on this device, as of step ${count(step)}, for other lessons to go on with.`;
    text.toggleAttribute("data-problem", reason !== null);
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(`[data-part="${name}"]`));
  }
}
