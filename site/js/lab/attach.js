/** How widgets find the lab on their page that they belong to, and let its network learn. */

/** @import { Showing } from "./showing.js" */

/**
 * What the lab shows that an element names, `lab="digits"`; as soon as the lab's code is there.
 *
 * @param {Element} element
 * @returns {Promise<Showing>}
 */
export async function showingFor(element) {
  await customElements.whenDefined("cnn-lab");
  const id = element.getAttribute("lab") ?? "";
  const lab = document.getElementById(id);
  if (!lab || !("showing" in lab)) throw new Error(`there is no lab ${id} on this page`);
  return /** @type {Showing} */ (lab.showing);
}

/** The button that lets the lab's network learn, and rest. */
export class LearnButton {
  #button;
  #showing;

  /**
   * @param {HTMLButtonElement} button
   * @param {Showing} showing
   * @param {(text: string) => void} say tells what went wrong
   */
  constructor(button, showing, say) {
    this.#button = button;
    this.#showing = showing;
    button.addEventListener("click", () => {
      const done = showing.isTraining ? showing.pause() : showing.train();
      done.catch((/** @type {Error} */ error) => say(error.message));
    });
  }

  /** Training may have begun or ended. */
  update() {
    const text = this.#showing.isTraining ? "Let it rest" : "Let it learn";
    if (this.#button.textContent !== text) this.#button.textContent = text;
  }
}
