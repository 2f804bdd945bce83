/**
 * The id that a link's hash names; nothing for what is no address, as `#%` is. Links come from anywhere.
 *
 * @param {string} hash
 */
export function anchorOf(hash) {
  try {
    return decodeURIComponent(hash.replace(/^#/, ""));
  } catch {
    return "";
  }
}
