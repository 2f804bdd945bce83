/** Texts damaged by chance: the same chance every time, so that what fails fails again. */

/** Uniform in [0, 1): mulberry32. @param {number} seed */
export function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Pieces that parsers trip over. */
const PIECES = [
  ..."%&=#+-.,:;\"'<>[]{}()0123456789eE\\ \n\t\0",
  ..."null,true,false,NaN,Infinity,-0,1e999,1e-999,0x10,__proto__,constructor,toString,undefined".split(","),
  ..."%00,%E0%A4,%zz,\ud800,\u202e,\ufeff,é,٣,𝟙,＜,javascript:alert(1),<img src=x onerror=alert(1)>".split(
    ",",
  ),
  '{"toString":1}',
  "[".repeat(100),
  "9".repeat(400),
];

/**
 * @param {string[]} texts sound ones
 * @param {number} count
 * @param {number} [seed]
 */
export function* damaged(texts, count, seed = 1) {
  const random = chance(seed);
  const below = (/** @type {number} */ n) => Math.floor(random() * n);
  for (let i = 0; i < count; i++) {
    let text = texts[below(texts.length)];
    for (let changes = 1 + below(4); changes > 0; changes--) {
      const [start, length] = [below(text.length + 1), below(3) ? 0 : below(12)];
      const piece = below(4)
        ? PIECES[below(PIECES.length)]
        : text.slice(below(text.length), below(text.length));
      text = text.slice(0, start) + piece + text.slice(start + length);
    }
    yield text;
  }
}

/** Any JSON value, now and then with names that mean something to JavaScript. */
export function anyValue(/** @type {() => number} */ random, depth = 4) {
  const pick = (/** @type {any[]} */ list) => list[Math.floor(random() * list.length)];
  if (depth === 0 || random() < 0.4) {
    return pick([null, true, 0, -1, 0.5, 1e308, "", "a", "2026-11-21", "__proto__", "<b>", [], {}]);
  }
  const length = Math.floor(random() * 4);
  const items = Array.from({ length }, () => anyValue(random, depth - 1));
  if (random() < 0.4) return items;
  const names = [
    "version",
    "lessons",
    "known",
    "goal",
    "right",
    "tried",
    "visited",
    "a-b",
    "__proto__",
    "toString",
  ];
  return JSON.parse(`{${items.map((item) => `${JSON.stringify(pick(names))}:${JSON.stringify(item)}`)}}`);
}
