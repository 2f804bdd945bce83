/**
 * Colors for numbers: a scale interpolated in OKLab, so that equal steps look equal.
 * https://bottosson.github.io/posts/oklab/
 *
 * @typedef {[number, number, number]} Triple sRGB, 0 to 255, or OKLab
 */

/**
 * A table of `size` colors from the first over the middle to the last, as RGBA bytes.
 *
 * @param {Triple[]} stops two or more sRGB colors, evenly spaced
 * @param {number} [size]
 */
export function colorScale(stops, size = 256) {
  const labs = stops.map(toOklab);
  const table = new Uint8ClampedArray(4 * size);
  for (let i = 0; i < size; i++) {
    const position = (i / (size - 1)) * (labs.length - 1);
    const from = Math.min(Math.floor(position), labs.length - 2);
    const t = position - from;
    const [l, a, b] = labs[from].map((value, c) => value + t * (labs[from + 1][c] - value));
    table.set(fromOklab([l, a, b]), 4 * i);
    table[4 * i + 3] = 255;
  }
  return table;
}

/**
 * A computed color, `rgb(1, 2, 3)` or `rgb(1 2 3 / 50%)`, as sRGB bytes.
 *
 * @param {string} text
 * @returns {Triple}
 */
export function parseColor(text) {
  const match = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(text.trim());
  if (match) return [Number(match[1]), Number(match[2]), Number(match[3])];
  const hex = /^#([\da-f]{6})$/i.exec(text.trim());
  if (!hex) throw new Error(`expected a color like rgb(1, 2, 3), got ${JSON.stringify(text)}`);
  const number = Number.parseInt(hex[1], 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/**
 * Lightness in OKLab, 0 (black) to 1 (white).
 *
 * @param {Triple} rgb
 */
export function lightness(rgb) {
  return toOklab(rgb)[0];
}

/**
 * @param {Triple} rgb
 * @returns {Triple}
 */
function toOklab(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const c = value / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * @param {Triple} lab
 * @returns {Triple}
 */
function fromOklab([lightnessValue, a, b]) {
  const l = (lightnessValue + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightnessValue - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightnessValue - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const [red, green, blue] = linear.map(
    (c) => 255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055),
  );
  return [red, green, blue];
}
