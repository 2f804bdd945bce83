/** Finds sections by the beginnings of words. */

/** @typedef {[address: string, page: string, section: string, words: string]} Entry */
/** @typedef {{ address: string, page: string, section: string, snippet: string, score: number }} Found */

const MOST = 12;
const SNIPPET = 130;
const WEIGHTS = { section: 12, page: 6, words: 1 };

export class Index {
  /** @param {Entry[]} entries */
  constructor(entries) {
    this.entries = entries.map(([address, page, section, words]) => ({
      address,
      page,
      section,
      words,
      plain: { page: plain(page), section: plain(section), words: plain(words) },
    }));
  }

  /**
   * The sections in which every word of the query begins a word, the best first.
   *
   * @param {string} query
   * @returns {Found[]}
   */
  find(query) {
    const wanted = plain(query).split(" ").filter(Boolean);
    if (wanted.length === 0) return [];
    const whole = ` ${wanted.join(" ")}`;
    /** @type {Found[]} */
    const found = [];
    for (const entry of this.entries) {
      let score = 0;
      for (const word of wanted) {
        const hit = hitOf(entry.plain, ` ${word}`);
        if (hit === 0) {
          score = 0;
          break;
        }
        score += hit;
      }
      if (score === 0) continue;
      if (entry.plain.section.startsWith(whole)) score += 3 * WEIGHTS.section;
      if (entry.plain.words.includes(whole)) score += 2;
      found.push({ ...entry, score, snippet: snippetOf(entry.words, wanted) });
    }
    return found.sort((a, b) => b.score - a.score).slice(0, MOST);
  }
}

/**
 * @param {Record<keyof typeof WEIGHTS, string>} texts
 * @param {string} start
 */
function hitOf(texts, start) {
  let score = 0;
  for (const [name, weight] of Object.entries(WEIGHTS)) {
    const text = texts[/** @type {keyof typeof WEIGHTS} */ (name)];
    if (text.includes(start)) score += weight * (text.includes(`${start} `) ? 1.5 : 1);
  }
  return score;
}

/**
 * Small letters without accents, one space before each word and after the last.
 *
 * @param {string} text
 */
export function plain(text) {
  const letters = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return ` ${letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

/**
 * The words around the first hit.
 *
 * @param {string} words
 * @param {string[]} wanted
 */
function snippetOf(words, wanted) {
  const small = words.toLowerCase();
  const hits = wanted
    .map((word) => small.search(new RegExp(`(?<![\\p{L}\\p{N}])${word}`, "u")))
    .filter((hit) => hit >= 0);
  const at = Math.min(...hits) - 40; // Infinity, if only the title has the words
  const start = Number.isFinite(at) && at > 0 ? words.indexOf(" ", at) + 1 : 0;
  const piece = words.slice(start, start + SNIPPET).trimEnd();
  return `${start > 0 ? "… " : ""}${piece}${start + SNIPPET < words.length ? " …" : ""}`;
}

/**
 * A text in pieces, those that begin as a wanted word marked.
 *
 * @param {string} text
 * @param {string} query
 * @returns {{ text: string, isHit: boolean }[]}
 */
export function marked(text, query) {
  const wanted = plain(query).split(" ").filter(Boolean);
  if (wanted.length === 0) return [{ text, isHit: false }];
  const pattern = new RegExp(`((?<![\\p{L}\\p{N}])(?:${wanted.join("|")}))`, "giu");
  return text
    .split(pattern)
    .map((piece, i) => ({ text: piece, isHit: i % 2 === 1 }))
    .filter((piece) => piece.text);
}
