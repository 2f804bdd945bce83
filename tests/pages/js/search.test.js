import assert from "node:assert/strict";
import test from "node:test";
import { Index, marked } from "../../../site/js/search/find.js";

const index = new Index([
  ["a/", "Convolutional networks", "", "Watch a network learn. Padding is told of below."],
  [
    "a/#padding",
    "Convolutional networks",
    "Padding",
    `${"Long before it, ".repeat(20)}zeros around the image.`,
  ],
  ["glossary/#padding", "Glossary", "padding", "Zeros put around an image."],
  ["b/", "Café, naïve & co", "ReLU(x) = max(0, x)", "Résumé of 3 × 3 filters."],
]);
const addresses = (/** @type {string} */ query) => index.find(query).map(({ address }) => address);

test("every word must begin a word, and headings count most", () => {
  assert.deepEqual(addresses("pad"), ["a/#padding", "glossary/#padding", "a/"]);
  assert.deepEqual(addresses("zeros image padd"), ["a/#padding", "glossary/#padding"]);
  assert.deepEqual(addresses("adding"), []);
  assert.deepEqual(addresses("  "), []);
});

test("accents, capitals and signs don't matter", () => {
  assert.deepEqual(addresses("CAFE resume"), ["b/"]);
  assert.deepEqual(addresses("relu(x"), ["b/"]);
  assert.deepEqual(addresses("("), []);
});

test("what is shown are the words around the first hit, and it is marked there", () => {
  const [found] = index.find("zeros padding").filter(({ address }) => address === "a/#padding");
  assert.match(found.snippet, /^… .*zeros around the image\.$/);
  assert.deepEqual(marked("Zeros, zero; subzero", "zero"), [
    { text: "Zero", isHit: true },
    { text: "s, ", isHit: false },
    { text: "zero", isHit: true },
    { text: "; subzero", isHit: false },
  ]);
  assert.deepEqual(marked("a (b) c", "("), [{ text: "a (b) c", isHit: false }]);
});

test("where only a title has the words, the section is shown from its beginning", () => {
  const [found] = index.find("cafe");
  assert.equal(found.snippet, "Résumé of 3 × 3 filters.");
});
