/**
 * Tells the reader when a part of the page does not come, why, and the way out: a reload, over which labs carry what was
 * trained and drawn (lab/carrier.js). A part goes missing on a broken line, on a damaged host, and most of all when the
 * course was updated while the page was open: then the files that the page would fetch are no longer there.
 *
 * Part of early.js, so that it is there whatever else is missing.
 *
 * @typedef {import("./coming.js").Trouble} Trouble
 */

/** What is in the page itself is the browser's to wait for; it is spoken of when it takes longer. */
const LATE_MS = 20_000;
/** How long the server may take to say what the course is like now. */
const ASK_MS = 10_000;
const KEPT = "What you trained, drew and wrote on it is kept.";

/** @type {HTMLElement | null} */
let notice = null;
/** What was told last; a graver thing is not talked over by a lighter one. @type {"" | "late" | "missing" | "updated"} */
let told = "";
/** Parts that did not come, by their files' names. @type {Set<string>} */
const missing = new Set();

/** @param {string} started an element that is defined when the page's own script has come */
export function watchForTrouble(started) {
  // Errors of elements don't bubble, but are seen on their way down.
  addEventListener("error", (event) => failed(event), true);
  document.addEventListener("trouble", (event) => {
    const { kind, what } = /** @type {CustomEvent<Trouble>} */ (event).detail;
    if (kind === "missing") lack(what);
    else if (kind === "doubt") askServer().then((found) => found === "updated" && tellOf(found));
    else if (kind === "late") tellOf("late");
    else arrived();
  });
  const timer = setTimeout(() => tellOf("late"), LATE_MS);
  customElements.whenDefined(started).then(() => {
    clearTimeout(timer);
    arrived();
  });
}

/** @param {ErrorEvent} event */
function failed({ target, error, filename }) {
  if (target instanceof HTMLScriptElement) lack(fileOf(target.src));
  else if (target instanceof HTMLLinkElement && target.relList.contains("stylesheet"))
    lack(fileOf(target.href));
  // A file that was cut short is no program. What else is thrown is none of this.
  else if (error instanceof SyntaxError && filename.startsWith(location.origin)) lack(fileOf(filename));
}

/** @param {string | undefined} name */
async function lack(name) {
  if (name) missing.add(name);
  tellOf(await askServer());
}

function arrived() {
  if (told !== "late") return;
  told = "";
  notice?.remove();
}

/** @typedef {"missing" | "updated" | "away"} Found */
/** The question under way. @type {Promise<Found> | null} */
let asking = null;

/** What the server says of this page: the same as ever, another release, or nothing. */
function askServer() {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

/** @returns {Promise<Found>} */
async function ask() {
  /** @type {RequestInit} */
  const anew = { cache: "no-store", signal: AbortSignal.timeout(ASK_MS) };
  try {
    // The service worker would answer for a server that is away, but not this.
    await fetch(location.href, { ...anew, method: "HEAD" });
    const answer = await fetch(location.href, anew);
    if (answer.status >= 500) return "away";
    const text = await answer.text(); // where the page itself is gone, that of the page that says so
    return addresses().every((address) => text.includes(address)) ? "missing" : "updated";
  } catch {
    return "away";
  }
}

/** The files that the page names in its head: each is called by what it holds. */
function addresses() {
  const named = document.head.querySelectorAll("script[src], link[rel=stylesheet], meta[name^=convnets-]");
  return [...named].map(
    (element) =>
      /** @type {string} */ (
        element.getAttribute("src") ?? element.getAttribute("href") ?? element.getAttribute("content")
      ),
  );
}

/** @param {"late" | Found} what */
function tellOf(what) {
  if (what === "late") {
    if (told) return;
    told = "late";
    return show(
      "A part of this page is slow to come. It goes on by itself as soon as that is here.",
      "Reload",
    );
  }
  if (what === "updated") {
    told = "updated";
    return show(
      `The course was updated while this page was open. Reload to go on with it as it is now. ${KEPT}`,
      "Reload",
    );
  }
  if (told === "updated") return;
  told = "missing";
  const names = [...missing].slice(0, 3).join(", ");
  const which = names ? ` (${names}${missing.size > 3 ? " and others" : ""})` : "";
  const why =
    what === "away"
      ? "the server can’t be reached. All else goes on; try again when there is a network."
      : "it is missing or damaged on the server or on the way. All else goes on; a reload fetches it anew.";
  show(
    `A part of this page could not be loaded${which}: ${why} ${KEPT}`,
    what === "away" ? "Try again" : "Reload",
  );
}

/**
 * @param {string} text
 * @param {string} action what the button is called
 */
function show(text, action) {
  if (!document.body) {
    document.addEventListener("DOMContentLoaded", () => show(text, action), { once: true });
    return;
  }
  notice ??= make();
  const [words, reload] = /** @type {any} */ (notice.children);
  words.textContent = text;
  reload.textContent = action;
  // First on the page: it is to be seen without its style sheet, too.
  if (!notice.isConnected) (document.querySelector("main") ?? document.body).prepend(notice);
}

function make() {
  const made = document.createElement("div");
  made.className = "trouble";
  made.setAttribute("role", "alert");
  const reload = button("", tryAgain);
  const close = button("Close", () => made.remove());
  made.append(document.createElement("p"), reload, close);
  return made;
}

/** A page without a server is not given up for nothing. */
async function tryAgain() {
  const found = await askServer();
  if (found === "away") return tellOf("away");
  document.dispatchEvent(new Event("leaving"));
  location.reload();
}

/**
 * @param {string} text
 * @param {() => void} press
 */
function button(text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

/** @param {string} url */
function fileOf(url) {
  return url.slice(url.lastIndexOf("/") + 1).replace(/[?#].*/, "");
}
