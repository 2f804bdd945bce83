import { saveText } from "../code/notebook.js";
import { asText, deleteAll, isOf, look } from "../page/storage.js";

/** The table of what is kept, with what there is of it now; saved as a file and deleted. */
class Storage extends HTMLElement {
  #isAsked = false;

  connectedCallback() {
    this.tabIndex = -1;
    this.#button("save").addEventListener("click", () => {
      saveText(asText(), "convnets-live.json");
      this.#say("Saved as a file: your progress, code, drawings and weights, each under its name.");
    });
    this.#button("delete").addEventListener("click", () => this.#delete());
    this.#button("cancel").addEventListener("click", () => {
      this.#ask(false);
      this.#say("Nothing was deleted.");
    });
    addEventListener("storage", () => this.#show());
    this.#show();
  }

  async #show() {
    const found = await look();
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("li[data-name]"))) {
      const { place = "", name = "" } = row.dataset;
      const these = found.filter((one) => isOf(one, place, name));
      const now = /** @type {HTMLElement} */ (row.querySelector("[data-part=now]"));
      now.textContent = `Now: ${inWords(these)}.`;
    }
    this.#button("save").disabled = !found.some(({ place }) => place === "localStorage");
    const remove = this.#button("delete");
    const hadFocus = document.activeElement === remove;
    remove.disabled = found.length === 0;
    // The button that was pressed is of no more use: Tab goes on from here, not from the top of the page.
    if (hadFocus && remove.disabled) this.focus({ preventScroll: true });
    this.dataset.shown = "";
  }

  async #delete() {
    if (!this.#isAsked) {
      this.#ask(true);
      return this.#say("Everything above would be gone from this device. Press once more to delete it.");
    }
    this.#ask(false);
    await deleteAll();
    await this.#show();
    this.#say("Deleted. What you do from now on is kept again, and so are the pages you visit.");
  }

  /** @param {boolean} isAsked whether the reader is to confirm */
  #ask(isAsked) {
    this.#isAsked = isAsked;
    this.#button("delete").textContent = isAsked ? "Delete it for good" : "Delete everything";
    this.#button("cancel").hidden = !isAsked;
    this.#button("delete").focus();
  }

  /** @param {string} text */
  #say(text) {
    /** @type {HTMLElement} */ (this.querySelector("[data-part=status]")).textContent = text;
  }

  /** @param {string} name */
  #button(name) {
    return /** @type {HTMLButtonElement} */ (this.querySelector(`[data-part="${name}"]`));
  }
}

/** @param {import("../page/storage.js").Found[]} found */
function inWords(found) {
  const entries = found.reduce((sum, one) => sum + one.entries, 0);
  if (entries === 0) return "nothing";
  const what = found[0].place === "Cache storage" ? "file" : "entry";
  const many = entries === 1 ? `1 ${what}` : `${entries} ${what === "file" ? "files" : "entries"}`;
  const bytes = found.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  return bytes ? `${many}, ${(bytes / 1000).toFixed(1)} kB` : many;
}

customElements.define("cnn-storage", Storage);
