/** `<cnn-shapes>`: a stack of layers that the reader puts together, with its sizes and parameters. */

import { readNumber } from "./numbers.js";
import { make, showTexts } from "./texts.js";
import { Widget } from "./widget.js";

/**
 * @typedef {{ kind: string } & Record<string, number | string | boolean>} Spec
 * @typedef {{ label: string, fields: { name: string, label: string, default: number }[] }} Kind
 */

const MOST_LAYERS = 40;

class Shapes extends Widget {
  /** @type {{ stack: string, stacks: Record<string, { input: number[], layers: Spec[] }>, kinds: Record<string, Kind> }} */
  #given = this.given("given");
  /** @type {Spec[]} */
  #layers = structuredClone(this.#given.stacks[this.#given.stack].layers);
  /** The layer whose numbers are being changed; −1 for none. */
  #open = -1;

  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && this.#editor.contains(target)) {
        this.#layers[this.#open][target.dataset.name ?? ""] = readNumber(target.value);
      }
      if (target instanceof HTMLInputElement) this.#update();
    });
    for (const button of this.#stacks) {
      button.addEventListener("click", () => this.#choose(button.dataset.stack ?? ""));
    }
    this.find("add", HTMLButtonElement).addEventListener("click", () => this.#add());
    form.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("button") : null;
      if (button?.dataset.action) this.#act(button.dataset.action, button);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#open < 0) return;
      const row = this.#open;
      this.#edit(-1);
      this.#editButton(row).focus();
    });
  }

  /** @param {string} name */
  #choose(name) {
    const { input, layers } = this.#given.stacks[name];
    for (const [i, field] of ["height", "width", "channels"].entries()) {
      this.#field(field).value = String(input[i]);
    }
    this.#edit(-1);
    this.#layers = structuredClone(layers);
    this.#update();
  }

  /**
   * @param {string} action
   * @param {HTMLButtonElement} button
   */
  #act(action, button) {
    const index = this.#open;
    if (action === "edit") {
      const row = [...this.#rows.children].indexOf(/** @type {Element} */ (button.closest("li")));
      this.#edit(row === index ? -1 : row);
      const field = row === index ? null : this.#editor.querySelector("input");
      field?.focus();
      field?.select();
    } else if (action === "remove") {
      this.#edit(-1);
      this.#layers.splice(index, 1);
      this.#update();
      this.#syncRows();
      (
        this.#editButton(Math.min(index, this.#layers.length - 1)) ?? this.find("kind", HTMLSelectElement)
      ).focus();
    } else {
      const to = action === "up" ? index - 1 : index + 1;
      this.#layers.splice(to, 0, ...this.#layers.splice(index, 1));
      this.#edit(to);
      // The editor went along, and the focus with it; at either end the button is disabled.
      (button.disabled ? this.#actionButton(action === "up" ? "down" : "up") : button).focus();
      this.#update();
    }
  }

  /** After the layer being changed, else at the end. */
  #add() {
    const kind = this.find("kind", HTMLSelectElement).value;
    const fields = this.#given.kinds[kind].fields.map(({ name, default: value }) => [name, value]);
    const index = this.#open < 0 ? this.#layers.length : this.#open + 1;
    this.#layers.splice(index, 0, { kind, ...Object.fromEntries(fields) });
    this.#syncRows();
    this.#edit(index);
    this.#update();
  }

  /**
   * Open one layer's numbers, and close the one before.
   *
   * @param {number} index −1 to close
   */
  #edit(index) {
    this.#open = index;
    if (this.dataset.state === "refused") this.accept();
    for (const [i, row] of [...this.#rows.children].entries()) {
      row.querySelector("[data-action=edit]")?.setAttribute("aria-expanded", String(i === index));
    }
    this.find("add", HTMLButtonElement).textContent =
      index < 0 ? "Add at the end" : `Add after layer ${index + 1}`;
    this.#editor.hidden = index < 0;
    if (index < 0) return this.find("form", HTMLFormElement).append(this.#editor);
    this.#rows.children[index].append(this.#editor);
    const spec = this.#layers[index];
    const { label, fields } = this.#given.kinds[spec.kind];
    this.find("editor-legend", HTMLElement).textContent = `Layer ${index + 1}: ${label}`;
    this.find("fields", HTMLElement).replaceChildren(...fields.map((field) => this.#makeField(field, index)));
    this.#actionButton("up").disabled = index === 0;
    this.#actionButton("down").disabled = index === this.#layers.length - 1;
  }

  /**
   * @param {Kind["fields"][number]} field
   * @param {number} index
   */
  #makeField({ name, label }, index) {
    const id = `${this.id}-layer-${name}`;
    const field = make("div", "field");
    const caption = make("label", "", label);
    caption.htmlFor = id;
    const input = make("input", "");
    const value = String(this.#layers[index][name]);
    Object.assign(input, { id, type: "text", name: `layers[${index}].${name}`, value, autocomplete: "off" });
    if (name !== "padding") input.inputMode = "numeric";
    input.dataset.name = name;
    input.setAttribute("aria-describedby", `${this.id}-layers-error`);
    field.append(caption, input);
    if (name === "padding") field.append(make("p", "field-help", "a number, or same"));
    return field;
  }

  async #update() {
    const numbers = ["height", "width", "channels"].map((name) => [
      name,
      readNumber(this.#field(name).value),
    ]);
    const args = { ...Object.fromEntries(numbers), layers: this.#layers };
    for (const button of this.#stacks) {
      const { input, layers } = this.#given.stacks[button.dataset.stack ?? ""];
      const isShown =
        JSON.stringify([...numbers.map(([, value]) => value), layers]) ===
        JSON.stringify([...input, this.#layers]);
      button.setAttribute("aria-pressed", String(isShown));
    }
    this.find("add", HTMLButtonElement).disabled = this.#layers.length >= MOST_LAYERS;
    const explained = await this.explain("shapes", args);
    if (explained && explained.rows.length === this.#layers.length) this.#show(explained);
  }

  /** @param {any} explained */
  #show({ rows, depth, texts }) {
    this.#syncRows();
    for (const [i, row] of rows.entries()) fill(this.#rows.children[i], i + 1, row);
    showTexts(this, texts);
    this.find("input-volume", SVGRectElement).setAttribute("width", String(100 * depth));
    this.say(texts.verdict);
  }

  /** As many rows as there are layers. */
  #syncRows() {
    const template = this.find("row", HTMLTemplateElement);
    const shown = this.#rows.children;
    while (shown.length < this.#layers.length) this.#rows.append(template.content.cloneNode(true));
    while (shown.length > this.#layers.length) shown[shown.length - 1].remove();
  }

  get #rows() {
    return this.find("rows", HTMLOListElement);
  }

  get #editor() {
    return this.find("editor", HTMLFieldSetElement);
  }

  get #stacks() {
    return /** @type {NodeListOf<HTMLButtonElement>} */ (this.querySelectorAll("[data-stack]"));
  }

  /** @param {number} index */
  #editButton(index) {
    return /** @type {HTMLButtonElement} */ (this.#rows.children[index]?.querySelector("[data-action=edit]"));
  }

  /** @param {string} action */
  #actionButton(action) {
    return /** @type {HTMLButtonElement} */ (this.#editor.querySelector(`[data-action=${action}]`));
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.querySelector(`[name="${name}"]`));
  }
}

/**
 * @param {Element} row
 * @param {number} number
 * @param {any} shown
 */
function fill(row, number, shown) {
  const texts = {
    number,
    name: shown.name,
    shape: shown.shape_text ?? "",
    sizes: (shown.sizes ?? []).join("; "),
    params: shown.params_text ?? "",
    counting: shown.counting ?? "",
    error: shown.error ?? "",
  };
  for (const [slot, text] of Object.entries(texts)) slotOf(row, slot).textContent = String(text);
  const volume = slotOf(row, "volume");
  const { extent = 0, depth = 0 } = shown;
  volume.setAttribute("width", String(100 * depth));
  volume.setAttribute("height", String(42 * extent));
  volume.setAttribute("y", String(22 - 21 * extent));
  slotOf(row, "share").setAttribute("width", String(100 * shown.share));
  row.toggleAttribute("data-broken", Boolean(shown.error));
  row.querySelector("[data-action=edit]")?.setAttribute("aria-label", `Edit layer ${number}, ${shown.name}`);
}

/**
 * @param {Element} row
 * @param {string} slot
 */
function slotOf(row, slot) {
  return /** @type {Element} */ (row.querySelector(`[data-slot="${slot}"]`));
}

customElements.define("cnn-shapes", Shapes);
