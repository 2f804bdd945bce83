/** One file from the first of several sources that has it, whole and unaltered. */

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { checked, WrongChecksum } from "./checksum.mjs";

/**
 * A place to get files from. `read` rejects with the reason when it can't. A wrong file from a source that is `named`,
 * by the user, ends the search: it must not go unseen.
 *
 * @typedef {object} Source
 * @property {string} name
 * @property {(file: string) => Promise<Buffer>} read
 * @property {boolean} [named]
 * @property {boolean} [isCache] what comes from elsewhere is kept there
 */

/** The folder that outlives dist/ and the clone. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "convnets-live");

/**
 * @param {{ file: string, sha256: string }} pin
 * @param {Source[]} sources
 * @param {{ cache?: string, say?: (line: string) => void }} [options]
 */
export async function obtain(pin, sources, { cache = CACHE, say = console.error } = {}) {
  const failures = [];
  for (const source of sources) {
    try {
      const content = checked(pin, await source.read(pin.file), source.name);
      if (!source.isCache) await keep(join(cache, pin.file), content, say);
      return content;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof WrongChecksum) {
        if (source.named) throw error;
        say(reason);
      }
      failures.push(`  - ${source.name}: ${reason}`);
    }
  }
  const tried = failures.join("\n") || "  (nothing)";
  throw new Error(
    `${pin.file} could not be had. Tried, in this order:\n${tried}\nIf you have it, name its folder or URL: ` +
      "--mirror FOLDER-OR-URL, or CONVNETS_MIRROR in the environment.",
  );
}

/**
 * Write a file so that it is there whole or not at all. A cache that can't be written costs time, no more.
 *
 * @param {string} path
 * @param {Uint8Array} content
 * @param {(line: string) => void} [say]
 */
export async function keep(path, content, say = console.error) {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(unfinished, content);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    say(`Not kept for the next build: ${/** @type {Error} */ (error).message}`);
  }
}
