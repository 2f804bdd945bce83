/**
 * Reads what `site/bundle/container.mjs` packs, a WebAssembly module whose custom sections are files, and puts files into
 * Python's file system.
 */

/** @import { PyodideInterface } from "pyodide" */

/**
 * @param {Uint8Array<ArrayBuffer>} module
 * @returns {Generator<[path: string, content: Uint8Array<ArrayBuffer>]>} views of `module`
 */
export function* unpack(module) {
  const text = new TextDecoder();
  let at = 8;

  function leb128() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (at >= module.length) throw new Error("a container ends in the middle of a number");
      const byte = module[at++];
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  while (at < module.length) {
    at += 1; // the section's kind, always 0
    const size = leb128();
    const end = at + size;
    const length = leb128();
    const path = text.decode(module.subarray(at, at + length));
    yield [path, module.subarray(at + length, end)];
    at = end;
  }
}

/**
 * Put files in their places, as they are: nothing is copied.
 *
 * @param {PyodideInterface["FS"]} FS
 * @param {Iterable<[path: string, content: Uint8Array]>} files
 */
export function place(FS, files) {
  const known = new Set();
  for (const [path, content] of files) {
    const folder = `/${path.slice(0, path.lastIndexOf("/"))}`;
    if (!known.has(folder)) FS.mkdirTree(folder);
    known.add(folder);
    FS.writeFile(`/${path}`, content, { canOwn: true });
  }
}
