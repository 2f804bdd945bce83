/** What to look for on a page, for the page to evaluate; each check names the elements that fail it. */
(() => {
  const TARGETS = "a[href], button, input, select, textarea, summary, [role=button], [role=application]";
  const BLOCKS = "p, li, td, th, dd, h2, h3, h4, figcaption, blockquote, caption, .question-prompt";
  /** CSS pixels, less what rounding takes. A table of nine numbers in a row is as wide as a phone. */
  const FINGER = 43.5;
  const CELL = 24;
  const PARTS = [null, "::before", "::after", "::-webkit-slider-thumb"];

  const textOf = (element) => element.textContent.trim();
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });

  function name(element) {
    const words = (textOf(element) || element.getAttribute("aria-label") || element.name || "").slice(0, 30);
    const classes = [...element.classList].map((one) => `.${one}`).join("");
    return `#${element.closest("[id]")?.id} ${element.localName}${classes} “${words}”`;
  }

  /** Links in a line of text are as high as the line is. */
  function isInText(element) {
    if (getComputedStyle(element).display !== "inline") return false;
    const nearest = element.closest(BLOCKS);
    const block = nearest?.localName === "dd" ? nearest.parentElement : nearest; // with the words of its dt
    return block && textOf(block).length > textOf(element).length + 3;
  }

  /**
   * Whether what an element holds is wider or higher than it shows, and can't be scrolled to. Lines of formulas are
   * higher than what is written on them.
   */
  function isCutOff(element) {
    if (element.matches("select, svg *, .math-block, math *") || !textOf(element)) return false;
    const { overflowX, overflowY, clipPath } = getComputedStyle(element);
    if (clipPath === "inset(50%)") return false; // for screen readers alone
    const cuts = (overflow, inner, outer) => /hidden|clip/.test(overflow) && inner > outer + 1;
    return (
      cuts(overflowX, element.scrollWidth, element.clientWidth) ||
      cuts(overflowY, element.scrollHeight, element.clientHeight)
    );
  }

  /** Of an element and of what stands in for it: its label, its other half, or what it draws. */
  function look(element) {
    const { parentElement, nextElementSibling, firstElementChild } = element;
    return [element, parentElement, nextElementSibling, firstElementChild]
      .filter(Boolean)
      .flatMap((one) => PARTS.map((part) => getComputedStyle(one, part)))
      .map((style) => [style.outline, style.boxShadow, style.borderColor, style.background, style.stroke])
      .join();
  }

  window.pageChecks = {
    /** What is beyond the window's edge, and text that is cut off. */
    lost() {
      const { clientWidth, scrollWidth } = document.documentElement;
      const all = [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility());
      const beyond =
        scrollWidth > clientWidth
          ? all.filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
          : [];
      return [
        ...(scrollWidth > clientWidth ? [`the page: ${scrollWidth} pixels`] : []),
        ...beyond.map((element) => `beyond the edge: ${name(element)}`),
        ...all.filter(isCutOff).map((element) => `cut off: ${name(element)}`),
      ];
    },

    /** What a finger would miss. A field's label is a target, too; to skip links, only a keyboard comes. */
    small() {
      return [...document.querySelectorAll(TARGETS)]
        .filter((element) => isSeen(element) && !element.closest(".visually-hidden, .skip"))
        .filter((element) => !isInText(element))
        .map((element) => {
          const boxes = [element, ...(element.labels ?? [])].map((one) => one.getBoundingClientRect());
          const width = Math.max(...boxes.map((box) => box.width));
          const height = Math.max(...boxes.map((box) => box.height));
          return { element, width, height };
        })
        .filter(
          ({ element, width, height }) =>
            Math.min(width, height) < (element.closest(".number-grid") ? CELL : FINGER),
        )
        .map(({ element, width, height }) => `${name(element)} ${Math.round(width)} × ${Math.round(height)}`);
    },

    /** What can have the keyboard's focus and looks the same with it as without. */
    unmarked() {
      const found = [];
      for (const element of document.querySelectorAll(`${TARGETS}, [tabindex="0"]`)) {
        if (element.disabled || element.tabIndex < 0 || !isSeen(element)) continue;
        document.activeElement?.blur();
        const before = look(element);
        element.focus({ preventScroll: true });
        if (document.activeElement !== element) found.push(`takes no focus: ${name(element)}`);
        else if (look(element) === before) found.push(name(element));
      }
      return found;
    },

    /** What moves for longer than a moment. */
    moving() {
      return document
        .getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().activeDuration > 1)
        .map(({ effect }) => name(effect.target));
    },
  };
})();
