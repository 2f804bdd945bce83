/**
 * Finds the parts of a widget that its template marks with `data-part`; a missing one is a fault of the template.
 *
 * @param {HTMLElement} root
 */
export function partsOf(root) {
  /**
   * @template {HTMLElement} T
   * @param {string} name
   * @param {new () => T} type
   * @returns {T}
   */
  return function part(name, type) {
    const element = root.querySelector(`[data-part="${name}"]`);
    if (!(element instanceof type)) throw new Error(`expected a ${type.name} marked data-part="${name}"`);
    return element;
  };
}
