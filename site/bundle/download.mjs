/** A file over HTTP, with progress, and with an end to waiting. */

import { Progress } from "./progress.mjs";

/** Milliseconds without a byte after which a download is given up. */
const PATIENCE = 20_000;

/**
 * @param {URL} url
 * @returns {Promise<Buffer>}
 */
export async function download(url) {
  const abort = new AbortController();
  let timer = setTimeout(stalled, PATIENCE);
  function stalled() {
    abort.abort(new Error(`no answer for ${PATIENCE / 1000} s`));
  }
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`${response.status} ${response.statusText}`.trim());
    const name = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
    const progress = new Progress(name, Number(response.headers.get("content-length")));
    const chunks = [];
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(stalled, PATIENCE);
      chunks.push(chunk);
      progress.add(chunk.length);
    }
    progress.end();
    return Buffer.concat(chunks);
  } catch (error) {
    const { message, cause } = /** @type {Error} */ (error);
    throw new Error(cause instanceof Error ? `${message} (${cause.message})` : message);
  } finally {
    clearTimeout(timer);
  }
}
