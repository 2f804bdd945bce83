/**
 * The table of contents: marks the section being read, and steps back while something wide,
 * which reaches into its margin, passes by.
 */
class PageContents extends HTMLElement {
  /** @type {AbortController | undefined} */
  #listening;
  /** @type {IntersectionObserver | undefined} */
  #passing;

  connectedCallback() {
    const links = /** @type {HTMLAnchorElement[]} */ ([...this.querySelectorAll("a[href^='#']")]);
    const sections = links.flatMap((link) => {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return heading ? [{ link, heading }] : [];
    });

    // The focus goes along, as it does for those who read: left on the link, it would keep the list open over what
    // comes by.
    this.addEventListener("click", ({ target }) => {
      const section = sections.find(({ link }) => target instanceof Node && link.contains(target));
      if (!section) return;
      section.heading.tabIndex = -1;
      section.heading.focus({ preventScroll: true });
    });

    let pending = false;
    const mark = () => {
      pending = false;
      const line = innerHeight * 0.3;
      const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      const passed = sections.filter(({ heading }) => heading.getBoundingClientRect().top < line);
      const current = atEnd ? sections.at(-1) : passed.at(-1);
      for (const section of sections) {
        if (section === current) section.link.setAttribute("aria-current", "true");
        else section.link.removeAttribute("aria-current");
      }
    };
    const schedule = () => {
      if (pending) return;
      pending = true;
      requestAnimationFrame(mark);
    };
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    addEventListener("scroll", schedule, { passive: true, signal });
    addEventListener("resize", schedule, { passive: true, signal });
    mark();

    const inTheWay = new Set();
    this.#passing = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (entry.isIntersecting) inTheWay.add(entry.target);
          else inTheWay.delete(entry.target);
        }
        this.toggleAttribute("data-covered", inTheWay.size > 0);
      },
      { rootMargin: "0px 0px -35% 0px" },
    );
    for (const wide of document.querySelectorAll(".prose > .wide")) this.#passing.observe(wide);
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#passing?.disconnect();
  }
}

customElements.define("page-contents", PageContents);
