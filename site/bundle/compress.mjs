/**
 * Puts a compressed twin of each file of a built site beside it, `.br` and `.gz`, for hosts that send those.
 *
 *     node site/bundle/compress.mjs FOLDER [--quick]
 *
 * The best compression takes its time, so what was compressed once is kept outside of the site. A quick one will do for
 * who writes the course: a memory that pages begin with takes a minute, and changes with the library.
 */

import { copyFile, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { sha256 } from "./checksum.mjs";
import { CACHE, keep } from "./obtain.mjs";

const TYPES = new Set([".css", ".html", ".js", ".json", ".mjs", ".svg", ".txt", ".wasm", ".webmanifest"]);
/** Pages change with every build; what keeps its name is fetched for longer, and worth more time. */
const QUALITY = { page: 9, other: 11, quick: 4 };
const AT_ONCE = 8;
/** Bytes below which it is not worth a file. */
const LEAST = 1000;

const WAYS = {
  ".br": (/** @type {Buffer} */ content, /** @type {number} */ quality) =>
    promisify(brotliCompress)(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  ".gz": (/** @type {Buffer} */ content, /** @type {number} */ quality) =>
    promisify(gzip)(content, { level: Math.min(quality, 9) }),
};

const {
  positionals: [folder],
  values: { quick: isQuick },
} = parseArgs({ allowPositionals: true, options: { quick: { type: "boolean", default: false } } });
const files = (await readdir(folder, { recursive: true })).filter((file) => TYPES.has(extname(file)));
const queue = files.values(); // shared by those who take from it, so that few files are in memory at once
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (const file of queue) await compress(join(folder, file));
  }),
);

/** @param {string} path */
async function compress(path) {
  const content = await readFile(path);
  if (content.length < LEAST) return;
  const { mtime } = await stat(path);
  const quality = extname(path) === ".html" ? QUALITY.page : QUALITY.other;
  for (const [ending, way] of Object.entries(WAYS)) {
    const kept = join(CACHE, "compressed", `${sha256(content)}-${quality}${ending}`);
    await copyFile(kept, path + ending).catch(async () => {
      const compressed = await way(content, isQuick ? QUALITY.quick : quality);
      await writeFile(path + ending, compressed);
      if (!isQuick) await keep(kept, compressed);
    });
    await utimes(path + ending, mtime, mtime);
  }
}
