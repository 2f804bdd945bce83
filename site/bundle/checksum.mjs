/** What a file must hold, and what is said when it holds something else. */

import { createHash } from "node:crypto";

export class WrongChecksum extends Error {}

/** @param {Uint8Array} content */
export function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * `content`, if it is what was pinned.
 *
 * @template {Uint8Array} T
 * @param {{ file: string, sha256: string }} pin
 * @param {T} content
 * @param {string} from where it came from, for the message
 */
export function checked(pin, content, from) {
  const found = sha256(content);
  if (found === pin.sha256) return content;
  throw new WrongChecksum(
    `${pin.file} from ${from} is refused: expected sha256 ${pin.sha256}, got ${found} (${content.length} bytes)`,
  );
}
