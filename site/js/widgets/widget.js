/**
 * The base of the course's widgets. A widget's markup is its template's and reads well as it is; a subclass makes it
 * answer: it overrides `start`, asks `explain` for numbers, and shows them.
 *
 * The template marks elements with `data-part`, has a live region with `data-part="status"`, and an element with
 * `data-error="name"` next to each control named `name`, which the control's `aria-describedby` refers to.
 */

import { LabError, Runtime } from "../client.js";

/** @typedef {{ args: Record<string, unknown>, resolve: (explanation: any) => void }} Question */

export class Widget extends HTMLElement {
  #isStarted = false;
  /** By the explanation's name: the question that waits until the one under way is answered; null if none does. @type {Map<string, Question | null>} */
  #asking = new Map();
  /** What the live region said before it told of loading; null when it does not. @type {string | null} */
  #saidBefore = null;

  connectedCallback() {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.dataset.state = "idle";
    // Who reaches for a widget is about to need the runtime; who reads past it is not.
    const boot = () => Runtime.forPage().start();
    for (const sign of ["pointerenter", "focusin"]) this.addEventListener(sign, boot, { once: true });
    this.#begin();
  }

  /**
   * Called once, when the element is first on the page: listen to the controls here.
   *
   * @returns {void | Promise<void>}
   */
  start() {}

  /**
   * The element that the template marks `data-part="name"`.
   *
   * @template {Element} T
   * @param {string} name
   * @param {new () => T} type
   * @returns {T}
   */
  find(name, type) {
    const element = this.querySelector(`[data-part="${name}"]`);
    if (element instanceof type) return element;
    throw new Error(`<${this.localName}> has no ${type.name} marked data-part="${name}"`);
  }

  /**
   * What the page was built with: the JSON in the attribute `data-${name}`, arrays as they come from the worker.
   *
   * @param {string} name
   * @param {HTMLElement} [element] this one, or one inside
   * @returns {any}
   */
  given(name, element = this) {
    return JSON.parse(element.dataset[name] ?? "null", (_key, item) => {
      if (item === null || typeof item !== "object" || !("$array" in item)) return item;
      const data = Float32Array.from(item.$array);
      return item.shape.length === 1 ? data : { data, shape: item.shape };
    });
  }

  /**
   * Have `cnn_core.explain` work something out. Of questions of one name, one is under way and the newest waits: an
   * older one that waited ends in null. So does one that is refused, or that can't be answered; the reader is told why.
   *
   * @param {string} name
   * @param {Record<string, unknown>} args
   * @returns {Promise<any>} the explanation, or null
   */
  explain(name, args) {
    return new Promise((resolve) => {
      const question = { args, resolve };
      if (this.#asking.has(name)) {
        this.#asking.get(name)?.resolve(null);
        this.#asking.set(name, question);
      } else {
        this.#asking.set(name, null);
        this.#ask(name, question);
      }
    });
  }

  /**
   * Whether an answer just had is already out of date, since a newer question of that name is under way.
   *
   * @param {string} name
   */
  isAsking(name) {
    return this.#asking.has(name);
  }

  /**
   * Tell the reader, and a screen reader, in a few words.
   *
   * @param {string} text
   */
  say(text) {
    this.#saidBefore = null;
    const status = this.find("status", HTMLElement);
    if (status.textContent !== text) status.textContent = text;
  }

  /**
   * Show why a value is refused, next to its control.
   *
   * @param {string} field a control's name; `grid[0][2]` is a number in a grid, whose reason stands at `grid`
   * @param {string} message
   */
  refuse(field, message) {
    this.accept();
    const control = this.querySelector(`[name="${field}"]`);
    control?.setAttribute("aria-invalid", "true");
    const place = this.querySelector(`[data-error="${field.replace(/\[.*/, "")}"]`);
    if (place) place.textContent = message;
    else this.say(message);
    this.dataset.state = "refused";
  }

  /** Take every refusal back. */
  accept() {
    for (const control of this.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    for (const place of this.querySelectorAll("[data-error]")) place.textContent = "";
    this.dataset.state = "ready";
  }

  /** What is done to the controls meanwhile, early.js keeps. */
  async #begin() {
    this.dataset.starting = "";
    await this.start();
    delete this.dataset.starting;
    this.dispatchEvent(new Event("started"));
  }

  /**
   * @param {string} name
   * @param {Question} question
   */
  async #ask(name, { args, resolve }) {
    const runtime = Runtime.forPage();
    if (runtime.state === "failed") runtime.retry();
    if (runtime.state !== "ready") this.#tellOfLoading();
    /** @type {object | null} */
    let answer = null;
    try {
      answer = await runtime.explain(name, args);
      this.accept();
      this.#endLoading();
    } catch (error) {
      this.#tellWhy(error);
    }
    const next = this.#asking.get(name);
    // An answer that is already out of date is shown all the same: what follows a dragged hand is better late than never.
    resolve(answer);
    if (next) {
      this.#asking.set(name, null);
      this.#ask(name, next);
    } else {
      this.#asking.delete(name);
    }
  }

  #tellOfLoading() {
    this.dataset.state = "loading";
    if (this.#saidBefore !== null) return;
    const before = this.find("status", HTMLElement).textContent ?? "";
    this.say("Python is loading, once for this page.");
    this.#saidBefore = before;
  }

  #endLoading() {
    if (this.#saidBefore !== null) this.say(this.#saidBefore);
  }

  /** @param {unknown} error */
  #tellWhy(error) {
    if (!(error instanceof LabError)) throw error;
    this.#endLoading();
    if (error.kind === "arguments" && error.field) return this.refuse(error.field, error.message);
    this.dataset.state = "error";
    this.say(`${error.message} Change something to try again.`);
  }
}
