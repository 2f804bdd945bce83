import { download } from "../lab/files.js";
import { standing, tell, wayTo } from "./journey.js";
import { store } from "./store.js";

/** @typedef {import("./journey.js").Stop} Stop */
/** @typedef {import("./store.js").Progress} Progress */

const MARKS = { known: "✓ known", done: "✓ done", begun: "begun", new: "" };

/** The map, alive: what is known, the goal and the way to it, and what the device remembers. */
class CourseMap extends HTMLElement {
  /** @type {Stop[]} */
  #stops = [];
  #isAsked = false;

  connectedCallback() {
    this.#stops = this.#rows.map((row) => ({
      slug: row.dataset.slug ?? "",
      needs: (row.dataset.needs ?? "").split(" ").filter(Boolean),
      questions: Number(row.dataset.questions),
      minutes: Number(row.dataset.minutes),
    }));
    for (const row of this.#rows) this.#equip(row);
    this.#part("keeping").hidden = false;
    this.#part("export").addEventListener("click", () => {
      const text = JSON.stringify(store.progress, null, 1);
      download(new TextEncoder().encode(text).buffer, "convnets-progress.json");
    });
    this.#part("wipe").addEventListener("click", () => this.#wipe());
    this.#part("cancel").addEventListener("click", () => this.#ask(false));
    store.addEventListener("change", () => this.#show());
    this.#show();
  }

  get #rows() {
    return /** @type {HTMLLIElement[]} */ ([...this.querySelectorAll(".map-list > li")]);
  }

  /** @param {string} name @param {ParentNode} [root] */
  #part(name, root = this) {
    return /** @type {HTMLElement} */ (root.querySelector(`[data-part="${name}"]`));
  }

  /** @param {string} slug */
  #titleOf(slug) {
    const row = this.#rows.find(({ dataset }) => dataset.slug === slug);
    return row?.querySelector(".map-title")?.textContent ?? slug;
  }

  /** @param {HTMLLIElement} row */
  #equip(row) {
    if (row.classList.contains("planned")) return;
    const slug = row.dataset.slug ?? "";
    const known = makeToggle("I know this", () => {
      const isKnown = !store.progress.known.includes(slug);
      store.know(slug, isKnown);
      this.#say(
        isKnown ? `You know “${this.#titleOf(slug)}”.` : `“${this.#titleOf(slug)}” is to be learned.`,
      );
    });
    const goal = makeToggle("Set as goal", () => {
      const isGoal = store.progress.goal !== slug;
      store.aim(isGoal ? slug : null);
      this.#say(isGoal ? this.#wordsOfWay(slug) : "No goal is set.");
    });
    known.dataset.part = "known";
    goal.dataset.part = "aim";
    for (const button of [known, goal]) {
      const title = document.createElement("span");
      title.className = "visually-hidden";
      title.textContent = `: ${this.#titleOf(slug)}`;
      button.append(title);
    }
    this.#part("actions", row).append(known, goal);
  }

  #show() {
    const { progress } = store;
    const goal = this.#stops.some(({ slug }) => slug === progress.goal) ? progress.goal : null;
    const way = goal ? wayTo(progress, this.#stops, goal).map(({ slug }) => slug) : [];
    for (const [i, row] of this.#rows.entries()) {
      const stop = this.#stops[i];
      this.#part("progress", row).textContent = tell(progress, stop);
      row.toggleAttribute("data-goal", stop.slug === goal);
      row.toggleAttribute("data-way", way.includes(stop.slug));
      this.#part("known", row)?.setAttribute("aria-pressed", String(progress.known.includes(stop.slug)));
      this.#part("aim", row)?.setAttribute("aria-pressed", String(stop.slug === goal));
      this.#draw(stop, progress, goal, way);
    }
    for (const line of this.querySelectorAll(".map-way")) {
      const { from = "", to = "" } = /** @type {SVGElement} */ (line).dataset;
      line.toggleAttribute("data-way", way.includes(from) && way.includes(to));
    }
    this.#showGoal(goal, way);
    this.#part("kept").textContent = store.isKept ? countOf(progress) : CLOSED;
    this.#part("export").toggleAttribute("disabled", isEmpty(progress));
    this.#part("wipe").toggleAttribute("disabled", isEmpty(progress) && !this.#isAsked);
  }

  /**
   * @param {Stop} stop
   * @param {Progress} progress
   * @param {string | null} goal
   * @param {string[]} way
   */
  #draw(stop, progress, goal, way) {
    const drawn = this.querySelector(`.map-stop[data-slug="${stop.slug}"]`);
    const mark = drawn?.querySelector(".map-mark");
    if (!drawn || !mark) return;
    const state = standing(progress, stop);
    drawn.setAttribute("data-standing", state);
    drawn.toggleAttribute("data-way", way.includes(stop.slug));
    drawn.toggleAttribute("data-goal", stop.slug === goal);
    const words = [MARKS[state], stop.slug === goal ? "goal" : ""].filter(Boolean).join(", ");
    mark.textContent = words;
  }

  /**
   * @param {string | null} goal
   * @param {string[]} way
   */
  #showGoal(goal, way) {
    this.#part("goal").hidden = !goal;
    if (!goal) return;
    this.#part("goal-title").textContent = `Your goal: ${this.#titleOf(goal)}`;
    this.#part("goal-words").textContent = this.#wordsOfWay(goal);
    const items = way.map((slug) => {
      const item = document.createElement("li");
      const link = this.querySelector(`#${CSS.escape(slug)} h3 a`);
      item.append(link ? link.cloneNode(true) : `${this.#titleOf(slug)} (to come)`);
      return item;
    });
    this.#part("goal-path").replaceChildren(...items);
  }

  /** @param {string} goal */
  #wordsOfWay(goal) {
    const { progress } = store;
    const stops = wayTo(progress, this.#stops, goal);
    const own = this.#stops.find(({ slug }) => slug === goal);
    if (own && ["known", "done"].includes(standing(progress, own))) return "You are there.";
    const minutes = stops.reduce((sum, stop) => sum + stop.minutes, 0);
    const many = stops.length === 1 ? "It is the next lesson" : `${stops.length} lessons to go`;
    return `${many}, about ${minutes} minutes.`;
  }

  #wipe() {
    if (!this.#isAsked) return this.#ask(true);
    store.wipe();
    this.#ask(false);
    this.#say("Forgotten.");
    this.#part("keeping").querySelector("h2")?.setAttribute("tabindex", "-1");
    this.#part("keeping").querySelector("h2")?.focus();
  }

  /** @param {boolean} isAsked whether the reader is to confirm */
  #ask(isAsked) {
    this.#isAsked = isAsked;
    this.#part("wipe").textContent = isAsked ? "Forget it for good" : "Forget all of it";
    this.#part("cancel").hidden = !isAsked;
    if (isAsked)
      this.#say("Progress, goal, drawings and kept weights would be gone. Press once more to forget them.");
    else this.#part("wipe").focus();
  }

  /** @param {string} words */
  #say(words) {
    this.#part("status").textContent = words;
  }
}

const CLOSED =
  "This browser keeps nothing for this page, as in a private window: what you do here lasts until you leave the page. All else works.";

/** @param {Progress} progress */
function isEmpty({ lessons, known, goal }) {
  return Object.keys(lessons).length === 0 && known.length === 0 && goal === null;
}

/** @param {Progress} progress */
function countOf(progress) {
  if (isEmpty(progress)) return "Nothing yet.";
  const visited = Object.values(progress.lessons).length;
  const right = Object.values(progress.lessons).reduce((sum, lesson) => sum + lesson.right.length, 0);
  const count = (/** @type {number} */ n, /** @type {string} */ word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  return `${count(visited, "lesson")} visited, ${count(right, "question")} answered right, ${count(progress.known.length, "lesson")} known. It never leaves the device unless you save it as a file.`;
}

/**
 * @param {string} text
 * @param {() => void} onPress
 */
function makeToggle(text, onPress) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small";
  button.textContent = text;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", onPress);
  return button;
}

customElements.define("course-map", CourseMap);
