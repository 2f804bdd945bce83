import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { sha256 } from "../../../site/bundle/checksum.mjs";
import { obtain } from "../../../site/bundle/obtain.mjs";

const RIGHT = Buffer.from("the right file");
const PIN = { file: "a.whl", sha256: sha256(RIGHT) };

describe("obtaining a file", () => {
  let cache = "";
  /** @type {string[]} */
  let said = [];

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "convnets-cache-"));
    said = [];
  });
  afterEach(() => rm(cache, { recursive: true }));

  /** @param {import("../../../site/bundle/obtain.mjs").Source[]} sources */
  const get = (...sources) => obtain(PIN, sources, { cache, say: (line) => said.push(line) });

  it("takes the first source that has it, and asks no further", async () => {
    const none = source("first", new Error("not there"));
    const never = source("third", RIGHT);
    assert.equal(await get(none, source("second", RIGHT), never), RIGHT);
    assert.deepEqual([none.asked, never.asked], [1, 0]);
  });

  it("keeps what came from elsewhere, whole, under its name", async () => {
    await get(source("elsewhere", RIGHT));
    assert.deepEqual(await readdir(cache), ["a.whl"]);
    assert.deepEqual(await readFile(join(cache, "a.whl")), RIGHT);
  });

  it("does not write what came from the cache", async () => {
    await get({ ...source("the cache", RIGHT), isCache: true });
    assert.deepEqual(await readdir(cache), []);
  });

  it("refuses a file with another checksum by name, and goes on to the next source", async () => {
    assert.equal(await get(source("a liar", Buffer.from("wrong")), source("honest", RIGHT)), RIGHT);
    assert.equal(said.length, 1);
    assert.match(
      said[0],
      /^a\.whl from a liar is refused: expected sha256 [0-9a-f]{64}, got [0-9a-f]{64} \(5 bytes\)$/,
    );
  });

  it("stops at a wrong file from a source that the user named", async () => {
    const honest = source("honest", RIGHT);
    await assert.rejects(
      get({ ...source("the mirror", Buffer.from("wrong")), named: true }, honest),
      /a\.whl from the mirror/,
    );
    assert.equal(honest.asked, 0);
  });

  it("says what was tried and why each failed", async () => {
    const rejected = get(source("one", new Error("no such host")), source("two", Buffer.from("wrong")));
    await assert.rejects(rejected, (/** @type {Error} */ error) => {
      assert.match(
        error.message,
        /^a\.whl could not be had\. Tried, in this order:\n {2}- one: no such host\n {2}- two: a\.whl from two is refused/,
      );
      assert.match(error.message, /--mirror FOLDER-OR-URL, or CONVNETS_MIRROR/);
      return true;
    });
  });

  it("does without a cache that can't be written", async () => {
    const file = join(cache, "file");
    await writeFile(file, "");
    const content = await obtain(PIN, [source("one", RIGHT)], {
      cache: file,
      say: (line) => said.push(line),
    });
    assert.equal(content, RIGHT);
    assert.match(said[0], /^Not kept for the next build: /);
  });
});

/**
 * @param {string} name
 * @param {Buffer | Error} answer
 */
function source(name, answer) {
  return {
    name,
    asked: 0,
    async read() {
      this.asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}
