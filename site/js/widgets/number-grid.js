/**
 * A table of numbers, made by the template's macro `number_grid`. The numbers of an editable one are fields: arrow keys
 * move among them as in a spreadsheet, Tab enters and leaves the grid, and each change is the field's own event.
 */

import { readNumber, tint, writeNumber } from "./numbers.js";

/** @type {Record<string, (row: number, column: number, size: [number, number]) => [number, number]>} */
const MOVES = {
  ArrowUp: (row, column) => [row - 1, column],
  ArrowDown: (row, column) => [row + 1, column],
  ArrowLeft: (row, column) => [row, column - 1],
  ArrowRight: (row, column) => [row, column + 1],
  Enter: (row, column) => [row + 1, column],
  Home: (row) => [row, 0],
  End: (row, _column, [, columns]) => [row, columns - 1],
};

export class NumberGrid {
  #table;
  #isEditable;
  #frame = 0;
  #size = /** @type {[number, number]} */ ([0, 0]);

  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.#table = table;
    this.#isEditable = table.hasAttribute("data-editable");
    this.#frame = Number(table.dataset.frame);
    this.#measure();
    table.addEventListener("keydown", (event) => this.#move(event));
    table.addEventListener("focusin", ({ target }) => this.#enter(/** @type {HTMLElement} */ (target)));
    if (this.#isEditable) this.#enter(this.field(0, 0));
  }

  /** What the fields hold: numbers, and texts that are none. @returns {(number | string)[][]} */
  get values() {
    const [rows, columns] = this.#size;
    return Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => readNumber(this.field(i, j).value)),
    );
  }

  /**
   * @param {number[][]} rows
   * @param {number} [frame] how many rings of zeros stand around
   */
  show(rows, frame = 0) {
    const [height, width] = this.#size;
    if (rows.length !== height || rows[0].length !== width || frame !== this.#frame) this.#build(rows, frame);
    for (const [i, row] of rows.entries()) {
      for (const [j, value] of row.entries()) {
        const cell = this.cell(i, j);
        cell.dataset.tint = tint(value, rows);
        const text = writeNumber(value);
        if (!this.#isEditable) cell.textContent = text;
        else write(this.field(i, j), text);
      }
    }
  }

  /**
   * A cell; those of the frame have negative numbers, or numbers beyond the last.
   *
   * @param {number} row
   * @param {number} column
   */
  cell(row, column) {
    return this.#table.rows[row + this.#frame].cells[column + this.#frame];
  }

  get table() {
    return this.#table;
  }

  /**
   * Write a word into a cell's corner.
   *
   * @param {number} row
   * @param {number} column
   * @param {string} text empty for none
   */
  mark(row, column, text) {
    const cell = this.cell(row, column);
    if (text) cell.dataset.mark = text;
    else delete cell.dataset.mark;
  }

  /** All cells, the frame's too. */
  get cells() {
    return [...this.#table.querySelectorAll("td")];
  }

  /**
   * @param {number} row
   * @param {number} column
   */
  field(row, column) {
    return /** @type {HTMLInputElement} */ (this.cell(row, column).firstElementChild);
  }

  /**
   * The row and column of what stands in a cell, or null.
   *
   * @param {EventTarget | null} target
   */
  placeOf(target) {
    const cell = target instanceof Element ? target.closest("td") : null;
    if (!cell || !this.#table.contains(cell)) return null;
    const line = /** @type {HTMLTableRowElement} */ (cell.parentElement);
    return { row: line.rowIndex - this.#frame, column: cell.cellIndex - this.#frame };
  }

  #measure() {
    const { rows } = this.#table;
    this.#size = [rows.length - 2 * this.#frame, rows[0].cells.length - 2 * this.#frame];
    this.#table.parentElement?.style.setProperty("--columns", String(rows[0].cells.length));
    this.#table.classList.toggle("dense", rows[0].cells.length > 7);
  }

  /**
   * @param {number[][]} rows
   * @param {number} frame
   */
  #build(rows, frame) {
    const [height, width] = [rows.length, rows[0].length];
    const lines = Array.from({ length: height + 2 * frame }, (_, i) => {
      const line = document.createElement("tr");
      for (let j = -frame; j < width + frame; j += 1) {
        const isInside = i >= frame && i < height + frame && j >= 0 && j < width;
        line.append(this.#makeCell(i - frame, j, isInside));
      }
      return line;
    });
    this.#table.tBodies[0].replaceChildren(...lines);
    this.#frame = frame;
    this.#measure();
    if (this.#isEditable) this.#enter(this.field(0, 0));
  }

  /**
   * @param {number} row
   * @param {number} column
   * @param {boolean} isInside
   */
  #makeCell(row, column, isInside) {
    const cell = document.createElement("td");
    if (!isInside) {
      cell.className = "number-frame";
      cell.textContent = "0";
    } else if (this.#isEditable) {
      const { name, label } = this.#table.dataset;
      const field = document.createElement("input");
      Object.assign(field, { type: "text", name: `${name}[${row}][${column}]`, autocomplete: "off" });
      field.inputMode = "text"; // the keyboard for decimals has no minus on some phones
      field.setAttribute("aria-label", `${label}, row ${row + 1}, column ${column + 1}`);
      field.setAttribute("aria-describedby", this.#table.dataset.describedby ?? "");
      cell.append(field);
    }
    return cell;
  }

  /**
   * The field that Tab comes to is the one that was left.
   *
   * @param {HTMLElement} target
   */
  #enter(target) {
    if (!(target instanceof HTMLInputElement)) return;
    for (const field of this.#table.querySelectorAll("input")) field.tabIndex = field === target ? 0 : -1;
    if (target === document.activeElement) target.select();
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const { key, target, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (!(target instanceof HTMLInputElement) || !(key in MOVES)) return;
    if (ctrlKey || metaKey || altKey || shiftKey) return;
    const isSideways = key === "ArrowLeft" || key === "ArrowRight" || key === "Home" || key === "End";
    if (isSideways && !isAtEdge(target, key === "ArrowLeft" || key === "Home")) return;
    const place = this.placeOf(target);
    if (!place) return;
    event.preventDefault();
    const [row, column] = MOVES[key](place.row, place.column, this.#size);
    const [rows, columns] = this.#size;
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      // Enter at the foot of a column still takes the number.
      if (key === "Enter") target.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    this.field(row, column).focus();
  }
}

/**
 * Write a number into a field, unless it is there already, or the reader is typing another.
 *
 * @param {HTMLInputElement} field
 * @param {string} text
 */
export function write(field, text) {
  if (field !== document.activeElement && readNumber(field.value) !== readNumber(text)) field.value = text;
}

/** A frame laid over some of a grid's cells. */
export class GridWindow {
  #element = document.createElement("span");

  /** @param {HTMLTableElement} table */
  constructor(table) {
    this.#element.className = "grid-window";
    table.after(this.#element);
  }

  /**
   * @param {{ top: number, left: number }} corner counted from the grid's own frame on
   * @param {number} size
   */
  move({ top, left }, size) {
    for (const [name, value] of Object.entries({ top, left, size })) {
      this.#element.style.setProperty(`--${name}`, String(value));
    }
  }
}

/**
 * Whether a sideways key leaves the field: all of it is selected, as after moving in, or the caret is at that end.
 *
 * @param {HTMLInputElement} field
 * @param {boolean} isAtStart
 */
function isAtEdge({ selectionStart, selectionEnd, value }, isAtStart) {
  if (selectionStart !== selectionEnd) return selectionStart === 0 && selectionEnd === value.length;
  return selectionStart === (isAtStart ? 0 : value.length);
}
