import assert from "node:assert/strict";
import { test } from "node:test";

import { shades } from "../../../site/js/panels/shades.js";

test("squares of one shade are one path, and those side by side one rectangle", () => {
  const drawn = shades([0.5, 0.5, 0, 1, -1, 0.5], 2, 3, "signed", 1);
  assert.deepEqual(drawn, [
    { kind: "negative", opacity: 1, outline: "M1 1h1v1H1z" },
    { kind: "positive", opacity: 0.5, outline: "M0 0h2v1H0zM2 1h1v1H2z" },
    { kind: "positive", opacity: 1, outline: "M0 1h1v1H0z" },
  ]);
});

test("what is beyond the largest is as strong as can be, and nothing is drawn of nothing", () => {
  assert.deepEqual(shades([7], 1, 1, "ink", 1), [{ kind: "ink", opacity: 1, outline: "M0 0h1v1H0z" }]);
  assert.deepEqual(shades([0, 0.01], 1, 2, "ink", 1), []);
  assert.deepEqual(shades([0], 1, 1, "signed", 0), []);
});
