/**
 * The base of what holds code that a reader can change and run. Its markup is the code, colored; scripts put buttons
 * below it, and an editor in its place once it is edited.
 */

import { Runtime } from "../client.js";
import { coming } from "../page/coming.js";
import { make } from "../widgets/texts.js";
import { Output } from "./output.js";
import { Running } from "./running.js";
import { Keeper, keepCode, recallCode } from "./store.js";

/** @import { CodeError, Said } from "../protocol.d.ts" */
/** @import { CodeEditor } from "./editor.js" */

const HELP = "Shift and Enter run it. Escape, then Tab, leaves the editor.";

export class CodeElement extends HTMLElement {
  #isStarted = false;
  #original = "";
  /** As changed, while there is no editor. @type {string | null} */
  #changed = null;
  /** @type {Promise<CodeEditor> | null} */
  #loading = null;
  /** @type {CodeEditor | null} */
  editor = null;
  #keeper = new Keeper((text) => this.running.isRunning || this.running.say(text));

  toolbar = make("div", "code-toolbar");
  runButton = button("Run", "button button-small button-primary");
  stopButton = button("Stop", "button button-small code-stop");
  #editButton = button("Edit", "button button-small");
  #resetButton = button("Back to the original", "button button-small");
  #status = make("p", "code-status");
  // What follows is there from the first moment on the page.
  output = /** @type {Output} */ (/** @type {unknown} */ (null));
  running = /** @type {Running} */ (/** @type {unknown} */ (null));

  connectedCallback() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#original = this.#pre.textContent ?? "";
    this.#changed = recallCode(this.id);
    const box = make("div", "code-output");
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `What ${this.name} says`);
    this.output = new Output(box);
    this.stopButton.hidden = true;
    this.#status.setAttribute("role", "status");
    for (const one of [this.runButton, this.stopButton, this.#editButton]) {
      one.setAttribute("aria-label", `${one.textContent} ${this.name}`);
    }
    this.toolbar.append(this.runButton, this.stopButton, this.#editButton, this.#resetButton);
    this.append(this.toolbar, this.#status, box);
    this.start();
    const starts = [...this.toolbar.querySelectorAll("[data-start]")];
    this.running = new Running({
      status: this.#status,
      starts: [this.runButton, .../** @type {HTMLButtonElement[]} */ (starts)],
      stop: this.stopButton,
    });
    this.runButton.addEventListener("click", () => this.run());
    this.#editButton.addEventListener("click", () => this.edit());
    this.#resetButton.addEventListener("click", () => this.#reset());
    this.#code.addEventListener("dblclick", () => this.edit());
    this.#pre.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (event.shiftKey) this.run();
      else this.edit();
    });
    // Who reaches for code is about to need the runtime.
    this.toolbar.addEventListener("pointerenter", () => Runtime.forPage().start(), { once: true });
    Runtime.forPage().addEventListener("renewed", () => this.output.fade());
    if (this.#changed === this.#original) this.#changed = null;
    if (this.#changed !== null) {
      this.#pre.textContent = this.#changed;
      this.running.say("This is your version, kept on this device.");
    }
    this.#mark();
  }

  /** Called once: add buttons here; those marked `data-start` wait while code runs. */
  start() {}

  async run() {}

  /** What errors and buttons call it. */
  get name() {
    return this.dataset.name ?? this.id;
  }

  /** How Python's errors name the code. */
  get codeName() {
    return this.name;
  }

  get text() {
    return this.editor?.text ?? this.#changed ?? this.#original;
  }

  /** Put the editor in the code's place, if it isn't there, and the focus into it. */
  async edit() {
    (await this.#load())?.focus();
  }

  /** @param {Said} said */
  hear(said) {
    this.output.add(said);
  }

  /** @param {CodeError} error */
  async showError(error) {
    this.output.addError(error, this.codeName);
    const line = error.line ? ` on line ${error.line}` : "";
    this.running.say(`${error.type}${line}.`, true);
    if (error.line) (await this.#load())?.mark(error.line);
  }

  /** @returns {Promise<CodeEditor | null>} null if it does not come, which the page tells */
  async #load() {
    this.#loading ??= coming(import("./editor.js")).then(({ CodeEditor }) => {
      const host = make("div", "code-editor");
      this.editor = new CodeEditor(host, {
        text: this.text,
        label: `The code of ${this.name}. ${HELP}`,
        onChange: () => this.#edited(),
        onRun: () => this.run(),
      });
      this.#code.replaceWith(host);
      this.#editButton.hidden = true;
      this.toolbar.append(make("span", "code-keys", "Shift+Enter runs; Escape, then Tab, leaves the editor"));
      return this.editor;
    });
    try {
      return await this.#loading;
    } catch {
      this.#loading = null; // it may come another time
      return null;
    }
  }

  #edited() {
    this.output.fade();
    this.#mark();
    this.#keeper.keep(this.id, this.#isChanged ? this.text : null);
  }

  #reset() {
    this.#changed = null;
    keepCode(this.id, null);
    if (this.editor) this.editor.text = this.#original;
    else this.#pre.textContent = this.#original;
    this.running.say("This is the original again.");
    this.#mark();
    this.runButton.focus();
  }

  get #isChanged() {
    return this.text !== this.#original;
  }

  #mark() {
    this.toggleAttribute("data-changed", this.#isChanged);
    this.#resetButton.hidden = !this.#isChanged;
  }

  get #code() {
    return /** @type {HTMLElement} */ (this.querySelector(".highlight"));
  }

  get #pre() {
    return /** @type {HTMLElement} */ (this.querySelector("pre"));
  }
}

/**
 * @param {string} text
 * @param {string} className
 */
export function button(text, className) {
  const made = make("button", className, text);
  made.type = "button";
  return made;
}
