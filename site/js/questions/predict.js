import { LabError, Runtime } from "../client.js";
import { writeNumber } from "../widgets/numbers.js";
import { makeActions, makeButton, makeReason, reasonsIn, unwrapped } from "./reasons.js";

/** @typedef {import("./question.js").PracticeQuestion} PracticeQuestion */
/** @typedef {{ name: string, arguments: Record<string, unknown>, value: string }} Explanation */
/** @typedef {{ steps: number, settings: any, measure: "test_accuracy" | "train_accuracy" | "loss" }} Training */

/**
 * Let the reader commit to a prediction, then compute, and show the result beside it.
 *
 * @param {PracticeQuestion} question
 */
export function askPrediction(question) {
  const { status, answers, dataset } = question;
  const trains = dataset.trains === "yes";
  const reasons = reasonsIn(answers);
  const run = makeButton(trains ? "Train, and see" : "Compute, and see", "button");
  const again = makeButton("Start again", "button button-quiet");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", "Training");
  bar.hidden = true;
  run.disabled = true;
  again.hidden = true;
  let chosen = -1;
  let isRunning = false;

  const options = [...question.querySelectorAll(".prediction")].map((option, i) => {
    const button = makeButton("", "prediction");
    button.setAttribute("aria-pressed", "false");
    button.append(...unwrapped(option));
    option.replaceWith(button);
    button.addEventListener("click", () => choose(i));
    return button;
  });
  for (const sign of ["pointerenter", "focusin"]) {
    question.addEventListener(sign, () => Runtime.forPage().start(), { once: true });
  }

  /** @param {number} i */
  function choose(i) {
    chosen = i;
    for (const [j, option] of options.entries()) option.setAttribute("aria-pressed", String(j === i));
    run.disabled = false;
  }

  run.addEventListener("click", async () => {
    if (isRunning) return;
    isRunning = true;
    for (const option of options) option.disabled = true;
    run.ariaDisabled = "true"; // not disabled: the button that was pressed would lose the focus
    bar.hidden = !trains;
    status.textContent = trains ? "It is training." : "It is computed.";
    try {
      const onStep = (/** @type {number} */ share) => {
        bar.value = share;
      };
      const value = await compute(JSON.parse(dataset.run ?? "{}"), trains, onStep);
      show(value);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      status.textContent = `${error.message} Your prediction stands: try again.`;
    } finally {
      isRunning = false;
      run.ariaDisabled = null;
      bar.hidden = true;
    }
  });

  /** @param {number} value */
  function show(value) {
    const holding = reasons.findIndex((reason) => holds(reason.dataset, value));
    const verdict = holding === chosen ? "right" : "wrong";
    const shown = dataset.shown === "percent" ? `${(100 * value).toFixed(1)} %` : writeNumber(value);
    const result = document.createElement("b");
    result.className = "prediction-result";
    result.textContent = (dataset.result ?? "").replace("{value}", shown);
    status.replaceChildren(result, makeReason(verdict, reasons[chosen]));
    options[chosen].dataset.verdict = verdict;
    if (verdict === "wrong" && holding >= 0) {
      options[holding].dataset.verdict = "right";
      const also = makeReason("right", reasons[holding]);
      also.firstElementChild?.replaceWith(
        `What came true: “${options[holding].textContent?.trim().replace(/\.$/, "")}”.`,
      );
      status.append(also);
    }
    again.hidden = false;
    if (document.activeElement === run) again.focus();
    run.hidden = true;
    question.tried(verdict);
  }

  again.addEventListener("click", () => {
    chosen = -1;
    for (const option of options) {
      option.disabled = false;
      option.setAttribute("aria-pressed", "false");
      delete option.dataset.verdict;
    }
    run.disabled = true;
    run.hidden = false;
    again.hidden = true;
    question.reset();
    options[0].focus();
  });
  const actions = makeActions(run, bar, again);
  /** @type {Element} */ (question.querySelector(".predictions")).after(actions, status);
}

/**
 * @param {Explanation | Training} run
 * @param {boolean} trains
 * @param {(share: number) => void} onStep
 * @returns {Promise<number>}
 */
async function compute(run, trains, onStep) {
  const runtime = Runtime.forPage();
  if (runtime.state === "failed") runtime.retry();
  if (trains) return train(/** @type {Training} */ (run), onStep);
  const { name, arguments: args, value } = /** @type {Explanation} */ (run);
  return read(await runtime.explain(name, args), value);
}

/**
 * @param {Training} run
 * @param {(share: number) => void} onStep
 */
async function train({ steps, settings, measure }, onStep) {
  const session = Runtime.forPage().openSession(settings);
  try {
    let { progress } = await session.create();
    const onProgress = (/** @type {typeof progress} */ news) => {
      progress = news;
      onStep(news.step / steps);
    };
    await session.train({ pace: null, until: steps, onProgress });
    return Number(progress[measure]);
  } finally {
    session.close();
  }
}

/**
 * @param {any} found
 * @param {string} path as "stages.2.size"
 */
function read(found, path) {
  for (const key of path.split(".")) {
    found = found?.data && found.shape ? rowOf(found, Number(key)) : found?.[key];
  }
  return Number(found);
}

/**
 * A row of an array as it comes from the worker.
 *
 * @param {{ data: Float32Array, shape: number[] }} array
 * @param {number} i
 */
function rowOf({ data, shape }, i) {
  const [, ...rest] = shape;
  const size = rest.reduce((product, length) => product * length, 1);
  const row = data.subarray(i * size, (i + 1) * size);
  return rest.length > 1 ? { data: row, shape: rest } : row;
}

/**
 * @param {DOMStringMap} prediction
 * @param {number} result
 */
function holds({ value, atLeast, below }, result) {
  if (value !== undefined) return Math.abs(result - Number(value)) <= 1e-6 * Math.max(1, Math.abs(result));
  return result >= Number(atLeast ?? -Infinity) && result < Number(below ?? Infinity);
}
