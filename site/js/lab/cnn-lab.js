/** `<cnn-lab>`: the experiment at the heart of the course. Its markup is the template's; here it comes alive. */

import { DigitCanvas } from "../panels/digit-canvas.js";
import { Lab } from "./lab.js";

export class CnnLab extends HTMLElement {
  /** @type {Lab | null} */
  #lab = null;

  /** What it shows, for the views attached to it. */
  get showing() {
    this.#lab ??= new Lab(this);
    return this.#lab.showing;
  }

  connectedCallback() {
    this.#lab ??= new Lab(this);
  }
}

customElements.define("digit-canvas", DigitCanvas);
customElements.define("cnn-lab", CnnLab);
