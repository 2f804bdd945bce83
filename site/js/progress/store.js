/**
 * What the reader has done, kept on this device and nowhere else: lessons visited, questions answered, lessons known,
 * a goal. Where storage is closed, it lasts as long as the page.
 */

const PREFIX = "convnets.";
const KEY = `${PREFIX}progress`;
const THEME = `${PREFIX}theme`;
/** Where what could not be read, or is of a later release, is put aside before anything is written over it. */
const ASIDE = `${KEY}.damaged`;
const VERSION = 1;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/; // `__proto__` is none
const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * @typedef {object} LessonProgress
 * @property {string} [visited] the day of the last visit, as 2026-11-21
 * @property {string[]} right keys of the questions answered right
 * @property {string[]} tried keys of those tried without success so far
 *
 * @typedef {object} Progress
 * @property {number} version
 * @property {Record<string, LessonProgress>} lessons by slug
 * @property {string[]} known slugs of the lessons whose matter the reader knows already
 * @property {string | null} goal the slug of the lesson that the reader wants to get to
 */

export class ProgressStore extends EventTarget {
  /** What counts where storage is closed. @type {Progress} */
  #unkept = empty();
  /** Whether what is done now is still known on the next visit. */
  isKept = true;
  /** Whether what was kept here could not be read when the page came. */
  wasDamaged = false;

  constructor() {
    super();
    globalThis.addEventListener?.("storage", ({ key }) => {
      if (key === KEY || key === null) this.#tell();
    });
    // A page that was put away for a while hears nothing of what others did meanwhile.
    globalThis.addEventListener?.("pageshow", ({ persisted }) => persisted && this.#tell());
    try {
      this.wasDamaged = !isReadable(localStorage.getItem(KEY));
      const probe = `${KEY}.probe`;
      localStorage.setItem(probe, "");
      localStorage.removeItem(probe);
    } catch {
      this.#unkept = stored(); // where storage is full, what it holds can be read all the same
      this.isKept = false;
    }
  }

  /** All that is known now, a copy. @returns {Progress} */
  get progress() {
    return this.isKept ? stored() : structuredClone(this.#unkept);
  }

  /** @param {string} slug @returns {LessonProgress} */
  lesson(slug) {
    return this.progress.lessons[slug] ?? { right: [], tried: [] };
  }

  /** @param {string} slug */
  visit(slug) {
    this.#change((progress) => {
      of(progress, slug).visited = new Date().toISOString().slice(0, 10);
    });
  }

  /**
   * @param {string} slug
   * @param {string} key the question's
   * @param {boolean} isRight once right, it stays so
   */
  answer(slug, key, isRight) {
    this.#change((progress) => {
      const lesson = of(progress, slug);
      if (lesson.right.includes(key)) return;
      lesson.tried = lesson.tried.filter((other) => other !== key);
      (isRight ? lesson.right : lesson.tried).push(key);
    });
  }

  /**
   * @param {string} slug
   * @param {boolean} isKnown
   */
  know(slug, isKnown) {
    this.#change((progress) => {
      progress.known = progress.known.filter((other) => other !== slug);
      if (isKnown) progress.known.push(slug);
    });
  }

  /** @param {string | null} slug */
  aim(slug) {
    this.#change((progress) => {
      progress.goal = slug;
    });
  }

  /** Forget everything that any page of the course keeps here, save how it looks. */
  wipe() {
    this.#unkept = empty();
    for (const storage of [() => localStorage, () => sessionStorage]) {
      try {
        const own = Object.keys(storage()).filter((key) => key.startsWith(PREFIX) && key !== THEME);
        for (const key of own) storage().removeItem(key);
      } catch {
        // There is nothing then.
      }
    }
    this.#tell();
  }

  /** @param {(progress: Progress) => void} edit */
  #change(edit) {
    const { progress } = this; // read anew, since another tab may have written
    edit(progress);
    this.#unkept = progress;
    try {
      const before = localStorage.getItem(KEY);
      if (!isReadable(before)) localStorage.setItem(ASIDE, /** @type {string} */ (before));
      localStorage.setItem(KEY, JSON.stringify(progress));
    } catch {
      this.isKept = false;
    }
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {Progress} */
function empty() {
  return { version: VERSION, lessons: {}, known: [], goal: null };
}

/**
 * @param {Progress} progress
 * @param {string} slug
 */
function of(progress, slug) {
  progress.lessons[slug] ??= { right: [], tried: [] };
  return progress.lessons[slug];
}

/**
 * What was stored as far as it makes sense: another release, or another hand, may have written it.
 *
 * @param {any} stored
 * @returns {Progress}
 */
function sound(stored) {
  const progress = empty();
  if (stored?.version !== VERSION) return progress;
  const texts = (/** @type {unknown} */ list) =>
    Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
  for (const [slug, lesson] of Object.entries(stored.lessons ?? {})) {
    if (!SLUG.test(slug)) continue;
    progress.lessons[slug] = { right: texts(lesson?.right), tried: texts(lesson?.tried) };
    if (DAY.test(lesson?.visited)) progress.lessons[slug].visited = lesson.visited;
  }
  progress.known = texts(stored.known);
  if (typeof stored.goal === "string") progress.goal = stored.goal;
  return progress;
}

/** What storage holds, as far as it makes sense. @returns {Progress} */
function stored() {
  try {
    return sound(JSON.parse(localStorage.getItem(KEY) ?? "null"));
  } catch {
    return empty();
  }
}

/** @param {string | null} text what storage holds */
function isReadable(text) {
  try {
    return text === null || JSON.parse(text).version === VERSION;
  } catch {
    return false;
  }
}

/** The page's one store. */
export const store = new ProgressStore();
