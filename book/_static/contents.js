/* Marks in the contents at the right the section that is being read: the last one whose heading has passed a line
   below the top of the window. Keeps it in sight where the contents are longer than the window. */
(() => {
  "use strict";
  const LINE = 0.25; // of the window

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
      const box = here && here.closest(".bd-sidebar-secondary");
      if (!box) return;
      const [own, frame] = [here, box].map((e) => e.getBoundingClientRect());
      if (own.top < frame.top || own.bottom > frame.bottom) box.scrollTop += own.top - frame.top - frame.height / 3;
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
