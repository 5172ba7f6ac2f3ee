/* Marks in the contents at the right the section that is being read: the last one whose heading has passed a line
   below the top of the window. Keeps it in sight, and at the left the page that is being read, where the column is longer
   than the window. */
(() => {
  "use strict";
  const LINE = 0.25; // of the window

  const bringIntoSight = (link) => {
    const box = link && link.closest(".bd-sidebar-primary, .bd-sidebar-secondary");
    if (!box) return;
    const own = link.getBoundingClientRect();
    const { top, bottom } = box.getBoundingClientRect();
    const search = box.querySelector(".search-button-field"); // stays above what is scrolled
    const start = search ? search.getBoundingClientRect().bottom : top;
    if (own.top < start || own.bottom > bottom) box.scrollTop += own.top - start - (bottom - start) / 3;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const pages = [...document.querySelectorAll(".bd-docs-nav :is(.current > a, a[aria-current])")];
    const show = () => {
      bringIntoSight(pages.at(-1));
      bringIntoSight(document.querySelector(".st-contents a[aria-current]"));
    };
    requestAnimationFrame(show); // after the theme, which goes where the last page had been scrolled to
    for (const toggle of document.querySelectorAll(".sidebar-toggle")) {
      toggle.addEventListener("click", () => requestAnimationFrame(show)); // on a phone
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const links = [...document.querySelectorAll(".st-contents a[href^='#']")].filter((a) => a.hash.length > 1);
    const headings = links.map((a) => document.getElementById(decodeURIComponent(a.hash.slice(1))));
    if (!links.length) return;
    let marked = null;
    let waiting = false;

    const read = () => {
      waiting = false;
      const line = Math.min(innerHeight * LINE, 240);
      let here = null;
      headings.forEach((heading, i) => {
        if (heading && heading.getBoundingClientRect().top <= line) here = links[i];
      });
      if (here === marked) return;
      for (const [link, on] of [[marked, false], [here, true]]) {
        if (!link) continue;
        link.classList.toggle("active", on);
        if (on) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
        for (let e = link.closest(".toc-entry"); e; e = e.parentElement.closest(".toc-entry")) e.classList.toggle("active", on);
      }
      marked = here;
      bringIntoSight(here);
    };
    const soon = () => {
      if (!waiting) requestAnimationFrame(read);
      waiting = true;
    };
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon, { passive: true });
    read();
  });
})();
