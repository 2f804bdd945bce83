/** Another program, waited for. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Rejects with the last it said, if the program fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<void>}
 */
export function run(program, args, { cwd, env, onLine = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], cwd, env });
    /** @type {string[]} */
    const said = [];
    createInterface({ input: child.stdout }).on("line", onLine);
    createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
    child.on("error", reject);
    child.on("close", (status) => {
      const last = said.filter((line) => line.trim()).slice(-3);
      if (status) reject(new Error(last.join(" ") || `${program} ended with status ${status}`));
      else resolve();
    });
  });
}
