/**
 * What is too wide for the page scrolls in its own box. Such a box takes the keyboard's focus
 * while there is something to scroll, and only then.
 */
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls =
      target.scrollWidth > target.clientWidth + 1 || target.scrollHeight > target.clientHeight + 1;
    if (scrolls) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
    if (target.matches(".math-block")) {
      target.toggleAttribute("role", false);
      if (scrolls) {
        target.setAttribute("role", "group");
        target.setAttribute("aria-label", "Formula");
      } else {
        target.removeAttribute("aria-label");
      }
    }
  }
});

for (const box of document.querySelectorAll(".prose :is(.math-block, .table, .highlight pre)"))
  watcher.observe(box);
