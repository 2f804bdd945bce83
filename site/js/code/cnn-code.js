/** `<cnn-code>`: a cell of Python that shares its names with the page's other cells. */

import { Runtime } from "../client.js";
import { make } from "../widgets/texts.js";
import { button, CodeElement } from "./code-element.js";
import { savePage } from "./notebook.js";

/** @import { Ran } from "../protocol.d.ts" */
/** @import { CnnLab } from "../lab/cnn-lab.js" */

class CodeCell extends CodeElement {
  /** @override */
  start() {
    if (this.hasAttribute("lab")) {
      const train = button("Train it in the lab", "button button-small");
      train.dataset.start = "";
      train.addEventListener("click", () => this.#trainInLab());
      this.runButton.after(train);
    }
    const restart = button("Restart Python", "button button-small");
    restart.addEventListener("click", () => {
      Runtime.forPage().stopCode("Stopped, since Python was started anew.");
      this.running.say("Python was started anew: what cells had made is gone, and their code is as it was.");
    });
    this.toolbar.append(restart);
    const more = make("details", "code-more");
    const list = make("div", "code-more-list");
    const python = button("Save as .py", "button button-small");
    python.addEventListener("click", () => savePage("py"));
    const notebook = button("Save as notebook", "button button-small");
    notebook.addEventListener("click", () => savePage("ipynb"));
    list.append(python, notebook);
    more.append(make("summary", "", "Save"), list);
    this.toolbar.append(more);
  }

  /** @override */
  async run() {
    const ran = await this.#run();
    if (ran) this.#tell(ran);
  }

  /** @returns {Promise<Ran | null>} */
  #run() {
    return this.running.run(async () => {
      this.output.fresh();
      this.editor?.mark(null);
      const command = /** @type {const} */ ({ type: "run", name: this.name, source: this.text });
      return Runtime.forPage().request(0, command, (said) => this.hear(said));
    });
  }

  /** @param {Ran} ran */
  #tell({ error, seconds, changed }) {
    if (error) return this.showError(error);
    const took = seconds < 0.01 ? "less than 0.01 s" : `${seconds.toFixed(2)} s`;
    const guarded =
      changed.length > 0
        ? ` It changed ${changed.slice(0, 3).join(", ")}${changed.length > 3 ? " and more" : ""}: for the cells of this page; the labs keep the library’s own.`
        : "";
    this.running.say(`Done in ${took}.${guarded}`);
  }

  async #trainInLab() {
    const ran = await this.#run();
    if (!ran) return;
    if (ran.error) return this.showError(ran.error);
    const { program } = ran;
    if (program === null) {
      return this.running.say(
        "The last line has to be the network: a Sequential, or a list of layers.",
        true,
      );
    }
    const lab = /** @type {CnnLab} */ (document.getElementById(this.getAttribute("lab") ?? ""));
    await customElements.whenDefined("cnn-lab");
    const done = await this.running.run(async () => {
      await lab.showing.edit({ layers: lab.showing.edits?.layers ?? {}, program });
      await lab.showing.train();
      return true;
    });
    if (done) this.running.say("The lab trains it now, and the views of its network show it.");
  }
}

customElements.define("cnn-code", CodeCell);
