/**
 * The form of settings. A good value starts a new run; a bad one is refused with the reason next to its field.
 *
 * @typedef {import("./settings.js").Setting} Setting
 * @typedef {import("./settings.js").SettingName} SettingName
 * @typedef {import("../protocol.d.ts").Settings} Settings
 */

import { plain } from "./format.js";
import { readSetting } from "./settings.js";

export class SettingsForm {
  /** @type {Setting[]} */
  settings;
  #form;
  #onChange;

  /**
   * @param {HTMLFormElement} form
   * @param {(values: Partial<Settings>) => Promise<void>} onChange takes all of the form's values; rejects with `field` and `message` when one is refused
   */
  constructor(form, onChange) {
    this.#form = form;
    this.#onChange = onChange;
    this.settings = [...form.querySelectorAll("input")].map(({ name, dataset }) => ({
      name: /** @type {SettingName} */ (name),
      label: dataset.label ?? name,
      kind: dataset.kind === "integer" ? "integer" : "number",
      minimum: Number(dataset.minimum),
      maximum: Number(dataset.maximum),
      default: Number(dataset.default),
    }));
    form.addEventListener("change", (event) => this.#changed(/** @type {HTMLInputElement} */ (event.target)));
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  /** @param {Settings} settings */
  show(settings) {
    for (const { name } of this.settings) {
      this.#input(name).value = plain(settings[name]);
      this.#refuse(name, "");
    }
  }

  /** @param {HTMLInputElement} input */
  async #changed(input) {
    /** @type {Partial<Settings>} */
    const values = {};
    let isGood = true;
    for (const setting of this.settings) {
      const reading = readSetting(setting, this.#input(setting.name).value);
      this.#refuse(setting.name, "reason" in reading ? reading.reason : "");
      if ("reason" in reading) isGood = false;
      else values[setting.name] = reading.value;
    }
    if (!isGood) return;
    try {
      await this.#onChange(values);
    } catch (error) {
      const { field, message } = /** @type {{ field?: string, message: string }} */ (error);
      const refused = this.settings.find(({ name }) => name === field);
      this.#refuse(refused?.name ?? /** @type {SettingName} */ (input.name), message);
    }
  }

  /**
   * @param {SettingName} name
   * @param {string} reason empty when there is nothing against the value
   */
  #refuse(name, reason) {
    const input = this.#input(name);
    const error = /** @type {HTMLElement} */ (this.#form.querySelector(`[data-error="${name}"]`));
    error.textContent = reason;
    if (reason) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  /** @param {SettingName} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
