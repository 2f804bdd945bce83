/**
 * The accuracy curve: train and held-out over steps, earlier runs pale behind them, a cursor for rewind.
 *
 * @typedef {import("../lab/history.js").Run} Run
 * @typedef {import("../lab/history.js").EarlierRun} EarlierRun
 */

import "./language.js";
import uPlot from "uplot";
import { onThemeChange, tokenColor, tokenText } from "./theme.js";

const LEAST_STEPS = 300;

export class Curve {
  /** @type {Run | null} */
  #run = null;
  /** @type {EarlierRun[]} */
  #earlier = [];
  /** @type {number | null} */
  #marked = null;
  /** What the plot shows: it is not drawn again for the same. @type {unknown[]} */
  #drawn = [];
  #plot;
  #frame;
  #chance;

  /**
   * @param {HTMLElement} frame the plot fills it
   * @param {object} options
   * @param {number} options.chance accuracy of guessing
   * @param {(step: number | null) => void} options.onHover the step under the pointer
   * @param {(step: number) => void} options.onPick a step was clicked
   */
  constructor(frame, { chance, onHover, onPick }) {
    this.#frame = frame;
    this.#chance = chance;
    const axis = {
      stroke: () => tokenColor("--ink-faint"),
      grid: { stroke: () => tokenColor("--rule"), width: 1 },
      ticks: { show: false },
      font: `12px ${tokenText("--font-ui")}`,
    };
    this.#plot = new uPlot(
      {
        width: frame.clientWidth || 300,
        height: frame.clientHeight || 240,
        padding: [10, 26, 0, 0],
        legend: { show: false },
        cursor: {
          y: false,
          drag: { x: false, y: false },
          points: { size: 8, width: 2, fill: () => tokenColor("--paper-raised") },
        },
        scales: {
          x: { time: false, range: () => [0, this.lastStep] },
          y: { range: () => [0, 1] },
        },
        axes: [
          { ...axis, size: 30, gap: 6, space: 60 },
          {
            ...axis,
            size: 46,
            gap: 8,
            values: (_, ticks) => ticks.map((tick) => `${Math.round(100 * tick)} %`),
          },
        ],
        series: [
          {},
          { stroke: () => tokenColor("--series-train"), width: 1.25, points: { show: false } },
          { stroke: () => tokenColor("--series-test"), width: 2.5, points: { show: false } },
        ],
        hooks: {
          setCursor: [(plot) => onHover(this.#stepAt(plot.cursor.left ?? -1))],
          drawAxes: [() => this.#drawBehind()],
          draw: [() => this.#drawLetters(), () => this.#drawMark()],
        },
      },
      [[], [], []],
      frame,
    );
    this.#plot.over.addEventListener("click", () => {
      const step = this.#stepAt(this.#plot.cursor.left ?? -1);
      if (step !== null) onPick(step);
    });
    this.#alignFrame();
    new ResizeObserver(() => this.#resize()).observe(frame);
    onThemeChange(() => this.#plot.redraw(false));
    // Fonts come after the first drawing.
    document.fonts.ready.then(() => this.#plot.redraw(false));
  }

  /** Where the axis of steps ends. */
  get lastStep() {
    let last = this.#run?.step ?? 0;
    for (const { steps } of this.#earlier) last = Math.max(last, steps.at(-1) ?? 0);
    return axisEnd(last);
  }

  /**
   * @param {Run} run
   * @param {EarlierRun[]} earlier
   * @param {number | null} marked the step gone back to
   */
  update(run, earlier, marked) {
    const { steps, values } = run.curve;
    const drawn = [run, steps.length, steps[steps.length - 1], earlier.length, marked];
    if (drawn.every((part, i) => part === this.#drawn[i])) return;
    this.#drawn = drawn;
    this.#run = run;
    this.#earlier = earlier;
    this.#marked = marked;
    this.#plot.setData([steps, values.map(({ train }) => train), values.map(({ test }) => test)]);
  }

  /** @param {number} left */
  #stepAt(left) {
    return left < 0 || !this.#run ? null : Math.max(0, Math.round(this.#plot.posToVal(left, "x")));
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.#frame;
    if (width === 0 || (width === this.#plot.width && height === this.#plot.height)) return;
    this.#plot.setSize({ width, height });
    this.#alignFrame();
  }

  /** Tells the style sheet where the plot's area begins and ends, so that the rewind slider lies under it. */
  #alignFrame() {
    const { left, width } = this.#plot.bbox;
    const start = left / devicePixelRatio;
    const end = this.#plot.width - start - width / devicePixelRatio;
    const owner = this.#frame.parentElement ?? this.#frame;
    owner.style.setProperty("--plot-start", `${start}px`);
    owner.style.setProperty("--plot-end", `${end}px`);
  }

  #drawBehind() {
    const { ctx, bbox } = this.#plot;
    const x = (/** @type {number} */ step) => this.#plot.valToPos(step, "x", true);
    const y = (/** @type {number} */ fraction) => this.#plot.valToPos(fraction, "y", true);
    const px = devicePixelRatio;
    ctx.save();
    ctx.font = `${12 * px}px ${tokenText("--font-ui")}`;
    ctx.fillStyle = tokenColor("--ink-faint");
    ctx.strokeStyle = tokenColor("--ink-faint");
    ctx.lineWidth = px;
    ctx.setLineDash([2 * px, 4 * px]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y(this.#chance));
    ctx.lineTo(bbox.left + bbox.width, y(this.#chance));
    ctx.stroke();
    ctx.textAlign = "right";
    ctx.textBaseline = "top";
    ctx.fillText("guessing", bbox.left + bbox.width, y(this.#chance) + 4 * px);

    ctx.setLineDash([]);
    ctx.lineWidth = 2 * px;
    ctx.strokeStyle = tokenColor("--series-old");
    ctx.lineJoin = "round";
    for (const { steps, accuracies } of this.#earlier) {
      ctx.beginPath();
      steps.forEach((step, i) => {
        ctx.lineTo(x(step), y(accuracies[i]));
      });
      ctx.stroke();
    }
    ctx.restore();
  }

  /** Each earlier run's letter where its curve ends, above all curves. */
  #drawLetters() {
    const { ctx, bbox } = this.#plot;
    const px = devicePixelRatio;
    ctx.save();
    ctx.font = `600 ${12 * px}px ${tokenText("--font-ui")}`;
    ctx.textBaseline = "middle";
    ctx.lineWidth = 4 * px;
    ctx.lineJoin = "round";
    ctx.strokeStyle = tokenColor("--paper-raised");
    ctx.fillStyle = tokenColor("--ink-soft");
    for (const { letter, steps, accuracies } of this.#earlier) {
      const end = this.#plot.valToPos(steps[steps.length - 1], "x", true) + 4 * px;
      const x = Math.min(end, bbox.left + bbox.width - 10 * px);
      const y = this.#plot.valToPos(accuracies[accuracies.length - 1], "y", true);
      ctx.strokeText(letter, x, y);
      ctx.fillText(letter, x, y);
    }
    ctx.restore();
  }

  #drawMark() {
    const point = this.#marked === null ? null : this.#run?.at(this.#marked);
    if (!point || this.#marked === null) return;
    const { ctx, bbox } = this.#plot;
    const px = devicePixelRatio;
    const x = this.#plot.valToPos(this.#marked, "x", true);
    ctx.save();
    ctx.strokeStyle = tokenColor("--ink");
    ctx.lineWidth = 1.5 * px;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillStyle = tokenColor("--series-test");
    ctx.strokeStyle = tokenColor("--paper-raised");
    ctx.lineWidth = 2 * px;
    ctx.beginPath();
    ctx.arc(x, this.#plot.valToPos(point.test, "y", true), 5 * px, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
    ctx.restore();
  }
}

/**
 * A round end for the axis, somewhat beyond the last step, that moves seldom.
 *
 * @param {number} last
 */
export function axisEnd(last) {
  if (last <= LEAST_STEPS) return LEAST_STEPS;
  const unit = 10 ** Math.floor(Math.log10(last));
  const end = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * unit >= last) ?? 10;
  return end * unit;
}
