/* What a link means shows beside it: by pointer, by keyboard, and by a first tap, which a second one follows. Escape
   puts it away. The cards are in cards.js (_ext/hover_cards.py), which is asked for when a link is first pointed at. */
(() => {
  "use strict";
  const LINKS = "article a.reference.internal[href*='#']";
  const HERE = document.currentScript.src; // …/_static/hover.js
  const ROOT = new URL("..", HERE);
  const WAIT = 150; // ms before a card comes, and before it goes
  let card, shown, timer, loading;

  const load = () => loading ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = new URL("cards.js", HERE);
    script.onload = script.onerror = done;
    document.head.append(script);
  }).then(() => {
    if (!window.stCards) return;
    document.head.append(Object.assign(document.createElement("style"), { textContent: stCards.letters }));
  });

  const textOf = (link) => window.stCards?.cards[link.href.replace(ROOT.href, "")];

  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    if (card) card.hidden = true;
    shown = null;
  };

  const show = (link) => {
    clearTimeout(timer);
    if (shown === link || !textOf(link)) return;
    hide();
    card ??= made();
    card.innerHTML = textOf(link);
    card.hidden = false;
    link.removeAttribute("title"); // or the browser would say it a second time
    link.setAttribute("aria-describedby", card.id);
    shown = link;
    const line = link.getClientRects()[0], { width, height } = card.getBoundingClientRect();
    const below = line.bottom + height + 12 < innerHeight || line.top < height + 12;
    card.style.left = `${Math.max(8, Math.min(line.left, document.documentElement.clientWidth - width - 8))}px`;
    card.style.top = `${below ? line.bottom + 4 : line.top - height - 4}px`;
  };

  const made = () => {
    const box = Object.assign(document.createElement("div"), { id: "st-aside", className: "st-aside", hidden: true });
    box.setAttribute("role", "tooltip");
    box.addEventListener("pointerenter", () => clearTimeout(timer));
    box.addEventListener("pointerleave", later);
    document.querySelector("article").append(box);
    return box;
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, WAIT);
  };
  const soon = (link) => {
    clearTimeout(timer);
    timer = setTimeout(() => load().then(() => show(link)), WAIT);
  };

  const linkOf = (event) => event.target.closest?.(LINKS);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch" && linkOf(event)) soon(linkOf(event));
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "touch" && linkOf(event)) later();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) load().then(() => document.activeElement === link && show(link));
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", hide, { passive: true });

  let touched = false; // a click says by what only in new browsers
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (touched && shown && !card.contains(event.target) && linkOf(event) !== shown) hide();
    if (touched && linkOf(event)) load();
  });
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!touched || !link || link === shown || (window.stCards && !textOf(link))) return;
    event.preventDefault();
    load().then(() => textOf(link) ? show(link) : location.assign(link.href));
  });
})();
