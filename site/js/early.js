// Runs before the first paint, so that a stored theme never flashes. A classic script: a module would come too late.
// What is of no use without scripts is shown only with them.
document.documentElement.dataset.script = "";

try {
  const theme = localStorage.getItem("convnets.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to the page; the system's theme holds then.
}
