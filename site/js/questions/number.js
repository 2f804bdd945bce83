import { readNumber } from "./read-number.js";
import { makeButton, makeReason, reasonsIn } from "./reasons.js";

/** @typedef {import("./question.js").PracticeQuestion} PracticeQuestion */

/**
 * Ask for a number.
 *
 * @param {PracticeQuestion} question
 */
export function askNumber(question) {
  const { answers, status } = question;
  const form = document.createElement("form");
  form.className = "question-entry";
  form.noValidate = true;
  const label = document.createElement("label");
  label.textContent = "Your answer";
  const input = document.createElement("input");
  Object.assign(input, {
    type: "text",
    inputMode: "decimal",
    autocomplete: "off",
    id: `${question.id}-entry`,
  });
  input.setAttribute("aria-describedby", `${question.id}-prompt`);
  label.htmlFor = input.id;
  const check = makeButton("Check", "button");
  check.type = "submit";
  form.append(label, input, check);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = readNumber(input.value);
    input.toggleAttribute("aria-invalid", false);
    if (value === null) {
      input.setAttribute("aria-invalid", "true");
      status.textContent = input.value.trim()
        ? `“${input.value.trim()}” is not a number that can be read here: try digits, as in 42 or 0.5.`
        : "Type a number first.";
      input.focus();
      return;
    }
    const reason = judge(question, value);
    const verdict = reason.dataset.reason === "right" ? "right" : "wrong";
    status.replaceChildren(...makeReason(verdict, reason).childNodes);
    answers.hidden = false;
    question.tried(verdict);
  });
  question.prompt.after(form, status);
}

/**
 * Which of the reasons belongs to a number.
 *
 * @param {PracticeQuestion} question
 * @param {number} value
 * @returns {HTMLElement}
 */
function judge({ answers, dataset }, value) {
  const near = (/** @type {string | undefined} */ target, /** @type {string | undefined} */ tolerance) =>
    Math.abs(value - Number(target)) <= Number(tolerance) + 1e-9 * Math.max(1, Math.abs(Number(target)));
  const reasons = reasonsIn(answers);
  const found = near(dataset.answer, dataset.tolerance)
    ? reasons.find((reason) => reason.dataset.reason === "right")
    : reasons.find((reason) => reason.dataset.value && near(reason.dataset.value, reason.dataset.tolerance));
  return found ?? reasons[reasons.length - 1];
}
