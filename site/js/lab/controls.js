/**
 * The lab's buttons, its speed, and the line that says what is going on and what to do next.
 *
 * @typedef {import("./experiment.js").Experiment} Experiment
 * @typedef {import("./experiment.js").Notice} Notice
 * @typedef {import("../protocol.d.ts").Backend} Backend
 */

import { Runtime } from "../client.js";
import { DigitCanvas } from "../panels/digit-canvas.js";
import { copy, download } from "./files.js";
import { count, megabytes } from "./format.js";
import { partsOf } from "./parts.js";

/** Steps a second; the last is as fast as it goes. */
const PACES = [1, 5, 20, 60, 120, 250, 500, null];
const MAX_SEED = 2 ** 32 - 1;

/**
 * @typedef {object} Actions
 * @property {(seed: number) => Promise<void>} reset
 * @property {() => void} nextSample
 * @property {(isHeld: boolean) => void} holdSample
 * @property {() => string} link
 * @property {() => void} drawingDone
 */

export class Controls {
  #part;
  #invitation;
  #examples;
  #experiment;
  #actions;
  #runtime = Runtime.forPage();

  /**
   * @param {HTMLElement} root
   * @param {Experiment} experiment
   * @param {Actions} actions
   */
  constructor(root, experiment, actions) {
    this.#part = partsOf(root);
    this.#invitation = root.dataset.draw ?? "Draw";
    this.#examples = root.dataset.example?.split(" ")[1] ?? "examples";
    this.#experiment = experiment;
    this.#actions = actions;
    experiment.addEventListener("notice", (event) => {
      const { text, isProblem } = /** @type {CustomEvent<Notice>} */ (event).detail;
      this.notify(text, isProblem);
    });
    this.#onClick("train", () => {
      this.notify("");
      return experiment.train();
    });
    this.#onClick("pause", () => experiment.pause());
    this.#onClick("step", () => {
      this.notify("");
      return experiment.step();
    });
    this.#onClick("reset", () => this.#reset());
    this.#onClick("new-weights", () => this.#newWeights());
    // What goes away with the press hands the focus on.
    this.#onClick("retry", async () => {
      this.#part("train", HTMLElement).focus();
      return experiment.retry();
    });
    this.#onClick("rewind-now", async () => {
      this.#part("rewind", HTMLElement).focus();
      experiment.rewind(null);
    });
    this.#onClick("forget", async () => {
      const slider = this.#part("rewind", HTMLInputElement);
      (slider.disabled ? this.#part("train", HTMLElement) : slider).focus();
      experiment.forgetEarlier();
    });
    this.#onClick("next-sample", async () => actions.nextSample());
    this.#onClick("hold-sample", async () => this.#holdSample());
    this.#onClick("copy-link", () => this.#copyLink());
    this.#onClick("export", () => this.#export());
    this.#onClick("import", async () => this.#part("file", HTMLInputElement).click());
    this.#part("file", HTMLInputElement).addEventListener("change", () => this.#try(() => this.#import()));
    this.#wireSpeed();
    this.#wireBackend();
    this.#wireDrawing();
  }

  /**
   * Tell the reader something, next to the controls, until the next thing.
   *
   * @param {string} text
   * @param {boolean} [isProblem]
   */
  notify(text, isProblem = false) {
    const notice = this.#part("notice", HTMLElement);
    notice.textContent = text;
    notice.toggleAttribute("data-problem", isProblem);
  }

  update() {
    const { state, isTrainingWanted } = this.#experiment;
    const { progress, failure } = this.#runtime;
    const bar = this.#part("progress", HTMLProgressElement);
    bar.hidden = state !== "loading";
    bar.value = progress && progress.total > 0 ? progress.loaded / progress.total : 0;
    const status = this.#part("status", HTMLElement);
    const text = this.#status();
    if (status.textContent !== text) status.textContent = text;
    this.#part("train", HTMLElement).toggleAttribute("data-waiting", isTrainingWanted && state === "loading");
    const backend = this.#part("backend", HTMLSelectElement);
    const { booted } = this.#runtime;
    backend.disabled = this.#runtime.state !== "ready" || booted?.unavailable !== null;
    if (booted && backend.value !== booted.backend) backend.value = booted.backend;
    this.#part("failure", HTMLElement).hidden = failure === null;
    this.#part("failure-text", HTMLElement).textContent = failure?.message ?? "";
  }

  #status() {
    const { state, isTrainingWanted, created, rewoundTo } = this.#experiment;
    const { progress } = this.#runtime;
    if (rewoundTo !== null) {
      return `The network as it was at step ${count(rewoundTo)}. Train goes on from now, not from here.`;
    }
    switch (state) {
      case "idle":
        return "Press Train. Python and NumPy load first, into this page.";
      case "loading": {
        const then = isTrainingWanted
          ? " Training starts as soon as it is ready."
          : " Press Train whenever you like.";
        if (!progress?.total) return `Loading ${progress?.what ?? "Python and NumPy"}.${then}`;
        const size = `${megabytes(progress.loaded)} of ${megabytes(progress.total)} MB`;
        // Once all is there, it is still to be started, and the words say so.
        const what = progress.loaded < progress.total ? `Loading ${progress.what}, ${size}` : progress.what;
        return `${what}.${then}`;
      }
      case "ready":
        return `Ready: ${count(created?.num_params ?? 0)} weights, all random. Press Train and watch them learn.`;
      case "training":
        return `Training on ${count(created?.num_train ?? 0)} ${this.#examples}. ${this.#invitation} meanwhile.`;
      case "paused":
        return `Paused. ${this.#invitation}, or drag the slider under the curve to go back in time.`;
      default:
        return "The network isn’t running. All else on this page is there to read.";
    }
  }

  /** @param {string} name @param {() => Promise<unknown>} work */
  #onClick(name, work) {
    this.#part(name, HTMLButtonElement).addEventListener("click", () => this.#try(work));
  }

  /**
   * What fails for the runtime's sake is shown with its Retry; all else is told here.
   *
   * @param {() => Promise<unknown>} work
   */
  async #try(work) {
    try {
      await work();
    } catch (error) {
      if (this.#runtime.state !== "failed") this.notify(/** @type {Error} */ (error).message, true);
    }
  }

  async #reset() {
    await this.#actions.reset(this.#experiment.settings.seed);
    this.notify("Back to step 0 with the same first weights: the run will repeat itself exactly.");
  }

  async #newWeights() {
    const { seed } = this.#experiment.settings;
    const next = seed < MAX_SEED ? seed + 1 : 0;
    await this.#actions.reset(next);
    this.notify(`New first weights, from seed ${next}. Earlier runs stay in the chart, pale.`);
  }

  #holdSample() {
    const button = this.#part("hold-sample", HTMLButtonElement);
    const isHeld = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isHeld));
    this.#actions.holdSample(isHeld);
  }

  async #copyLink() {
    const link = this.#actions.link();
    const { loaded: isLoaded, edited } = this.#experiment.run;
    const code = edited ? " Your code is not in it: Open the source saves that." : "";
    const loaded = isLoaded
      ? " It starts from the seed, not from weights that were loaded or taken up by a new worker."
      : "";
    this.notify(
      (await copy(link))
        ? `Copied. The link repeats this run: same settings, same curve.${loaded}${code}`
        : `The link is in the address bar now, to copy from there.${loaded}${code}`,
    );
  }

  async #export() {
    const file = await this.#experiment.exportWeights();
    download(file, `cnn-step-${this.#experiment.latest?.step ?? 0}.npz`);
    this.notify("Weights saved, as an .npz file that NumPy reads too.");
  }

  async #import() {
    const input = this.#part("file", HTMLInputElement);
    const file = input.files?.[0];
    // So that the same file can be chosen again.
    const content = await file?.arrayBuffer();
    input.value = "";
    if (!file || !content) return;
    await this.#experiment.importWeights(content);
    this.notify(`Weights taken from ${file.name}. The steps count from 0 again.`);
  }

  #wireSpeed() {
    const speed = this.#part("speed", HTMLInputElement);
    const show = () => {
      const pace = PACES[Number(speed.value)];
      const text = pace === null ? "flat out" : `${pace} a second`;
      speed.setAttribute("aria-valuetext", text);
      this.#part("speed-text", HTMLElement).textContent = text;
      this.#try(() => this.#experiment.setPace(pace));
    };
    speed.addEventListener("input", show);
    show();
  }

  #wireBackend() {
    const select = this.#part("backend", HTMLSelectElement);
    select.addEventListener("change", () =>
      this.#try(() => this.#runtime.useBackend(/** @type {Backend} */ (select.value))),
    );
    const tell = () => {
      const { booted } = this.#runtime;
      if (!booted) return;
      this.#runtime.removeEventListener("change", tell);
      if (booted.unavailable === null) return;
      this.notify("The compiled arithmetic could not be loaded. NumPy does it all, more slowly.");
    };
    this.#runtime.addEventListener("change", tell);
  }

  #wireDrawing() {
    const drawing = this.#part("drawing", DigitCanvas);
    const swatches = /** @type {NodeListOf<HTMLElement>} */ (
      this.#part("draw-panel", HTMLElement).querySelectorAll("[data-color]")
    );
    for (const swatch of swatches) swatch.style.setProperty("--color", swatch.dataset.color ?? "");
    this.#onClick("clear", async () => drawing.clear());
    this.#onClick("undo", async () => drawing.undo());
    this.#part("draw-panel", HTMLElement)
      .querySelector("[data-part=inks]")
      ?.addEventListener("change", (event) => {
        drawing.ink = Number(/** @type {HTMLInputElement} */ (event.target).value);
      });
    drawing.addEventListener("drawingend", () => this.#actions.drawingDone());
    this.#part("draw-panel", HTMLElement).addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      drawing.undo();
    });
  }
}
