/**
 * Keeps a view up to date by asking again only when the last question has been answered, and at most once a frame.
 *
 * @template T
 */
export class Inspector {
  #ask;
  #show;
  #frame;
  #isBusy = false;
  #isWanted = false;

  /**
   * @param {() => Promise<T>} ask asks for what is to be seen now
   * @param {(answer: T) => void} show
   * @param {(work: () => void) => void} [frame] runs the work at the next frame
   */
  constructor(ask, show, frame = (work) => requestAnimationFrame(work)) {
    this.#ask = ask;
    this.#show = show;
    this.#frame = frame;
  }

  /** Something has changed. */
  request() {
    this.#isWanted = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#frame(() => this.#turn());
  }

  async #turn() {
    this.#isWanted = false;
    try {
      this.#show(await this.#ask());
    } finally {
      this.#isBusy = false;
      if (this.#isWanted) this.request();
    }
  }
}
