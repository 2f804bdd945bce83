import { watchForTrouble } from "./page/trouble.js";

// Runs before the first paint, so that a stored theme never flashes. A classic script: a module would come too late.
// What is of no use without scripts is shown only with them.
document.documentElement.dataset.script = "";

// Defined by main.js.
watchForTrouble("theme-toggle");

try {
  const theme = localStorage.getItem("convnets.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to the page; the system's theme holds then.
}

// What a reader does to a widget before it can answer is done again once it can.
const UNSTARTED = ":not(:defined), [data-starting]";

/** @param {Element} widget */
async function started(widget) {
  await customElements.whenDefined(widget.localName);
  if (widget.matches(UNSTARTED)) {
    await new Promise((resolve) => widget.addEventListener("started", resolve, { once: true }));
  }
}

for (const type of ["click", "submit", "input", "change"]) {
  document.addEventListener(type, (event) => {
    const target = /** @type {Element} */ (event.target);
    const control = /** @type {HTMLInputElement | null} */ (target.closest("button, form, input, select"));
    const widget = control?.closest(UNSTARTED);
    if (!control || !widget) return;
    if (type === "submit") {
      // Nothing is sent anywhere: there is no server.
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (target);
      started(widget).then(() => form.requestSubmit());
    } else if (type === "click") {
      const isPress = control.localName === "button" && control.type !== "submit";
      if (isPress) started(widget).then(() => control.click());
    } else {
      const { value, checked } = control;
      started(widget).then(() => {
        if (control.type === "radio" || control.type === "checkbox") control.checked = checked;
        else control.value = value;
        control.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
  });
}
