/** How far a download is: one line that moves on a terminal, a few lines in a log. */

export class Progress {
  #name;
  #total;
  #done = 0;
  #shown = -1;

  /**
   * @param {string} name
   * @param {number} total in bytes; 0 if unknown
   */
  constructor(name, total) {
    this.#name = name;
    this.#total = total;
    this.#show(0);
  }

  /** @param {number} bytes */
  add(bytes) {
    this.to(this.#done + bytes, this.#total);
  }

  /**
   * @param {number} done
   * @param {number} total
   */
  to(done, total) {
    this.#done = done;
    this.#total = total;
    const percent = total ? Math.floor((100 * done) / total) : 0;
    const step = process.stderr.isTTY ? 1 : 25;
    if (percent >= this.#shown + step) this.#show(percent - (percent % step));
  }

  end() {
    if (process.stderr.isTTY) process.stderr.write("\n");
  }

  /** @param {number} percent */
  #show(percent) {
    this.#shown = percent;
    const size = this.#total ? ` of ${(this.#total / 1e6).toFixed(1)} MB` : "";
    const line = `Downloading ${this.#name}: ${percent} %${size}`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
  }
}
