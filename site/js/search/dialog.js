import { Index, marked } from "./find.js";

/** @typedef {import("./find.js").Found} Found */

/** The dialog of the search: what is found as one types, among the sections that the index lists. */
export class SearchDialog {
  #dialog = document.createElement("dialog");
  #input = document.createElement("input");
  #list = document.createElement("ul");
  #status = document.createElement("p");
  #host;
  /** @type {Index | null} */
  #index = null;
  #chosen = -1;

  /** @param {HTMLElement} host it names the index and the site's root, and holds the dialog */
  constructor(host) {
    this.#host = host;
    host.append(this.#build());
  }

  open() {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#input.select();
    this.#load();
  }

  get #options() {
    return [...this.#list.querySelectorAll("a")];
  }

  #build() {
    this.#dialog.className = "search";
    this.#dialog.setAttribute("aria-label", "Search the course");
    const label = document.createElement("label");
    label.className = "visually-hidden";
    label.htmlFor = "search-input";
    label.textContent = "Search the lessons and the glossary";
    Object.assign(this.#input, { id: "search-input", type: "text", autocomplete: "off", spellcheck: false });
    this.#input.placeholder = "padding, receptive field, softmax …";
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": "search-results",
      "aria-autocomplete": "list",
      enterkeyhint: "go",
    })) {
      this.#input.setAttribute(name, value);
    }
    this.#list.id = "search-results";
    this.#list.className = "search-results plain";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Results");
    this.#list.hidden = true;
    this.#status.className = "search-status";
    this.#status.setAttribute("role", "status");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button-small";
    close.textContent = "Close";
    close.addEventListener("click", () => this.#dialog.close());
    const bar = document.createElement("div");
    bar.className = "search-bar";
    bar.append(label, this.#input, close);
    this.#dialog.append(bar, this.#status, this.#list);

    this.#input.addEventListener("input", () => this.#show());
    this.#input.addEventListener("keydown", (event) => this.#steer(event));
    this.#list.addEventListener("pointermove", ({ target }) => {
      const option = target instanceof Element ? target.closest("a") : null;
      if (option) this.#choose(this.#options.indexOf(option), false);
    });
    this.#dialog.addEventListener("click", ({ target }) => {
      if (target === this.#dialog || (target instanceof Element && target.closest("a"))) this.#dialog.close();
    });
    return this.#dialog;
  }

  async #load() {
    if (this.#index) return;
    this.#status.textContent = "One moment.";
    try {
      const response = await fetch(this.#host.dataset.index ?? "");
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      this.#index = new Index(await response.json());
      this.#show();
    } catch {
      this.#status.textContent = "The search could not be loaded. Close it, and try again.";
    }
  }

  #show() {
    if (!this.#index) return;
    const query = this.#input.value.trim();
    const found = this.#index.find(query);
    this.#list.replaceChildren(...found.map((one, i) => this.#option(one, i, query)));
    this.#list.hidden = found.length === 0;
    this.#input.setAttribute("aria-expanded", String(found.length > 0));
    const many = found.length === 1 ? "One place." : `${found.length} places.`;
    if (!query) this.#status.textContent = "Type a word or its beginning. ↑ and ↓ choose, Enter opens.";
    else
      this.#status.textContent = found.length ? many : `Nothing about “${query}”. Try a shorter beginning.`;
    this.#choose(found.length ? 0 : -1);
  }

  /**
   * @param {Found} found
   * @param {number} i
   * @param {string} query
   */
  #option({ address, page, section, snippet }, i, query) {
    const link = document.createElement("a");
    link.id = `search-result-${i + 1}`;
    link.href = `${this.#host.dataset.root}${address}`;
    link.setAttribute("role", "option");
    link.tabIndex = -1;
    const title = document.createElement("b");
    title.append(...toNodes(section || page, query));
    const where = document.createElement("span");
    where.className = "search-where";
    where.textContent = section ? page : "";
    const words = document.createElement("span");
    words.className = "search-words";
    words.append(...toNodes(snippet, query));
    link.append(title, " ", where, " ", words);
    const item = document.createElement("li");
    item.setAttribute("role", "none");
    item.append(link);
    return item;
  }

  /** @param {KeyboardEvent} event */
  #steer(event) {
    const count = this.#list.children.length;
    const moves = { ArrowDown: this.#chosen + 1, ArrowUp: this.#chosen - 1 };
    if (event.key in moves && count) {
      event.preventDefault();
      this.#choose((moves[/** @type {keyof typeof moves} */ (event.key)] + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#options[this.#chosen]?.click();
    }
  }

  /**
   * @param {number} i
   * @param {boolean} [isShown] whether to bring it into view
   */
  #choose(i, isShown = true) {
    this.#chosen = i;
    for (const [j, option] of this.#options.entries()) {
      option.setAttribute("aria-selected", String(j === i));
      if (j === i && isShown) option.scrollIntoView({ block: "nearest" });
    }
    if (i < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `search-result-${i + 1}`);
  }
}

/**
 * A text with what was looked for marked.
 *
 * @param {string} text
 * @param {string} query
 */
function toNodes(text, query) {
  return marked(text, query).map((piece) => {
    if (!piece.isHit) return piece.text;
    const mark = document.createElement("mark");
    mark.textContent = piece.text;
    return mark;
  });
}
