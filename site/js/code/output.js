/** What code says while it runs: text, pictures, plots and errors, below the code. */

import { drawHeatmap, slice } from "../panels/heatmap.js";
import { divergingScale, inkScale, onThemeChange } from "../panels/theme.js";
import { make } from "../widgets/texts.js";
import { makePlot } from "./plot.js";

/** @import { CodeError, Said, Tensor } from "../protocol.d.ts" */

export class Output {
  #box;
  /** What is drawn in the theme's colors. @type {(() => void)[]} */
  #drawn = [];

  /** @param {HTMLElement} box */
  constructor(box) {
    this.#box = box;
    onThemeChange(() => {
      for (const draw of this.#drawn) draw();
    });
  }

  clear() {
    this.#box.replaceChildren();
    this.#drawn = [];
  }

  /** What is shown is of a Python that is gone, or of other code. */
  fade() {
    this.#box.toggleAttribute("data-stale", this.#box.childElementCount > 0);
  }

  fresh() {
    this.clear();
    this.#box.removeAttribute("data-stale");
  }

  /** @param {Said} said */
  add(said) {
    if (said.kind === "text") this.#addText(said.stream, said.text);
    else if (said.kind === "plot") this.#box.append(makePlot(said.series, said.label));
    else this.#addImages(said);
  }

  /**
   * @param {CodeError} error
   * @param {string} name of the code that was run
   */
  addError(error, name) {
    this.#box.append(makeError(error, name));
  }

  /** @param {"out" | "error"} stream @param {string} text */
  #addText(stream, text) {
    const last = this.#box.lastElementChild;
    if (last instanceof HTMLPreElement && last.dataset.stream === stream) return last.append(text);
    const block = make("pre", "code-text");
    block.dataset.stream = stream;
    block.tabIndex = 0;
    block.append(text);
    this.#box.append(block);
  }

  /** @param {Extract<Said, { kind: "images" }>} said */
  #addImages({ images, low, high, count, label }) {
    const figure = make("figure", "code-images");
    const [shown, rows, columns, channels] = images.shape;
    const row = make("div", "code-image-row");
    for (let i = 0; i < shown; i++) {
      const canvas = document.createElement("canvas");
      canvas.setAttribute("role", "img");
      canvas.setAttribute(
        "aria-label",
        `${label || "Image"}${shown > 1 ? ` ${i + 1} of ${count}` : ""}, ${rows} by ${columns}`,
      );
      const data = slice(images, i);
      const draw = () =>
        channels === 3
          ? drawColors(canvas, data, rows, columns, high)
          : drawHeatmap(canvas, data, rows, columns, {
              colors: low < 0 ? divergingScale() : inkScale(),
              low,
              high,
            });
      draw();
      this.#drawn.push(draw);
      row.append(canvas);
    }
    const more = count > shown ? `, the first ${shown} of ${count}` : "";
    const range =
      low < 0 ? `from ${round(low)}, blue, to ${round(high)}, orange` : `from 0 to ${round(high)}`;
    figure.append(row, make("figcaption", "code-caption", `${label ? `${label}: ` : ""}${range}${more}`));
    this.#box.append(figure);
  }
}

/**
 * @param {CodeError} error
 * @param {string} name
 */
function makeError({ type, message, hint, frames, left_out, inside }, name) {
  const box = make("div", "code-error");
  const head = make("p", "code-error-head");
  head.append(make("b", "", type), message ? `: ${message}` : "");
  box.append(head);
  const list = make("ol", "code-frames");
  frames.forEach(({ where, line, name: inFunction, text }, i) => {
    if (left_out > 0 && i === frames.length / 2) list.append(make("li", "", `… ${left_out} more …`));
    const item = make("li", "");
    const place = where === name ? "" : ` of ${where}`;
    item.append(`Line ${line}${place}${inFunction ? `, in ${inFunction}` : ""}`);
    if (text) item.append(": ", make("code", "", text));
    list.append(item);
  });
  if (frames.length > 0) box.append(list);
  if (inside) box.append(make("p", "", `It was raised in ${inside}.`));
  if (hint) box.append(make("p", "code-hint", hint));
  return box;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} data (rows, columns, 3)
 * @param {number} rows
 * @param {number} columns
 * @param {number} high
 */
function drawColors(canvas, data, rows, columns, high) {
  Object.assign(canvas, { width: columns, height: rows });
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = (255 * Math.max(0, data[3 * i + c])) / high;
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** @param {number} value */
function round(value) {
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
