/* How much code a reader wants to see: all, what carries the idea (key), or none. folded.css does it. */
(root => {
  "use strict";
  const CHOICES = ["all", "key", "none"], KEY = "shapley-code";
  const kept = () => {
    try { return localStorage.getItem(KEY); } catch { return null; } // storage may be forbidden
  };
  const keep = (choice) => {
    try { localStorage.setItem(KEY, choice); } catch { /* then it holds for this page */ }
  };
  const choice = () => (CHOICES.includes(root.dataset.code) ? root.dataset.code : "key");
  root.dataset.code = kept();
  root.dataset.code = choice();

  document.addEventListener("DOMContentLoaded", () => {
    const select = document.querySelector(".st-code-switch select");
    const folds = [...document.querySelectorAll(".cell details.hide")];
    if (!select) return;
    select.value = choice();
    if (choice() === "all") for (const fold of folds) fold.open = true;
    select.addEventListener("change", () => {
      // What is read stays where it is, whatever goes above it.
      const pieces = [...document.querySelectorAll("article :is(p, h1, h2, h3, li, figure, .cell_output)")];
      const read = pieces.find((piece) => piece.getBoundingClientRect().top >= 0);
      const before = read?.getBoundingClientRect().top;
      root.dataset.code = select.value;
      for (const fold of folds) fold.open = choice() === "all";
      keep(choice());
      if (read && scrollY > 0) scrollBy({ top: read.getBoundingClientRect().top - before, behavior: "instant" });
    });
  });
})(document.documentElement);
