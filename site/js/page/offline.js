/**
 * What was visited opens again without a network, and all of the course does if the reader asks for it: the page's
 * side of the service worker (`site/offline/`). Where there is none, in a private window say, nothing is shown.
 */

import { scriptUrl } from "../trusted.js";

const ROOT = new URL("..", import.meta.url).href;
/** The page is at rest by then, and what it needed has come. */
const REST_MS = 3000;
const ALIVE = ["ready", "training", "paused"];

/** @typedef {{ type: "kept" | "notKept" | "forgotten" | "failed" | "progress", done?: number, total?: number, megabytes?: number, message?: string }} Answer */

/**
 * Ask the service worker for something; resolves with its last word.
 *
 * @param {ServiceWorkerRegistration} registration
 * @param {object} message
 * @param {(answer: Answer) => void} [onProgress]
 * @returns {Promise<Answer>}
 */
function ask(registration, message, onProgress = () => {}) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      if (data.type === "progress") return onProgress(data);
      port1.close();
      resolve(data);
    };
    registration.active?.postMessage(message, [port2]);
  });
}

/** @type {Promise<void>} */
const atRest = new Promise((resolve) => {
  const rest = () => setTimeout(resolve, REST_MS);
  if (document.readyState === "complete") rest();
  else addEventListener("load", rest, { once: true });
});

/** Nothing is registered while the page has other things to do. */
const registered = atRest.then(async () => {
  if (!("serviceWorker" in navigator)) throw new Error("There are no service workers here.");
  await navigator.serviceWorker.register(scriptUrl(`${ROOT}service-worker.js`), { scope: ROOT });
  return navigator.serviceWorker.ready;
});

/**
 * Resolves when a lab is in one of some states.
 *
 * @param {Element} lab
 * @param {string[]} states
 * @returns {Promise<void>}
 */
function when(lab, states) {
  return new Promise((resolve) => {
    const look = () => {
      if (!states.includes(lab.getAttribute("data-state") ?? "")) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(lab, { attributeFilter: ["data-state"] });
    look();
  });
}

/** Keep the page, and the runtime with it as soon as a lab has loaded it. */
async function keepVisited() {
  try {
    const registration = await registered;
    const lab = document.querySelector("cnn-lab");
    const page = location.href.replace(/[?#].*/, "");
    if (lab) await when(lab, ["idle", ...ALIVE]); // while it loads, the line is its own
    await ask(registration, { type: "visited", page });
    if (!lab) return;
    await when(lab, ALIVE);
    await ask(registration, { type: "visited", page, withRuntime: true });
    document.documentElement.dataset.kept = "";
  } catch {
    // Closed storage, a private window, plain HTTP: the course works all the same.
  }
}

/** A button that keeps all of the course on the device, and says how far it is. */
class OfflineKeeper extends HTMLElement {
  /** @type {HTMLButtonElement} */
  #button = document.createElement("button");
  #bar = document.createElement("progress");
  #words = document.createElement("span");
  #isKept = false;

  async connectedCallback() {
    if (this.firstChild) return;
    const registration = await registered.catch(() => null);
    if (!registration) return;
    this.#button.type = "button";
    this.#button.className = "button button-small";
    this.#bar.hidden = true;
    this.#bar.setAttribute("aria-label", "Kept for offline");
    this.#words.setAttribute("role", "status");
    this.#button.addEventListener("click", () => this.#toggle(registration));
    this.#show(await ask(registration, { type: "status" }));
    this.append(this.#button, this.#bar, this.#words);
  }

  /** @param {ServiceWorkerRegistration} registration */
  async #toggle(registration) {
    this.#button.disabled = true;
    const type = this.#isKept ? "forget" : "keep";
    this.#show(await ask(registration, { type }, (answer) => this.#show(answer)));
    this.#button.disabled = false;
  }

  /** @param {Answer} answer */
  #show({ type, done = 0, total = 1, megabytes, message }) {
    this.#bar.hidden = type !== "progress";
    this.dataset.state = type;
    if (type === "progress") {
      this.#bar.value = done / total;
      this.#words.textContent = `${Math.floor((100 * done) / total)} %`;
      return;
    }
    this.#isKept = type === "kept";
    this.#button.textContent = this.#isKept ? "Remove from this device" : "Keep for offline";
    if (type === "failed") this.#words.textContent = `That did not work. ${message} Try again?`;
    else if (this.#isKept)
      this.#words.textContent = "The whole course is on this device: it opens without a network.";
    else if (type === "forgotten") this.#words.textContent = "Removed. What you visit is kept again.";
    else
      this.#words.textContent = `The whole course, ${megabytes} MB to fetch. What you visit is kept by itself.`;
  }
}

customElements.define("offline-keeper", OfflineKeeper);
keepVisited();
