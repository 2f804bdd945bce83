/**
 * The panel beside a picture: how one number came about, term by term.
 *
 * @typedef {object} Term
 * @property {string} text what is multiplied, or the number alone
 * @property {number} value of the term
 * @property {string} [shown] the value in words, where it isn't the value
 * @property {boolean} [isChosen]
 *
 * @typedef {{ label: string, columns: number, terms: Term[] }} Group terms that lie in a grid
 *
 * @typedef {object} Arithmetic
 * @property {string} title what is explained
 * @property {string} lead in words
 * @property {Group[]} groups
 * @property {string} result the terms' sum, and what becomes of it
 * @property {string[]} [more] what else there is to say
 */

/** More terms than these are not listed one by one. */
const MOST_TERMS = 90;
const LISTED = 36;

export class ArithmeticPanel {
  /** What is on the page: it is not made anew for the same shape. */
  #shape = "";
  #title;
  #lead;
  #groups;
  #result;
  #more;

  /** @param {(name: string) => HTMLElement} part */
  constructor(part) {
    this.#title = part("title");
    this.#lead = part("lead");
    this.#groups = part("groups");
    this.#result = part("result");
    this.#more = part("more");
  }

  /** @param {Arithmetic} arithmetic */
  show({ title, lead, groups, result, more = [] }) {
    setText(this.#title, title);
    setText(this.#lead, lead);
    setText(this.#result, result);
    const listed = shorten(groups);
    const shape = JSON.stringify(listed.map(({ label, columns, terms }) => [label, columns, terms.length]));
    if (shape !== this.#shape) this.#groups.replaceChildren(...listed.map(makeGroup));
    this.#shape = shape;
    // It may have to be scrolled; with nothing in it, there is nothing for Tab to come to.
    this.#groups.tabIndex = listed.length > 0 ? 0 : -1;
    const most = Math.max(...listed.flatMap(({ terms }) => terms.map(({ value }) => Math.abs(value))), 1e-12);
    const items = /** @type {NodeListOf<HTMLElement>} */ (this.#groups.querySelectorAll(".term"));
    listed
      .flatMap(({ terms }) => terms)
      .forEach((term, i) => {
        fillTerm(items[i], term, most);
      });
    while (this.#more.children.length > more.length) this.#more.lastElementChild?.remove();
    while (this.#more.children.length < more.length) this.#more.append(document.createElement("li"));
    more.forEach((text, i) => {
      setText(/** @type {HTMLElement} */ (this.#more.children[i]), text);
    });
  }
}

/**
 * Too many terms to list: the largest, and the others as one.
 *
 * @param {Group[]} groups
 * @returns {Group[]}
 */
export function shorten(groups) {
  const terms = groups.flatMap((group) => group.terms.map((term) => ({ ...term, label: group.label })));
  if (terms.length <= MOST_TERMS) return groups;
  const sorted = terms.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rest = sorted.slice(LISTED);
  const sum = rest.reduce((total, { value }) => total + value, 0);
  return [
    { label: `the ${LISTED} largest of ${terms.length} terms`, columns: 6, terms: sorted.slice(0, LISTED) },
    { label: "", columns: 1, terms: [{ text: `the other ${rest.length} together`, value: sum }] },
  ];
}

/**
 * A number as the arithmetic shows it: three digits that mean something.
 *
 * @param {number | null} value
 */
export function digits(value) {
  if (value === null || !Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size === 0) return "0";
  if (size >= 100) return `${sign}${size.toFixed(0)}`;
  if (size >= 0.1) return `${sign}${size.toFixed(3 - Math.max(0, Math.floor(Math.log10(size))))}`;
  if (size >= 0.001) return `${sign}${size.toFixed(4)}`;
  const power = Math.floor(Math.log10(size) + 1e-9);
  if (Math.abs(size / 10 ** power - 1) < 1e-6) return `${sign}10${superscript(power)}`;
  return `${sign}${(size / 10 ** power).toFixed(1)}·10${superscript(power)}`;
}

/** @param {number} power */
function superscript(power) {
  const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return `⁻${[...String(-power)].map((digit) => raised[Number(digit)]).join("")}`;
}

/** @param {Group} group */
function makeGroup({ label, columns, terms }) {
  const group = document.createElement("div");
  group.className = "terms-group";
  if (label) {
    const caption = document.createElement("p");
    caption.className = "terms-label";
    caption.textContent = label;
    group.append(caption);
  }
  const list = document.createElement("ul");
  list.className = "terms";
  list.style.setProperty("--columns", String(columns));
  for (let i = 0; i < terms.length; i++) {
    const item = document.createElement("li");
    item.className = "term";
    item.append(document.createElement("span"), " ", document.createElement("b"));
    list.append(item);
  }
  group.append(list);
  return group;
}

/**
 * @param {HTMLElement} item
 * @param {Term} term
 * @param {number} most the largest term's size
 */
function fillTerm(item, { text, value, shown, isChosen = false }, most) {
  const [what, result] = /** @type {HTMLCollectionOf<HTMLElement>} */ (item.children);
  setText(what, text);
  setText(result, shown ?? digits(value));
  item.dataset.sign = value > 0 ? "+" : value < 0 ? "-" : "0";
  item.style.setProperty("--part", (Math.abs(value) / most).toFixed(2));
  item.toggleAttribute("data-chosen", isChosen);
}

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
