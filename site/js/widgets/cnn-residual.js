/** `<cnn-residual>`: a residual block of a few numbers, forward and backward, with its skip on or off. */

import { NumberGrid } from "./number-grid.js";
import { make } from "./texts.js";
import { Widget } from "./widget.js";

/**
 * @typedef {{ key: string, name: string, forward: string[], backward: string[], note: string }} Row
 * @typedef {{ out: number[], rows: Row[] }} Pass
 * @typedef {{ with_skip: Pass, without: Pass, first: number[][], second: number[][], x: number[], gradient: number[], verdict: string, depths: Record<string, string | number>[] }} Explained
 */

const GRIDS = /** @type {const} */ (["first", "second", "x", "gradient"]);

class Residual extends Widget {
  /** @type {Explained} */
  #explained = this.given("given");
  #grids = GRIDS.map((name) => new NumberGrid(this.find(name, HTMLTableElement)));

  /** @override */
  start() {
    const form = this.find("form", HTMLFormElement);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", ({ target }) => {
      if (target === this.#skip) this.#show();
      else this.#update();
    });
    this.find("reset", HTMLButtonElement).addEventListener("click", () => {
      this.#take(this.given("given"));
      this.#update(); // whose answer takes back what was refused before, or is about to be
    });
    if (!this.#skip.checked) this.#show(); // browsers remember it
  }

  async #update() {
    const args = Object.fromEntries(GRIDS.map((name, i) => [name, this.#grids[i].values]));
    const explained = await this.explain("residual", args);
    if (explained) this.#take(explained);
  }

  /** @param {Explained} explained */
  #take(explained) {
    this.#explained = explained;
    for (const [i, name] of GRIDS.entries()) this.#grids[i].show(explained[name].map((row) => [row].flat()));
    this.#show();
  }

  #show() {
    const { verdict, depths } = this.#explained;
    const { rows } = this.#skip.checked ? this.#explained.with_skip : this.#explained.without;
    this.find("flow", HTMLElement).toggleAttribute("data-plain", !this.#skip.checked);
    this.find("rows", HTMLTableSectionElement).replaceChildren(...rows.map(makeRow));
    this.find("verdict", HTMLElement).textContent = verdict;
    for (const [i, { blocks, with_skip, without }] of depths.entries()) {
      const { cells } = this.find("depths", HTMLTableSectionElement).rows[i];
      for (const [j, text] of [blocks, with_skip, without].entries()) cells[j].textContent = String(text);
    }
    const ends = [...(rows.at(-1)?.forward ?? []), ...rows[0].backward];
    this.say(`${this.#skip.checked ? "With" : "Without"} the skip: ${ends.join("; ")}.`);
  }

  get #skip() {
    return this.find("skip", HTMLInputElement);
  }
}

/** @param {Row} row */
function makeRow({ key, name, forward, backward, note }) {
  const row = make("tr", "");
  row.dataset.key = key;
  const head = make("th", "", name);
  head.scope = "row";
  const back = makeCell("residual-backward", backward);
  if (note) back.append(make("em", "", note));
  const rail = make("td", "residual-rail");
  rail.ariaHidden = "true";
  row.append(rail, head, makeCell("residual-forward", forward), back);
  return row;
}

/**
 * @param {string} className
 * @param {string[]} lines
 */
function makeCell(className, lines) {
  const cell = make("td", className);
  cell.append(...lines.map((line) => make("span", "", line)));
  return cell;
}

customElements.define("cnn-residual", Residual);
