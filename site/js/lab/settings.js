/**
 * The settings of a run: read from what a reader typed or from a link, refused with a reason, written as a link.
 *
 * @typedef {import("../protocol.d.ts").Settings} Settings
 * @typedef {"learning_rate" | "batch_size" | "filters" | "shift" | "sketches" | "seed"} SettingName
 *
 * @typedef {object} Setting What may be chosen; the same records as `cnn_core.lab.SETTINGS`.
 * @property {SettingName} name
 * @property {string} label
 * @property {"integer" | "number"} kind
 * @property {number} minimum
 * @property {number} maximum
 * @property {number} default
 *
 * @typedef {{ value: number } | { reason: string }} Reading
 */

import { plain } from "./format.js";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * @param {Setting} setting
 * @param {string} text what was typed
 * @returns {Reading}
 */
export function readSetting(setting, text) {
  const typed = text.trim();
  const expected = `${setting.kind === "integer" ? "A whole number" : "A number"} from ${plain(setting.minimum)} to ${plain(setting.maximum)}`;
  if (typed === "") return { reason: `${expected}, please.` };
  if (!NUMBER.test(typed)) {
    const hint = /^[+-]?\d*,\d+$/.test(typed) ? ` Write ${typed.replace(",", ".")}.` : "";
    return { reason: `${expected}; “${shorten(typed)}” isn’t one.${hint}` };
  }
  const value = Number(typed);
  if (setting.kind === "integer" && !Number.isInteger(value)) {
    return { reason: `${expected}; ${shorten(typed)} isn’t whole.` };
  }
  if (!(value >= setting.minimum)) return { reason: `${expected}; ${shorten(typed)} is too small.` };
  if (!(value <= setting.maximum)) return { reason: `${expected}; ${shorten(typed)} is too large.` };
  return { value };
}

/**
 * @param {Setting[]} known
 * @param {number[]} classes
 * @returns {Settings}
 */
export function defaultSettings(known, classes) {
  const values = Object.fromEntries(known.map((setting) => [setting.name, setting.default]));
  return /** @type {Settings} */ ({ ...values, classes });
}

/**
 * The hash of a link that reproduces a run in the lab named `lab`.
 *
 * @param {string} lab
 * @param {Setting[]} known
 * @param {Settings} settings
 */
export function settingsToHash(lab, known, settings) {
  const pairs = known.map(({ name }) => [name, plain(settings[name])]);
  return `#${new URLSearchParams([["lab", lab], ...pairs])}`;
}

/**
 * Read a link's hash. A hash that isn't about this lab (a heading's, another lab's) is `null`; one that is but holds
 * anything unknown, doubled, missing or out of bounds is refused as a whole.
 *
 * @param {string} hash
 * @param {string} lab
 * @param {Setting[]} known
 * @param {number[]} classes
 * @returns {{ settings: Settings } | { reason: string } | null}
 */
export function settingsFromHash(hash, lab, known, classes) {
  const pairs = [...new URLSearchParams(hash.replace(/^#/, ""))];
  if (pairs[0]?.[0] !== "lab" || pairs[0][1] !== lab) return null;
  const settings = defaultSettings(known, classes);
  const seen = new Set();
  for (const [name, text] of pairs.slice(1)) {
    const setting = known.find((candidate) => candidate.name === name);
    if (!setting) return { reason: `it names “${shorten(name)}”, which isn’t a setting here` };
    if (seen.has(name)) return { reason: `it names ${setting.label.toLowerCase()} twice` };
    seen.add(name);
    const reading = readSetting(setting, text);
    if ("reason" in reading) {
      return { reason: `${setting.label.toLowerCase()}: ${lowerFirst(reading.reason).replace(/\.$/, "")}` };
    }
    settings[setting.name] = reading.value;
  }
  const missing = known.find(({ name }) => !seen.has(name));
  if (missing) return { reason: `${missing.label.toLowerCase()} is missing` };
  return { settings };
}

/**
 * @param {Settings} a
 * @param {Settings} b
 */
export function sameSettings(a, b) {
  return settingsKey(a) === settingsKey(b);
}

/**
 * What sets `settings` apart from `reference`, in words: "learning rate 0.1, seed 2"; empty when nothing does.
 *
 * @param {Setting[]} known
 * @param {Settings} settings
 * @param {Settings} reference
 */
export function describeDifference(known, settings, reference) {
  return known
    .filter(({ name }) => settings[name] !== reference[name])
    .map(({ name, label }) => `${label.toLowerCase()} ${plain(settings[name])}`)
    .join(", ");
}

/** @param {Settings} settings */
function settingsKey({ learning_rate, batch_size, filters, shift, sketches, seed, classes }) {
  return JSON.stringify([learning_rate, batch_size, filters, shift, sketches, seed, classes]);
}

/** @param {string} text */
function shorten(text) {
  return text.length > 20 ? `${text.slice(0, 20)}…` : text;
}

/** @param {string} text */
function lowerFirst(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
