/** The buttons of the template's macro `examples_of`: each sets what a widget shows, and says what to look for. */

/** @import { Widget } from "./widget.js" */

export class Examples {
  #widget;
  #buttons;

  /**
   * @param {Widget} widget
   * @param {(explained: any) => void} show called with what the chosen example's explanation is
   */
  constructor(widget, show) {
    this.#widget = widget;
    this.#buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (widget.querySelectorAll("[data-example]"));
    for (const button of this.#buttons) {
      button.addEventListener("click", () => {
        widget.accept();
        this.#mark(button);
        show(widget.given("given", button));
      });
    }
  }

  /** Choose none: something was changed. */
  clear() {
    this.#mark(null);
  }

  /** @param {HTMLButtonElement | null} chosen */
  #mark(chosen) {
    for (const button of this.#buttons) button.ariaPressed = String(button === chosen);
    this.#widget.find("look-for", HTMLElement).textContent = chosen?.dataset.lookFor ?? "";
  }
}
