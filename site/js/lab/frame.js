/** While a network trains, what follows it is looked at so often: enough for the eye, and little of the steps' time. */
export const LOOK_MS = 66;

/**
 * Work tied to frames: at most once in each, and none while the tab is hidden, since there are no frames then.
 *
 * @param {() => void} work
 * @returns {() => void} asks for the work to be done at the next frame
 */
export function oncePerFrame(work) {
  return paced(work, () => 0);
}

/**
 * The same, and no sooner after the last time than `pause` says.
 *
 * @param {() => void} work
 * @param {() => number} pause milliseconds from one time to the next
 * @returns {() => void} asks for the work to be done
 */
export function paced(work, pause) {
  let asked = false;
  let last = Number.NEGATIVE_INFINITY;
  const frame = () => {
    if (performance.now() - last < pause()) return requestAnimationFrame(frame);
    asked = false;
    last = performance.now();
    work();
  };
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(frame);
  };
}
