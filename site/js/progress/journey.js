/** What follows from what the reader has done: which lessons are behind, and the way to a goal. */

/** @typedef {import("./store.js").Progress} Progress */
/** @typedef {{ slug: string, needs: string[], questions: number, minutes: number }} Stop */
/** @typedef {"known" | "done" | "begun" | "new"} Standing */

/**
 * @param {Progress} progress
 * @param {{ slug: string, questions: number }} lesson
 * @returns {Standing} done means that all of its questions were answered right
 */
export function standing(progress, { slug, questions }) {
  if (progress.known.includes(slug)) return "known";
  const lesson = progress.lessons[slug];
  if (!lesson) return "new";
  return questions > 0 && lesson.right.length >= questions ? "done" : "begun";
}

/**
 * The lessons still to be read to get to a goal, itself the last, in the order of the course.
 *
 * @param {Progress} progress
 * @param {Stop[]} stops in that order
 * @param {string} goal
 */
export function wayTo(progress, stops, goal) {
  const bySlug = new Map(stops.map((stop) => [stop.slug, stop]));
  /** @type {Set<string>} */
  const needed = new Set();
  const add = (/** @type {string} */ slug) => {
    const stop = bySlug.get(slug);
    if (!stop || needed.has(slug)) return;
    if (slug !== goal && ["known", "done"].includes(standing(progress, stop))) return; // nor what is before it
    needed.add(slug);
    for (const before of stop.needs) add(before);
  };
  add(goal);
  return stops.filter(({ slug }) => needed.has(slug));
}

/**
 * In words, for a list of lessons.
 *
 * @param {Progress} progress
 * @param {{ slug: string, questions: number }} lesson
 */
export function tell(progress, { slug, questions }) {
  const where = standing(progress, { slug, questions });
  if (where === "known") return "✓ You know this";
  if (where === "new") return "";
  const right = Math.min(progress.lessons[slug].right.length, questions);
  if (where === "done") return `✓ All ${questions} questions answered`;
  return right ? `${right} of ${questions} questions answered` : "Visited";
}
