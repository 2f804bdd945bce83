import { make } from "../widgets/texts.js";
import { makeIcon } from "./icon.js";

const KEY = "convnets.theme";

/** @typedef {"auto" | "light" | "dark"} Theme */

/** A circle for the page's face: half and half, open, filled. */
const SHAPES = {
  auto: "M8 2a6 6 0 0 1 0 12z",
  light: "",
  dark: "M8 2a6 6 0 0 1 0 12A6 6 0 0 1 8 2z",
};
const LABELS = { auto: "Automatic", light: "Light", dark: "Dark" };

/** @returns {Theme} */
export function storedTheme() {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    return "auto";
  }
}

/** @param {Theme} theme */
export function applyTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Three radio buttons: the system's theme, light, dark. Needs scripts to work, so scripts make it. */
class ThemeToggle extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    const chosen = storedTheme();
    const fieldset = document.createElement("fieldset");
    const themes = /** @type {Theme[]} */ (["auto", "light", "dark"]);
    fieldset.append(
      make("legend", "visually-hidden", "Theme"),
      ...themes.map((theme) => choice(theme, theme === chosen)),
    );
    this.append(fieldset);
    this.addEventListener("change", (event) => {
      applyTheme(/** @type {Theme} */ (/** @type {HTMLInputElement} */ (event.target).value));
    });
  }
}

/**
 * @param {Theme} theme
 * @param {boolean} isChosen
 */
function choice(theme, isChosen) {
  const label = document.createElement("label");
  label.title = LABELS[theme];
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "theme", value: theme, defaultChecked: isChosen });
  const icon = makeIcon(["circle", { cx: "8", cy: "8", r: "6" }], ["path", { d: SHAPES[theme] }]);
  label.append(input, icon, make("span", "visually-hidden", LABELS[theme]));
  return label;
}

customElements.define("theme-toggle", ThemeToggle);
