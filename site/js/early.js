// Runs before the first paint, so that a stored theme never flashes. A classic script: a module would come too late.
// What is of no use without scripts is shown only with them.
document.documentElement.dataset.script = "";

try {
  const theme = localStorage.getItem("convnets.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to the page; the system's theme holds then.
}

// What a reader does to a widget before its code has come is done again once it has.
for (const type of ["click", "input", "change"]) {
  document.addEventListener(type, (event) => {
    const target = /** @type {Element} */ (event.target);
    const control = /** @type {HTMLInputElement | null} */ (
      target.closest(type === "click" ? "button" : "input, select")
    );
    const widget = control?.closest(":not(:defined)");
    if (!control || !widget) return;
    const { value, checked } = control;
    customElements.whenDefined(widget.localName).then(() => {
      if (type === "click") return control.click();
      if (control.type === "radio" || control.type === "checkbox") control.checked = checked;
      else control.value = value;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });
}
