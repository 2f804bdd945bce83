/** Loads the code of widgets when they come near the window. */

import { ELEMENTS } from "../widgets/elements.js";
import { coming } from "./coming.js";

/** Within a window's height above or below. */
const NEAR = "100% 0%";

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      for (const element of document.querySelectorAll(target.localName)) observer.unobserve(element);
      coming(ELEMENTS[target.localName]());
    }
  },
  { rootMargin: NEAR },
);

for (const element of document.querySelectorAll(Object.keys(ELEMENTS).join(", "))) observer.observe(element);
