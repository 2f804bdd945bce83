import assert from "node:assert/strict";
import { test } from "node:test";
import { readNumber } from "../../../site/js/questions/read-number.js";

test("reads numbers as people type them", () => {
  const expected = {
    80: 80,
    " 13 ": 13,
    1148: 1148,
    "1,148": 1148,
    "1 148": 1148,
    "1’148": 1148,
    "61,000,000": 61e6,
    0.5: 0.5,
    ".5": 0.5,
    "0,5": 0.5,
    "12,34": 12.34,
    "-3": -3,
    "−3": -3,
    "98 %": 98,
    "3/4": 0.75,
    "7.": 7,
  };
  for (const [text, number] of Object.entries(expected)) assert.equal(readNumber(text), number, text);
});

test("refuses what is no number", () => {
  for (const text of ["", " ", "abc", "1e", "--3", "1.2.3", "3/0", "3 apples", "-"]) {
    assert.equal(readNumber(text), null, text);
  }
});
