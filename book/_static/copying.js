/*
 * One stop of the Tab key for all buttons that copy code: that of the first cell in sight. Up and
 * down lead from it to those of other cells. So links of the text are not dozens of stops apart.
 */
(() => {
  let stop = null; // the button that has it
  let tabbing = false; // what scrolls the page then is the way to the next link

  const shown = () => [...document.querySelectorAll("article .copybtn")].filter((button) => button.checkVisibility());

  function give(button) {
    stop = button;
    for (const other of document.querySelectorAll("article .copybtn")) other.tabIndex = other === stop ? 0 : -1;
  }

  /** Let the first cell in sight have it, unless one has the focus. */
  function look() {
    if (document.activeElement?.matches(".copybtn")) return;
    const buttons = shown();
    give(buttons.find((button) => button.getBoundingClientRect().bottom > 0) ?? buttons.at(-1) ?? null);
  }

  let asked = 0;
  function soon() {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(look);
  }

  function begin() {
    const article = document.querySelector("article");
    if (!article) return;
    new MutationObserver((changes) => {
      if (changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.classList?.contains("copybtn")))) soon();
    }).observe(article, { childList: true, subtree: true });
    soon();
    addEventListener("scroll", () => { if (!tabbing) soon(); }, { passive: true });
    article.addEventListener("toggle", () => { if (!stop?.checkVisibility()) soon(); }, true);
    addEventListener("pointerdown", () => { tabbing = false; });
    addEventListener("wheel", () => { tabbing = false; }, { passive: true });
    addEventListener("keydown", (event) => {
      tabbing = event.key === "Tab" || (tabbing && event.key === "Shift");
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !event.target.matches?.(".copybtn")) return;
      const buttons = shown(), next = buttons[buttons.indexOf(event.target) + step];
      event.preventDefault();
      if (!next) return;
      give(next);
      next.focus();
    });
    article.addEventListener("focusin", ({ target }) => {
      if (!target.matches(".copybtn")) return;
      target.setAttribute("aria-description", "Up and down lead to other cells");
    });
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
