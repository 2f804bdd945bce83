/**
 * Write what an explanation says into the elements that the template marks `data-text="name"`.
 *
 * @param {Element} root
 * @param {Record<string, string>} texts
 */
export function showTexts(root, texts) {
  for (const element of root.querySelectorAll("[data-text]")) {
    const text = texts[element.getAttribute("data-text") ?? ""];
    if (text !== undefined && element.textContent !== text) element.textContent = text;
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {string} [text]
 */
export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
