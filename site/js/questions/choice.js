import { makeActions, makeButton, makeReason, reasonsIn, unwrapped } from "./reasons.js";

/** @typedef {import("./question.js").PracticeQuestion} PracticeQuestion */

/**
 * Make the options buttons; each answers with its reason below it.
 *
 * @param {PracticeQuestion} question
 */
export function askChoice(question) {
  const { answers, status } = question;
  const reasons = reasonsIn(answers);
  const again = makeButton("Start again", "button button-quiet");
  const actions = makeActions(again);
  actions.hidden = true;
  status.className = "visually-hidden";

  const options = [...question.querySelectorAll(".option")].map((option, i) => {
    const button = makeButton("", "option");
    button.dataset.letter = /** @type {HTMLElement} */ (option).dataset.letter;
    const text = document.createElement("span");
    text.append(...unwrapped(option));
    button.append(text);
    option.replaceWith(button);
    button.addEventListener("click", () => {
      if (button.dataset.verdict) return;
      const verdict = reasons[i].dataset.reason === "right" ? "right" : "wrong";
      button.dataset.verdict = verdict;
      const reason = makeReason(verdict, reasons[i]);
      reason.id = `${question.id}-reason-${i + 1}`;
      button.setAttribute("aria-describedby", reason.id);
      button.after(reason);
      status.textContent = reason.textContent;
      actions.hidden = false;
      question.tried(verdict);
    });
    return button;
  });

  again.addEventListener("click", () => {
    for (const button of options) {
      delete button.dataset.verdict;
      button.removeAttribute("aria-describedby");
    }
    for (const reason of question.querySelectorAll("li > .reason")) reason.remove();
    actions.hidden = true;
    question.reset();
    options[0].focus();
  });
  answers.after(actions, status);
}
