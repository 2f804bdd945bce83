/** How long a worker that has something to do may be silent, and the watch that is kept on it. */

/** @import { Command } from "./protocol.d.ts" */

/** Silence after which a worker is held for dead, in milliseconds. */
const LIMITS = { boot: 45_000, create: 45_000, edited: 30_000, other: 8_000 };
/** A timer that comes so much too late tells of a page that stood still, in milliseconds. */
const LATE = 2_000;
const LIVE = ["run", "check", "test"];

/**
 * Whether a command runs code of the reader's: it may take any time, and is not made again when the worker dies of it.
 *
 * @param {Command} command
 */
export function isReaders(command) {
  return LIVE.includes(command.type) || (command.type === "create" && command.edits !== undefined);
}

/**
 * @param {Command[]} commands under way
 * @param {boolean} isEdited whether one is to a network with the reader's code in it
 * @returns {number | null} milliseconds; null while the reader's code runs, which the reader can stop
 */
export function patience(commands, isEdited) {
  const types = commands.map(({ type }) => type);
  if (types.includes("boot")) return LIMITS.boot;
  if (types.some((type) => LIVE.includes(type))) return null;
  if (types.includes("create")) return LIMITS.create;
  return isEdited ? LIMITS.edited : LIMITS.other;
}

export class SilenceWatch {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * Begin anew: the worker was heard, or something was asked of it.
   *
   * @param {number} limit
   * @param {(why: string) => void} end what to do when nothing is heard
   */
  listen(limit, end) {
    this.stop();
    const due = Date.now() + limit;
    this.#timer = setTimeout(() => {
      // A page that was frozen or a computer that slept hears its timers before its worker: listen once more.
      if (Date.now() > due + LATE) this.listen(limit, end);
      else end(`nothing was heard of it for ${limit / 1000} seconds`);
    }, limit);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
