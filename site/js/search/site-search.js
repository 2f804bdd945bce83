import { coming } from "../page/coming.js";
import { makeIcon } from "../page/icon.js";
import { make } from "../widgets/texts.js";

/** A button in the header, and the key that does the same. The dialog and what it looks through come when first used. */
class SiteSearch extends HTMLElement {
  /** @type {Promise<import("./dialog.js").SearchDialog> | null} */
  #dialog = null;

  connectedCallback() {
    if (this.firstChild) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "search-open";
    const glass = makeIcon(["circle", { cx: "7", cy: "7", r: "4.5" }], ["path", { d: "M10.5 10.5 14 14" }]);
    button.append(glass, make("span", "", "Search"));
    button.setAttribute("aria-keyshortcuts", "/");
    button.addEventListener("click", () => this.open());
    this.append(button);
    addEventListener("keydown", (event) => {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      if (key !== "/" || ctrlKey || metaKey || altKey || isField(target)) return;
      event.preventDefault();
      this.open();
    });
  }

  async open() {
    this.#dialog ??= coming(import("./dialog.js")).then(({ SearchDialog }) => new SearchDialog(this));
    try {
      (await this.#dialog).open();
    } catch {
      this.#dialog = null; // it may come another time
    }
  }
}

/** @param {EventTarget | null} target */
function isField(target) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.shadowRoot !== null || target.matches("input, textarea, select"))
  );
}

customElements.define("site-search", SiteSearch);
