/** Where progress is shown, and where a visit is noted. */

import { coming } from "../page/coming.js";
import { standing, tell } from "./journey.js";
import { store } from "./store.js";

/** At the end of a lesson: what was answered, and a button for those who knew it all before. */
class LessonProgress extends HTMLElement {
  #words = document.createElement("p");
  #known = document.createElement("button");

  connectedCallback() {
    const slug = /** @type {HTMLElement | null} */ (this.closest("[data-lesson]"))?.dataset.lesson;
    if (!slug || this.firstChild) return;
    store.visit(slug);
    this.#known.type = "button";
    this.#known.className = "button button-small";
    this.#known.textContent = "I know this";
    this.#known.addEventListener("click", () => store.know(slug, !store.progress.known.includes(slug)));
    const map = document.createElement("a");
    map.href = this.dataset.map ?? "";
    map.textContent = "On the map";
    this.append(this.#words, this.#known, map);
    const show = () => this.#show(slug);
    store.addEventListener("change", show);
    show();
  }

  /** @param {string} slug */
  #show(slug) {
    const questions = Number(this.dataset.questions);
    const { progress } = store;
    const right = Math.min(progress.lessons[slug]?.right.length ?? 0, questions);
    const answered = questions ? `${right} of ${questions} questions of this lesson answered right.` : "";
    const kept = store.isKept ? "" : " This browser keeps nothing for this page, so that will be forgotten.";
    const damaged = store.wasDamaged
      ? " What it had kept of your progress could not be read: it was put aside, and the count begins anew."
      : "";
    this.#words.textContent = `${answered}${kept}${damaged}`.trim();
    this.#known.setAttribute("aria-pressed", String(progress.known.includes(slug)));
  }
}

/** The list of lessons on the home page: how far each is, and where to go on. */
class HomeProgress extends HTMLElement {
  connectedCallback() {
    const show = () => this.#show();
    store.addEventListener("change", show);
    show();
  }

  #show() {
    const { progress } = store;
    const rows = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("li[data-slug]")]);
    const lessons = rows.map((row) => ({
      row,
      slug: row.dataset.slug ?? "",
      questions: Number(row.dataset.questions),
      link: row.querySelector("a"),
    }));
    for (const lesson of lessons) {
      const place = lesson.row.querySelector(".syllabus-progress");
      if (place) place.textContent = tell(progress, lesson);
    }
    const written = lessons.filter(({ link }) => link);
    if (written.every((lesson) => standing(progress, lesson) === "new")) return;
    const next = written.find((lesson) => !["known", "done"].includes(standing(progress, lesson)));
    const way = document.querySelector("[data-part='go-on']");
    if (!next?.link || !(way instanceof HTMLElement)) return;
    const link = /** @type {HTMLAnchorElement} */ (next.link.cloneNode(true));
    way.replaceChildren("Welcome back. Go on with ", link, ".");
    way.hidden = false;
  }
}

customElements.define("lesson-progress", LessonProgress);
customElements.define("home-progress", HomeProgress);
if (document.querySelector("course-map")) coming(import("./course-map.js"));
