/** `<cnn-compare>`: trains a CNN and a perceptron over several seeds, and shows every result. */

import { LabError, Runtime } from "../client.js";
import { spread, verdict } from "./comparison.js";
import { Widget } from "./widget.js";

/** @import { Session } from "../session.js" */
/** @import { Accuracies } from "./comparison.js" */

const NAMES = { cnn: "CNN", mlp: "Perceptron" };
/** The axis begins here; what is worse is drawn at its edge. */
const AXIS_START = 0.5;

class Compare extends Widget {
  /** @type {Map<number, Accuracies>} */
  #results = new Map();
  #running = false;
  #stopped = false;
  /** @type {Session | null} */
  #session = null;

  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#run(Number(new FormData(form).get("shift")));
    });
    this.#stopButton.addEventListener("click", () => this.#stop());
    this.#startButton.disabled = false;
  }

  disconnectedCallback() {
    this.#stop();
  }

  /** @param {number} shift */
  async #run(shift) {
    if (this.#running) return;
    this.#show(true);
    try {
      const accuracies = await this.#measure(shift);
      if (accuracies) {
        this.#results.set(shift, accuracies);
        this.#draw();
        this.say(verdict(accuracies, shift));
      } else {
        this.say("Stopped. What was not finished is not shown.");
      }
    } catch (error) {
      this.say(error instanceof LabError ? `${error.message} Try again.` : String(error));
    } finally {
      this.#session?.close();
      this.#session = null;
      this.#show(false);
    }
  }

  /**
   * @param {number} shift
   * @returns {Promise<Accuracies | null>} null if stopped
   */
  async #measure(shift) {
    const [steps, seeds] = [Number(this.dataset.steps), Number(this.dataset.seeds)];
    /** @type {Accuracies} */
    const accuracies = { cnn: [], mlp: [] };
    const runtime = Runtime.forPage();
    if (runtime.state === "failed") runtime.retry();
    const settings = {
      learning_rate: 0.01,
      batch_size: 32,
      filters: 4,
      shift,
      sketches: 3000,
      classes: [0, 1, 2, 3],
    };
    this.#session = runtime.openSession({ ...settings, seed: 1 });
    let runs = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      for (const network of /** @type {const} */ (["cnn", "mlp"])) {
        this.say(`Seed ${seed} of ${seeds}: ${NAMES[network]}`);
        await this.#session.create({ ...settings, seed, network });
        let accuracy = 0;
        const onProgress = (/** @type {{ step: number, test_accuracy: number }} */ progress) => {
          accuracy = progress.test_accuracy;
          this.#progress.value = (runs + progress.step / steps) / (2 * seeds);
        };
        if (!this.#stopped) await this.#session.train({ pace: null, until: steps, onProgress });
        if (this.#stopped) return null;
        accuracies[network].push(accuracy);
        runs += 1;
      }
    }
    return accuracies;
  }

  #stop() {
    if (!this.#running) return;
    this.#stopped = true;
    this.#session?.pause().catch(() => {});
  }

  #draw() {
    const rows = [...this.#results]
      .sort(([a], [b]) => a - b)
      .flatMap(([shift, accuracies]) => [
        row(shift, "cnn", accuracies.cnn, true),
        row(shift, "mlp", accuracies.mlp, false),
      ]);
    this.find("rows", HTMLElement).replaceChildren(...rows);
    this.find("results", HTMLElement).hidden = false;
  }

  /** @param {boolean} running */
  #show(running) {
    const hadFocus = this.contains(document.activeElement);
    this.#running = running;
    this.#stopped = false;
    this.#startButton.disabled = running;
    this.#stopButton.hidden = !running;
    this.#progress.hidden = !running;
    this.#progress.value = 0;
    this.dataset.state = running ? "training" : "idle";
    // The button that was pressed is gone or disabled: the focus goes to the one that takes its place.
    if (hadFocus) (running ? this.#stopButton : this.#startButton).focus();
  }

  get #startButton() {
    return this.find("start", HTMLButtonElement);
  }

  get #stopButton() {
    return this.find("stop", HTMLButtonElement);
  }

  get #progress() {
    return this.find("progress", HTMLProgressElement);
  }
}

/**
 * @param {number} shift
 * @param {keyof typeof NAMES} network
 * @param {number[]} accuracies
 * @param {boolean} first of the two rows of a shift
 */
function row(shift, network, accuracies, first) {
  const { mean, minimum, maximum } = spread(accuracies);
  const element = document.createElement("tr");
  element.dataset.network = network;
  if (first) {
    const head = cell("th", String(shift));
    head.rowSpan = 2;
    head.scope = "rowgroup";
    element.append(head);
  }
  const plot = cell("td", "");
  const strip = document.createElement("div");
  strip.className = "compare-strip";
  strip.append(...accuracies.map((accuracy) => mark("compare-dot", accuracy)), mark("compare-mean", mean));
  plot.append(strip);
  element.append(
    cell("td", NAMES[network]),
    plot,
    cell("td", percent(mean)),
    cell("td", `${percent(minimum)} to ${percent(maximum)}`),
  );
  return element;
}

/**
 * @param {"td" | "th"} name
 * @param {string} text
 */
function cell(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

/**
 * @param {string} className
 * @param {number} accuracy
 */
function mark(className, accuracy) {
  const element = document.createElement("span");
  element.className = className;
  element.style.setProperty("--at", String(Math.max(0, (accuracy - AXIS_START) / (1 - AXIS_START))));
  return element;
}

/** @param {number} fraction */
function percent(fraction) {
  return `${(100 * fraction).toFixed(1)} %`;
}

customElements.define("cnn-compare", Compare);
