/**
 * Many files in one that every host serves compressed: a WebAssembly module of custom sections, each a file under
 * the section's name. `site/worker/container.js` reads it.
 */

const HEADER = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** @param {Iterable<[path: string, content: Uint8Array]>} files by their paths; the order is kept */
export function pack(files) {
  const parts = [HEADER];
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    const start = Buffer.concat([leb128(name.length), name]);
    parts.push(Buffer.from([0]), leb128(start.length + content.length), start, Buffer.from(content));
  }
  return Buffer.concat(parts);
}

/** @param {number} value an unsigned one, as WebAssembly writes it */
function leb128(value) {
  const bytes = [];
  do {
    const low = value % 128;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low + 128 : low);
  } while (value > 0);
  return Buffer.from(bytes);
}
