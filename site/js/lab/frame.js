/**
 * Work tied to frames: at most once in each, and none while the tab is hidden, since there are no frames then.
 *
 * @param {() => void} work
 * @returns {() => void} asks for the work to be done at the next frame
 */
export function oncePerFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}
