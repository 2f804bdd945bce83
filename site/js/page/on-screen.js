/**
 * Tell whether an element is on the screen, now and whenever that changes.
 *
 * @param {Element} element
 * @param {(isOnScreen: boolean) => void} tell
 */
export function watchScreen(element, tell) {
  // What is scrolled past at once has come and gone when it is told of: where it is now comes last.
  new IntersectionObserver((entries) => tell(entries[entries.length - 1].isIntersecting)).observe(element);
}
