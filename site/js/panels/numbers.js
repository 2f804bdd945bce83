/** The line of numbers, and the table of the network's layers. */

/** @typedef {import("../protocol.d.ts").Created} Created */

import { count, percent } from "../lab/format.js";

/**
 * @typedef {object} Figures
 * @property {number} step
 * @property {number} loss
 * @property {number} train
 * @property {number} test
 * @property {number | null} stepsPerSecond null when it isn't training
 * @property {number} stepMs
 */

export class Numbers {
  #list;

  /** @param {HTMLElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** @param {Figures} figures */
  update({ step, loss, train, test, stepsPerSecond, stepMs }) {
    this.#set("step", count(step));
    this.#set("loss", loss.toFixed(3));
    this.#set("train", percent(train));
    this.#set("test", percent(test));
    this.#set("rate", stepsPerSecond === null ? "–" : count(stepsPerSecond));
    this.#set("time", stepMs > 0 ? `${stepMs.toFixed(2)} ms` : "–");
  }

  /** @param {string} name @param {string} text */
  #set(name, text) {
    const value = this.#list.querySelector(`[data-number="${name}"]`);
    if (value && value.textContent !== text) value.textContent = text;
  }
}

/**
 * In place of those that the page came with, if they are others.
 *
 * @param {HTMLTableElement} table
 * @param {Created} network
 */
export function showLayers(table, { layers, num_params }) {
  const rows = layers.map(({ name, kind, edited, source, output_shape, params }) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.append(source ? sourceButton(name, kind) : name);
    if (edited) head.append(" ", mark("yours"));
    row.append(head, cell(output_shape.join(" × ")), cell(params > 0 ? count(params) : "–"));
    return row;
  });
  const [body] = table.tBodies;
  const same = rows.length === body.rows.length && rows.every((row, i) => row.isEqualNode(body.rows[i]));
  if (!same) body.replaceChildren(...rows); // and with it, what has the focus
  const total = table.tFoot?.querySelector("td:last-child");
  if (total) total.textContent = count(num_params);
}

/**
 * @param {string} name
 * @param {string} kind
 */
function sourceButton(name, kind) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "lab-layer";
  button.dataset.source = kind;
  button.textContent = name;
  button.setAttribute("aria-label", `${name}: open the source`);
  return button;
}

/** @param {string} text */
function mark(text) {
  const element = document.createElement("mark");
  element.textContent = text;
  return element;
}

/** @param {string} text */
function cell(text) {
  const element = document.createElement("td");
  element.textContent = text;
  return element;
}
