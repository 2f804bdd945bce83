/**
 * The two scripts that pages start by themselves, the worker and the service worker. Where the browser has Trusted
 * Types, their addresses pass through a policy, so that a host may ask for it (`require-trusted-types-for 'script'`):
 * nothing else on a page makes code or markup of a string.
 */

/** @typedef {{ createPolicy(name: string, rules: object): { createScriptURL(url: string): string } }} Factory */

const { trustedTypes } = /** @type {{ trustedTypes?: Factory }} */ (/** @type {unknown} */ (globalThis));
/** `start.js` and `main.js` make one each. */
const policy = trustedTypes?.createPolicy("convnets", { createScriptURL: ownUrl });

/**
 * The URL of a script as `Worker` and `register` want it.
 *
 * @param {string} url absolute
 * @throws {TypeError} it is of another origin
 */
export function scriptUrl(url) {
  return policy ? policy.createScriptURL(url) : ownUrl(url);
}

/** @param {string} url that of a blob has the origin of the page that made it */
export function ownUrl(url) {
  if (new URL(url).origin !== location.origin) throw new TypeError(`A script from elsewhere: ${url}`);
  return url;
}
