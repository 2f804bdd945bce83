/** Play, step and scrub through positions: the controls of the template's macro `transport`. */

/** @import { Widget } from "./widget.js" */

/** Time at each position when playing, in milliseconds. */
const PACE = 900;

export class Transport {
  #play;
  #previous;
  #next;
  #scrub;
  #text;
  #show;
  #position = 0;
  #count = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Widget} widget
   * @param {(position: number) => void} show called with each position, counted from 0
   */
  constructor(widget, show) {
    this.#show = show;
    this.#play = widget.find("play", HTMLButtonElement);
    this.#previous = widget.find("previous", HTMLButtonElement);
    this.#next = widget.find("next", HTMLButtonElement);
    this.#scrub = widget.find("scrub", HTMLInputElement);
    this.#text = widget.find("position", HTMLElement);
    this.#play.addEventListener("click", () => (this.#timer ? this.pause() : this.#start()));
    this.#previous.addEventListener("click", () => this.go(this.#position - 1));
    this.#next.addEventListener("click", () => this.go(this.#position + 1));
    this.#scrub.addEventListener("input", () => this.go(Number(this.#scrub.value) - 1));
    // The slider's moves are the widget's position, not an answer to be asked for.
    this.#scrub.addEventListener("change", (event) => event.stopPropagation());
  }

  get position() {
    return this.#position;
  }

  /**
   * Set how many positions there are; stays at this one if it is still there.
   *
   * @param {number} count
   * @param {number} [position]
   */
  reset(count, position = this.#position) {
    this.#count = count;
    this.#scrub.max = String(count);
    this.go(Math.min(position, count - 1));
  }

  /**
   * Go to a position, and stay there.
   *
   * @param {number} position
   */
  go(position) {
    this.pause();
    this.#move(position);
  }

  pause() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#play.textContent = "Play";
    delete this.#play.dataset.playing;
  }

  #start() {
    this.#play.textContent = "Pause";
    this.#play.dataset.playing = "";
    if (this.#position === this.#count - 1) this.#move(0);
    this.#wait();
  }

  #wait() {
    this.#timer = setTimeout(() => {
      if (!this.#play.isConnected) return;
      const isLast = this.#position + 1 >= this.#count - 1;
      if (isLast) this.go(this.#count - 1);
      else {
        this.#move(this.#position + 1);
        this.#wait();
      }
    }, PACE);
  }

  /** @param {number} position */
  #move(position) {
    this.#position = Math.max(0, Math.min(position, this.#count - 1));
    this.#scrub.value = String(this.#position + 1);
    // Not disabled: the button that one is pressing would lose the focus.
    this.#previous.ariaDisabled = String(this.#position === 0);
    this.#next.ariaDisabled = String(this.#position === this.#count - 1);
    this.#text.textContent = `${this.#position + 1} of ${this.#count}`;
    this.#show(this.#position);
  }
}
