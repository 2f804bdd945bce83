/**
 * The base of widgets that train networks of their own: a form begins a trial, a button stops it, a bar tells how far
 * it is. The template marks `form`, `start`, `stop`, `progress` and `doing`; fields are those of partials/widget.html.
 */

import { LabError, Runtime } from "../client.js";
import { readSetting } from "../lab/settings.js";
import { Widget } from "./widget.js";

/** @import { Session } from "../session.js" */
/** @import { Settings } from "../protocol.d.ts" */

export class TrialWidget extends Widget {
  /** Whether the reader has had enough of the trial under way. */
  isStopped = false;
  #isRunning = false;
  /** Of the trial under way. @type {Session[]} */
  #sessions = [];

  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run();
    });
    this.#stopButton.addEventListener("click", () => this.#stop());
  }

  disconnectedCallback() {
    this.#stop();
  }

  /**
   * Train, and show what comes of it, until done or `isStopped`.
   *
   * @param {Record<string, number>} _chosen the form's numbers by name
   */
  async trial(_chosen) {}

  /**
   * A session for this trial, closed when it ends. A trial may have several, and train them in turns.
   *
   * @param {Settings} settings
   */
  open(settings) {
    const runtime = Runtime.forPage();
    if (runtime.state === "failed") runtime.retry();
    const session = runtime.openSession(settings);
    this.#sessions.push(session);
    return session;
  }

  /**
   * For the eye; what is for the ear as well is said.
   *
   * @param {number} share of the trial that is done
   * @param {string} text
   */
  tell(share, text) {
    this.find("progress", HTMLProgressElement).value = share;
    this.find("doing", HTMLElement).textContent = text;
  }

  async #run() {
    if (this.#isRunning) return;
    const chosen = this.#read();
    if (!chosen) return;
    this.accept();
    this.#show(true);
    try {
      await this.trial(chosen);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      this.say(`${error.message} Try again.`);
    } finally {
      for (const session of this.#sessions.splice(0)) session.close();
      this.#show(false);
    }
  }

  #stop() {
    if (!this.#isRunning) return;
    this.isStopped = true;
    for (const session of this.#sessions) session.pause().catch(() => {});
  }

  /** The form's numbers; null if one is refused, which its field then says. */
  #read() {
    /** @type {Record<string, number>} */
    const chosen = {};
    for (const input of this.find("form", HTMLFormElement).querySelectorAll("input")) {
      const { kind, label, minimum, maximum } = input.dataset;
      const setting = {
        name: /** @type {any} */ (input.name),
        label: label ?? input.name,
        kind: /** @type {"integer" | "number"} */ (kind ?? "integer"),
        minimum: Number(minimum ?? input.min),
        maximum: Number(maximum ?? input.max),
        default: 0,
      };
      const reading = readSetting(setting, input.value);
      if ("reason" in reading) {
        this.refuse(input.name, reading.reason);
        input.focus();
        return null;
      }
      chosen[input.name] = reading.value;
    }
    return chosen;
  }

  /** @param {boolean} isRunning */
  #show(isRunning) {
    const hadFocus = this.contains(document.activeElement);
    this.#isRunning = isRunning;
    this.isStopped = false;
    this.#startButton.disabled = isRunning;
    this.#stopButton.hidden = !isRunning;
    this.find("progress", HTMLProgressElement).hidden = !isRunning;
    this.tell(0, "");
    this.dataset.state = isRunning ? "training" : "idle";
    // The button that was pressed is gone or disabled: the focus goes to the one that takes its place.
    if (hadFocus) (isRunning ? this.#stopButton : this.#startButton).focus();
  }

  get #startButton() {
    return this.find("start", HTMLButtonElement);
  }

  get #stopButton() {
    return this.find("stop", HTMLButtonElement);
  }
}
