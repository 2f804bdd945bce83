/** Each widget and each question has an address; a link in its corner is where to copy it from. */

import { anchorOf } from "./anchor.js";

/** For so long what grows above where a link leads is made up for, in milliseconds. */
const SETTLING_MS = 4000;
const SIGNS = ["wheel", "touchstart", "keydown", "pointerdown"];

for (const element of document.querySelectorAll(".prose :is(.widget, .lab, .question)[id]")) {
  const title = element.querySelector(".widget-title, .question-prompt")?.textContent?.trim();
  const link = document.createElement("a");
  link.className = "deep-link";
  link.href = `#${element.id}`;
  link.textContent = "#";
  link.setAttribute(
    "aria-label",
    `Link to this ${element.matches(".question") ? "question" : "widget"}${title ? `: ${title}` : ""}`,
  );
  element.append(link);
}

/** Widgets above may grow as they come near: stay with where the link leads, until the reader goes elsewhere. */
function stayThere() {
  const target = document.getElementById(anchorOf(location.hash));
  const prose = document.querySelector(".prose");
  if (!target || !prose) return;
  const leaving = new AbortController();
  let height = prose.clientHeight;
  const observer = new ResizeObserver(() => {
    // Another address may have been gone to, whose event is still to come.
    if (anchorOf(location.hash) !== target.id) return leaving.abort();
    if (prose.clientHeight === height) return;
    height = prose.clientHeight;
    target.scrollIntoView({ behavior: "instant" });
  });
  observer.observe(prose);
  leaving.signal.addEventListener("abort", () => observer.disconnect());
  for (const sign of [...SIGNS, "hashchange"]) {
    addEventListener(sign, () => leaving.abort(), { signal: leaving.signal, passive: true });
  }
  setTimeout(() => leaving.abort(), SETTLING_MS);
}

addEventListener("hashchange", stayThere);
stayThere();
