/**
 * When the next steps of a session in training are due. The clock may stand still while a computer sleeps, and jump, and
 * nothing of that may hold training up or have it hurry after what it missed.
 */

/** Behind by more than this, in milliseconds, a session does not try to catch up. */
const BEHIND_MS = 100;
/** Fast steps come in groups, one a display frame, in milliseconds. */
const FRAME_MS = 12;
const RATE_MS = 1000;

export class Pace {
  /** Steps a second; null is flat out. @type {number | null} */
  #pace;
  /** When the next step is due. */
  #next;
  /** [time, step] of the last second. @type {[number, number][]} */
  #recent = [];

  /**
   * @param {number | null} pace
   * @param {number} now milliseconds
   */
  constructor(pace, now) {
    this.#pace = pace;
    this.#next = now;
  }

  /**
   * @param {number | null} pace
   * @param {number} now
   */
  set(pace, now) {
    this.#pace = pace;
    this.#next = now;
  }

  /** How many steps to take now. The first time it is one: it tells where training stands. @param {number} now */
  due(now) {
    const due = this.#pace === null ? 1e6 : Math.floor(((now - this.#next) * this.#pace) / 1000) + 1;
    return due > 0 && this.#recent.length === 0 ? 1 : due;
  }

  /**
   * Steps were taken.
   *
   * @param {number} step the one reached
   * @param {number} now
   * @returns {number} steps a second over the last second
   */
  took(step, now) {
    const before = this.#recent.at(-1)?.[1] ?? step - 1;
    if (this.#pace !== null) this.#next += ((step - before) * 1000) / this.#pace;
    // What lies in the future was before the clock was put back.
    this.#recent = this.#recent.filter(([time]) => time <= now);
    this.#recent.push([now, step]);
    while (this.#recent.length > 2 && this.#recent[1][0] < now - RATE_MS) this.#recent.shift();
    const [from, first] = this.#recent[0];
    return now > from ? ((step - first) * 1000) / (now - from) : 0;
  }

  /** Milliseconds until the next steps are due. @param {number} now */
  wait(now) {
    if (this.#pace === null) return 0;
    const period = 1000 / this.#pace;
    // Far behind or, since the clock was put back, far ahead: from here on.
    if (this.#next < now - BEHIND_MS || this.#next > now + period + BEHIND_MS) this.#next = now;
    return Math.max(this.#next - now, this.#pace > 60 ? FRAME_MS : 1);
  }
}
