import assert from "node:assert/strict";
import test from "node:test";
import { standing, tell, wayTo } from "../../../site/js/progress/journey.js";

const STOPS = [
  { slug: "a", needs: [], questions: 2, minutes: 10 },
  { slug: "b", needs: ["a"], questions: 1, minutes: 5 },
  { slug: "c", needs: [], questions: 0, minutes: 5 },
  { slug: "d", needs: ["b", "c"], questions: 3, minutes: 20 },
];

/** @param {object} [changed] */
const progress = (changed = {}) => ({ version: 1, lessons: {}, known: [], goal: null, ...changed });
const slugs = (/** @type {{ slug: string }[]} */ way) => way.map(({ slug }) => slug);

test("the way to a goal is all that it builds on, in the order of the course", () => {
  assert.deepEqual(slugs(wayTo(progress(), STOPS, "d")), ["a", "b", "c", "d"]);
  assert.deepEqual(slugs(wayTo(progress(), STOPS, "c")), ["c"]);
});

test("what is known is left out, and what only it builds on", () => {
  assert.deepEqual(slugs(wayTo(progress({ known: ["b"] }), STOPS, "d")), ["c", "d"]);
  const lessons = { a: { right: ["x", "y"], tried: [] } };
  assert.deepEqual(slugs(wayTo(progress({ lessons }), STOPS, "b")), ["b"]);
  assert.deepEqual(slugs(wayTo(progress({ known: ["d"] }), STOPS, "d")), ["a", "b", "c", "d"]);
});

test("a lesson is done when all of its questions are answered right", () => {
  const of = (/** @type {string[]} */ right) =>
    standing(progress({ lessons: { a: { right, tried: [] } } }), STOPS[0]);
  assert.deepEqual([of([]), of(["x"]), of(["x", "y"])], ["begun", "begun", "done"]);
  assert.equal(standing(progress({ lessons: { c: { right: [], tried: [] } } }), STOPS[2]), "begun");
  assert.equal(standing(progress(), STOPS[0]), "new");
  assert.equal(
    tell(progress({ lessons: { a: { right: ["x"], tried: [] } } }), STOPS[0]),
    "1 of 2 questions answered",
  );
});
