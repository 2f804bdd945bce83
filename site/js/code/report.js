/** What was checked, and what came of it: a line for each, with a sign and words. */

import { make } from "../widgets/texts.js";

/** @typedef {{ what: string, passed: boolean | null, detail: string }} Row */

const SIGNS = { true: "✓", false: "✗", null: "–" };
const WORDS = { true: "holds", false: "does not hold", null: "not come to" };

/**
 * @param {HTMLElement} list
 * @param {Row[]} rows
 */
export function showReport(list, rows) {
  list.hidden = rows.length === 0;
  list.replaceChildren(
    ...rows.map(({ what, passed, detail }) => {
      const key = /** @type {"true" | "false" | "null"} */ (String(passed));
      const item = make("li", "report-row");
      item.dataset.passed = key;
      const sign = make("span", "report-sign", SIGNS[key]);
      sign.setAttribute("aria-hidden", "true");
      const words = make("span", "report-words", what);
      words.append(make("span", "visually-hidden", `: ${WORDS[key]}`));
      if (detail) words.append(make("span", "report-detail", detail));
      item.append(sign, words);
      return item;
    }),
  );
}
