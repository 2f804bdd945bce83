/**
 * One laboratory on the page: joins the reader's controls to the experiment and the experiment to the view; what they
 * do is theirs.
 *
 * @typedef {import("../protocol.d.ts").Settings} Settings
 * @typedef {import("../protocol.d.ts").Inspection} Inspection
 * @typedef {import("./kept-weights.js").Kept} Kept
 */

import { Runtime } from "../client.js";
import { coming } from "../page/coming.js";
import { watchScreen } from "../page/on-screen.js";
import { DigitCanvas } from "../panels/digit-canvas.js";
import { onThemeChange } from "../panels/theme.js";
import { Announcer } from "./announcer.js";
import { Carrier } from "./carrier.js";
import { Controls } from "./controls.js";
import { Experiment } from "./experiment.js";
import { LOOK_MS, paced } from "./frame.js";
import { Inspector } from "./inspector.js";
import { Keeper } from "./keeper.js";
import { partsOf } from "./parts.js";
import { defaultSettings, sameSettings, settingsFromHash, settingsToHash } from "./settings.js";
import { SettingsForm } from "./settings-form.js";
import { Showing } from "./showing.js";
import { View } from "./view.js";

const SAMPLE_SECONDS = 2;

export class Lab {
  #root;
  #part;
  #classes;
  #experiment;
  #view;
  #form;
  #controls;
  #announcer;
  #inspector = new Inspector(
    () => this.#inspect(),
    (inspection) => this.#show(inspection),
  );
  /** Once it was opened. @type {import("../code/source-panel.js").SourcePanel | null} */
  #source = null;
  #redraw = paced(
    () => this.#draw(),
    () => (this.#experiment.isTraining ? LOOK_MS : 0),
  );
  #sample = 0;
  #isSampleHeld = false;
  #sampleSince = 0;
  #shownAt = 0;
  #isOnScreen = true;
  /** @type {import("../protocol.d.ts").Prediction | null} */
  #prediction = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #announcing;

  /** What the views attached to it go by. @type {Showing} */
  showing;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#part = partsOf(root);
    this.#classes = (root.dataset.classes ?? "").split(" ").map(Number);
    this.#form = new SettingsForm(this.#part("settings", HTMLFormElement), (values) => this.#apply(values));
    const linked = this.#readLink();
    const settings = linked && "settings" in linked ? linked.settings : this.#defaults;
    this.#form.show(settings);
    this.#experiment = new Experiment(Runtime.forPage(), settings);
    /** @type {string[]} */
    const names = JSON.parse(root.dataset.names ?? "[]");
    const nameOf = (/** @type {number} */ kind) => names[this.#classes.indexOf(kind)] ?? String(kind);
    this.#view = new View(root, this.#classes, nameOf, {
      rewind: (step) => this.#experiment.rewind(step),
      redraw: this.#redraw,
      inspect: () => this.#inspector.request(),
    });
    this.#announcer = new Announcer((text) => this.#announce(text));
    this.#controls = new Controls(root, this.#experiment, {
      reset: (seed) => this.#begin({ ...this.#experiment.settings, seed }),
      nextSample: () => this.#nextSample(),
      holdSample: (isHeld) => {
        this.#isSampleHeld = isHeld;
      },
      link: () => this.#writeLink(),
      drawingDone: () => this.#announceAnswer(),
    });
    const [one, several] = (root.dataset.example ?? "example examples").split(" ");
    this.showing = new Showing(this.#experiment, {
      names,
      example: { one, several },
      sample: () => this.#sample,
      drawing: () => this.#part("drawing", DigitCanvas).drawing,
      nextSample: () => this.#nextSample(),
      openSource: (kind) => this.#openSource(kind),
    });
    this.#wireSource();
    this.#experiment.addEventListener("change", () => this.#changed());
    this.#part("drawing", DigitCanvas).addEventListener("drawingchange", () => {
      this.#experiment.boot().catch(() => {});
      this.#inspector.request();
      this.showing.changed();
    });
    addEventListener("hashchange", () => this.#followLink());
    onThemeChange(() => this.#changed());
    this.#changed();
    if (linked) this.#welcome(linked);
    const actions = {
      takeUp: (/** @type {Kept} */ kept) => this.#takeUp(kept),
      notify: (/** @type {string} */ text, isProblem = false) => this.#controls.notify(text, isProblem),
    };
    new Keeper(root, this.#experiment, actions);
    new Carrier(root, this.#experiment, this.#part("drawing", DigitCanvas), actions);
    this.#bootWhenIdle();
    this.#watchScreen();
  }

  get #defaults() {
    return this.#ofThisNetwork(defaultSettings(this.#form.settings, this.#classes));
  }

  /** @param {Settings} settings @returns {Settings} */
  #ofThisNetwork(settings) {
    const network = /** @type {Settings["network"]} */ (this.#root.dataset.network ?? "cnn");
    return { ...settings, network };
  }

  /** Load at the first idle moment; on a line that is to be spared, once the lab is on the screen or near it. */
  #bootWhenIdle() {
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
    const boot = () => idle(() => this.#experiment.boot().catch(() => {}));
    const isLineSpared = /** @type {any} */ (navigator).connection?.saveData === true;
    if (!isLineSpared) return boot();
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        boot();
      },
      { rootMargin: "100% 0px" },
    );
    observer.observe(this.#root);
  }

  /** @param {{ settings: Settings } | { reason: string }} linked */
  #welcome(linked) {
    this.#root.scrollIntoView({ block: "start" });
    if ("reason" in linked) {
      this.#controls.notify(
        `The link’s settings were refused: ${linked.reason}. These are the usual ones.`,
        true,
      );
    } else {
      this.#controls.notify("The settings are the link’s: this run repeats the one it was copied from.");
    }
  }

  #followLink() {
    const linked = this.#readLink();
    if (!linked) return;
    this.#begin("settings" in linked ? linked.settings : this.#defaults).catch(() => {});
    this.#welcome(linked);
  }

  #readLink() {
    const read = settingsFromHash(location.hash, this.#root.id, this.#form.settings, this.#classes);
    return read && "settings" in read ? { settings: this.#ofThisNetwork(read.settings) } : read;
  }

  /** @param {Kept} kept */
  async #takeUp({ settings, step, weights }) {
    await this.#experiment.takeUp({ settings: { ...this.#defaults, ...settings }, step, weights });
    this.#form.show(this.#experiment.settings);
  }

  /** The address that reproduces the run, which becomes the page's. */
  #writeLink() {
    const { settings } = this.#experiment;
    history.replaceState(history.state, "", settingsToHash(this.#root.id, this.#form.settings, settings));
    return location.href;
  }

  /** @param {Partial<Settings>} values */
  async #apply(values) {
    const settings = { ...this.#experiment.settings, ...values };
    if (sameSettings(settings, this.#experiment.settings)) return;
    try {
      await this.#begin(settings);
    } catch (error) {
      // All else is shown with its Retry, and the settings are kept for it.
      if (/** @type {{ kind?: string }} */ (error).kind === "settings") throw error;
      return;
    }
    this.#controls.notify(
      "A changed setting begins a new run. The curve so far stays, pale, to compare with.",
    );
  }

  /** @param {Settings} settings */
  async #begin(settings) {
    await this.#experiment.begin(settings);
    this.#form.show(this.#experiment.settings);
    const isUsual = sameSettings(this.#experiment.settings, this.#defaults);
    if (!isUsual || location.hash.startsWith("#lab=")) this.#writeLink();
  }

  #inspect() {
    return this.#experiment
      .inspect(this.#sample, this.#part("drawing", DigitCanvas).drawing)
      .catch((/** @type {{ kind: string, message: string }} */ { kind, message }) => {
        if (kind === "internal") this.#controls.notify(message, true);
        return null;
      });
  }

  /** @param {Inspection | null} inspection */
  #show(inspection) {
    if (!inspection) return;
    this.#shownAt = performance.now();
    this.#view.showInspection(inspection, this.#experiment.isTraining);
    this.#root.dataset.prediction = String(inspection.drawing?.prediction?.digit ?? "");
    this.#prediction = inspection.drawing?.prediction ?? null;
  }

  /** Said when the hand has rested for a moment, not with every stroke. */
  #announceAnswer() {
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => {
      this.#announce(this.#view.answer(this.#prediction));
    }, 900);
  }

  /** @param {string} text */
  #announce(text) {
    this.#part("announcement", HTMLElement).textContent = text;
  }

  #nextSample() {
    this.#sample += 1;
    this.#sampleSince = performance.now();
    this.#inspector.request();
    this.showing.changed();
  }

  #wireSource() {
    const button = this.#part("open-source", HTMLButtonElement);
    button.addEventListener("click", () => this.#openSource("Conv2D"));
    this.#part("layers", HTMLTableElement).addEventListener("click", ({ target }) => {
      const kind = /** @type {HTMLElement} */ (target).dataset.source;
      if (kind) this.#openSource(kind);
    });
    this.#part("source", HTMLElement).addEventListener("close", () => button.focus());
  }

  /** @param {string} kind of layer */
  async #openSource(kind) {
    try {
      const [{ SourcePanel }] = await Promise.all([
        coming(import("../code/source-panel.js")),
        this.#experiment.boot(),
      ]);
      this.#source ??= new SourcePanel(this.#part("source", HTMLElement), this.#root.id, this.showing);
      await this.#source.open(kind);
    } catch (error) {
      this.#controls.notify(/** @type {Error} */ (error).message, true);
    }
  }

  /** What is not seen need not be asked for or drawn, while there is training to be slowed down by it. */
  #watchScreen() {
    watchScreen(this.#root, (isOnScreen) => {
      this.#isOnScreen = isOnScreen;
      if (this.#isOnScreen) this.#changed();
    });
  }

  #changed() {
    const { state, latest } = this.#experiment;
    this.#root.dataset.state = state;
    if (latest) {
      this.#root.dataset.step = String(latest.step);
      this.#root.dataset.trainAccuracy = latest.train_accuracy.toFixed(4);
      this.#root.dataset.testAccuracy = latest.test_accuracy.toFixed(4);
      this.#root.dataset.stepMs = latest.step_ms.toFixed(4);
      this.#announcer.update(state, latest.step, latest.test_accuracy);
    }
    if (state === "training" && !this.#isOnScreen) return;
    this.#redraw();
    // While it trains, changes come with every few steps; looking must not cost the steps.
    const isTooSoon = state === "training" && performance.now() - this.#shownAt < LOOK_MS;
    if (this.#experiment.created && state !== "loading" && state !== "error" && !isTooSoon) {
      this.#inspector.request();
    }
  }

  #draw() {
    this.#controls.update();
    this.#view.showRun(this.#experiment, this.#form.settings);
    if (!this.#experiment.isTraining || this.#isSampleHeld) return;
    if (performance.now() - this.#sampleSince > 1000 * SAMPLE_SECONDS) this.#nextSample();
  }
}
