/** The wheel of `cnn_core`, the same bytes for the same sources. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./run.mjs";

/** Seconds since 1970, for all files in the wheel: 1 January 2020. */
const DATE = "1577836800";

/**
 * @param {string} root the folder of pyproject.toml
 * @param {string} python one that has hatchling
 */
export async function buildWheel(root, python) {
  const folder = await mkdtemp(join(tmpdir(), "cnn-core-wheel-"));
  try {
    const env = { ...process.env, SOURCE_DATE_EPOCH: DATE, CNN_CORE_TARGET: "wasm" };
    await run(python, ["-m", "hatchling", "build", "-t", "wheel", "-d", folder], { cwd: root, env });
    const [file] = await readdir(folder);
    return { file, version: file.split("-")[1], content: await readFile(join(folder, file)) };
  } catch (error) {
    throw new Error(`The wheel of cnn_core could not be built: ${/** @type {Error} */ (error).message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
