/**
 * A small picture of shapes, said by the words beside it.
 *
 * @param {...[tag: string, attributes: Record<string, string>]} shapes in 16 by 16 units
 */
export function makeIcon(...shapes) {
  const make = (/** @type {string} */ tag, /** @type {Record<string, string>} */ attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const icon = make("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
  icon.append(...shapes.map(([tag, attributes]) => make(tag, attributes)));
  return icon;
}
