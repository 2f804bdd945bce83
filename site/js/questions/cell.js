import { makeActions, makeButton, makeReason, reasonsIn } from "./reasons.js";

/** @typedef {import("./question.js").PracticeQuestion} PracticeQuestion */

/** @type {Record<string, (row: number, column: number, last: number) => [number, number]>} */
const MOVES = {
  ArrowUp: (row, column) => [row - 1, column],
  ArrowDown: (row, column) => [row + 1, column],
  ArrowLeft: (row, column) => [row, column - 1],
  ArrowRight: (row, column) => [row, column + 1],
  Home: (row) => [row, 0],
  End: (row, _column, last) => [row, last],
};

/**
 * Make the cells of the grid buttons, among which the arrow keys move.
 *
 * @param {PracticeQuestion} question
 */
export function askCell(question) {
  const table = /** @type {HTMLTableElement} */ (question.querySelector(".number-grid"));
  const { status, answers } = question;
  const again = makeButton("Start again", "button button-quiet");
  const actions = makeActions(again);
  actions.hidden = true;
  table.setAttribute("role", "grid");
  table.setAttribute("aria-describedby", `${question.id}-prompt`);

  const cells = [...table.querySelectorAll("td")];
  for (const cell of cells) {
    const { row, column } = placeOf(cell);
    const button = makeButton(cell.textContent ?? "", "grid-cell");
    button.setAttribute("aria-label", `Row ${row + 1}, column ${column + 1}: ${cell.textContent}`);
    button.tabIndex = cell === cells[0] ? 0 : -1;
    cell.replaceChildren(button);
  }

  table.addEventListener("focusin", ({ target }) => {
    for (const button of table.querySelectorAll("button")) button.tabIndex = button === target ? 0 : -1;
  });
  table.addEventListener("keydown", (event) => {
    const cell = cellAt(event.target);
    if (!cell || !(event.key in MOVES) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { row, column } = placeOf(cell);
    const [toRow, toColumn] = MOVES[event.key](row, column, table.rows[row].cells.length - 1);
    table.rows[toRow]?.cells[toColumn]?.querySelector("button")?.focus();
  });
  table.addEventListener("click", ({ target }) => {
    const cell = cellAt(target);
    if (!cell) return;
    const { row, column } = placeOf(cell);
    const reason = judge(answers, row + 1, column + 1);
    const verdict = reason.dataset.reason === "right" ? "right" : "wrong";
    cell.dataset.verdict = verdict;
    status.replaceChildren(
      ...makeReason(verdict, reason, `Row ${row + 1}, column ${column + 1}.`).childNodes,
    );
    actions.hidden = false;
    if (verdict === "right") answers.hidden = false;
    question.tried(verdict);
  });

  again.addEventListener("click", () => {
    for (const cell of cells) delete cell.dataset.verdict;
    actions.hidden = true;
    answers.hidden = true;
    question.reset();
    cells[0].querySelector("button")?.focus();
  });
  table.closest(".question-grid")?.after(status, actions);
}

/** @param {EventTarget | null} target */
function cellAt(target) {
  return target instanceof Element ? target.closest("td") : null;
}

/** @param {HTMLTableCellElement} cell */
function placeOf(cell) {
  return { row: /** @type {HTMLTableRowElement} */ (cell.parentElement).rowIndex, column: cell.cellIndex };
}

/**
 * @param {HTMLElement} answers
 * @param {number} row counted from 1
 * @param {number} column
 */
function judge(answers, row, column) {
  const reasons = reasonsIn(answers);
  const found = reasons.find(({ dataset }) =>
    JSON.parse(dataset.cells ?? "[]").some((/** @type {number[]} */ [i, j]) => i === row && j === column),
  );
  return found ?? reasons[reasons.length - 1];
}
