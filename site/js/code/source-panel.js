/**
 * The source of a lab's layer as it stands in the library that runs, to be changed: checked, then trained with, by this
 * lab alone. Loaded when a reader opens it.
 */

import { Runtime } from "../client.js";
import { make } from "../widgets/texts.js";
import { button } from "./code-element.js";
import { CodeEditor } from "./editor.js";
import { saveText } from "./notebook.js";
import { showReport } from "./report.js";
import { Running } from "./running.js";
import { Keeper, keepCode, recallCode } from "./store.js";

/** @import { Checked, LayerSource } from "../protocol.d.ts" */
/** @import { Showing } from "../lab/showing.js" */

export class SourcePanel {
  #root;
  #lab;
  #showing;
  /** @type {LayerSource | null} */
  #source = null;
  /** @type {CodeEditor | null} */
  #editor = null;
  #keeper = new Keeper((text) => this.#running.isRunning || this.#running.say(text));
  #isComparing = false;

  #choice = make("select", "");
  #file = make("span", "listing-file");
  #host = make("div", "code-editor");
  #apply = button("Apply", "button button-small button-primary");
  #anyway = button("Train with it anyway", "button button-small");
  #stop = button("Stop", "button button-small code-stop");
  #compare = button("Show what you changed", "button button-small");
  #reset = button("Reset to the original", "button button-small");
  #save = button("Save as .py", "button button-small");
  #close = button("Close the source", "button button-small");
  #status = make("p", "code-status");
  #report = make("ul", "report plain");
  #running;

  /**
   * @param {HTMLElement} root where it is shown
   * @param {string} lab the lab's id
   * @param {Showing} showing
   */
  constructor(root, lab, showing) {
    this.#root = root;
    this.#lab = lab;
    this.#showing = showing;
    const head = make("div", "source-head");
    const label = make("label", "", "The source of ");
    label.append(this.#choice);
    head.append(label, this.#file);
    const toolbar = make("div", "code-toolbar");
    toolbar.append(
      this.#apply,
      this.#anyway,
      this.#stop,
      this.#compare,
      this.#reset,
      this.#save,
      this.#close,
    );
    this.#status.setAttribute("role", "status");
    this.#report.setAttribute("aria-label", "What was checked");
    const lead = make(
      "p",
      "lab-note",
      "This is the file that runs, with the operations it calls. Change it and press Apply: it is checked here, and then this lab trains with it. Where it calls compiled code, yours runs in NumPy; all other layers stay as they are.",
    );
    Object.defineProperty(root, "sourceText", { get: () => this.#text }); // all of it, on the screen or not
    root.replaceChildren(lead, head, this.#host, toolbar, this.#status, this.#report);
    this.#running = new Running({
      status: this.#status,
      starts: [this.#apply, this.#anyway],
      stop: this.#stop,
    });
    for (const one of [this.#stop, this.#anyway, this.#report]) one.hidden = true;
    this.#choice.addEventListener("change", () => this.#show(this.#choice.value));
    this.#apply.addEventListener("click", () => this.#check());
    this.#anyway.addEventListener("click", () => this.#train(false));
    this.#compare.addEventListener("click", () => this.#toggleComparison());
    this.#reset.addEventListener("click", () => this.#resetToOriginal());
    this.#save.addEventListener("click", () => saveText(this.#text, `${this.#name}.py`.toLowerCase()));
    this.#close.addEventListener("click", () => this.close());
  }

  /**
   * @param {string} name of a layer's class
   */
  async open(name) {
    const kinds = [...new Set(this.#showing.layers.filter(({ source }) => source).map(({ kind }) => kind))];
    this.#choice.replaceChildren(...kinds.map((kind) => new Option(kind)));
    this.#root.hidden = false;
    await this.#show(kinds.includes(name) ? name : kinds[0]);
    this.#root.scrollIntoView({ block: "nearest" });
    this.#editor?.focus();
  }

  close() {
    this.#root.hidden = true;
    this.#root.dispatchEvent(new Event("close"));
  }

  /** @param {string} name */
  async #show(name) {
    if (this.#source?.name === name) return;
    const source = await this.#running.run(() => Runtime.forPage().request(0, { type: "source", name }));
    if (!source) return;
    this.#source = source;
    this.#choice.value = name;
    this.#file.textContent = `${source.file}, line ${source.line}`;
    const text = recallCode(this.#key) ?? source.text;
    if (this.#editor) this.#editor.text = text;
    this.#editor ??= new CodeEditor(this.#host, {
      text,
      label: "The layer’s source. Shift and Enter apply it. Escape, then Tab, leaves the editor.",
      onChange: () => this.#edited(),
      onRun: () => this.#check(),
    });
    this.#editor.mark(null);
    this.#editor.goTo("def forward(");
    if (this.#isComparing) this.#editor.compare(source.text);
    this.#forget();
    this.#running.say(
      text === source.text
        ? "As it stands in the library."
        : "This is your version, kept on this device. Apply trains the lab with it.",
    );
  }

  async #check() {
    if (this.#running.isRunning || !this.#source) return;
    this.#forget();
    this.#editor?.mark(null);
    if (this.#text === this.#source.text) return this.#resetToOriginal();
    /** @type {Checked | null} */
    const checked = await this.#running.run(() => this.#showing.check(this.#name, this.#text));
    if (!checked) return;
    showReport(this.#report, checked.rows);
    if (checked.error?.line) this.#editor?.mark(checked.error.line);
    if (checked.is_right) return this.#train(checked.is_same);
    this.#anyway.hidden = !checked.can_train;
    this.#running.say(
      checked.can_train
        ? "Its gradient is not the gradient of what it computes, so training goes the wrong way. The lab is as it was."
        : "The lab can’t train with this yet, and is as it was.",
      true,
    );
  }

  /** @param {boolean} isSame whether it computes what the library's does */
  async #train(isSame) {
    const isRight = this.#anyway.hidden;
    const done = await this.#running.run(async () => {
      const { edits } = this.#showing;
      const layers = { ...edits?.layers, [this.#name]: this.#text };
      await this.#showing.edit({ layers, program: edits?.program ?? null });
      await this.#showing.train();
      return true;
    });
    if (!done) return;
    const what = isRight
      ? isSame
        ? ""
        : " It computes something else than the library’s, and its gradient is right for that."
      : " Its gradient is wrong: watch the curve, and compare it with the pale one.";
    this.#running.say(`The lab trains with your ${this.#name}, from step 0.${what}`, !isRight);
  }

  async #resetToOriginal() {
    if (!this.#source || !this.#editor) return;
    if (this.#text !== this.#source.text) this.#editor.text = this.#source.text;
    keepCode(this.#key, null);
    this.#forget();
    const { edits } = this.#showing;
    if (!edits || !(this.#name in edits.layers)) {
      return this.#running.say("This is the original: there is nothing to apply.");
    }
    const layers = Object.fromEntries(Object.entries(edits.layers).filter(([name]) => name !== this.#name));
    const isEmpty = Object.keys(layers).length === 0 && edits.program === null;
    const done = await this.#running.run(async () => {
      await this.#showing.edit(isEmpty ? null : { ...edits, layers });
      return true;
    });
    if (done) this.#running.say("The lab has the library’s own layer again, at step 0.");
  }

  #toggleComparison() {
    this.#isComparing = !this.#isComparing;
    this.#compare.setAttribute("aria-pressed", String(this.#isComparing));
    this.#editor?.compare(this.#isComparing ? (this.#source?.text ?? null) : null);
  }

  #edited() {
    this.#anyway.hidden = true;
    this.#keeper.keep(this.#key, this.#text === this.#source?.text ? null : this.#text);
  }

  /** Take back what was said of an earlier version. */
  #forget() {
    this.#anyway.hidden = true;
    showReport(this.#report, []);
  }

  get #name() {
    return this.#source?.name ?? "";
  }

  get #text() {
    return this.#editor?.text ?? "";
  }

  get #key() {
    return `${this.#lab}-${this.#name}`;
  }
}
