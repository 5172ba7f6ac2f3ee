/* The page of results: sections that answer a query, best first (BM25; section_search.py weighs the words). */
(() => {
  "use strict";
  const SATURATES = 1.5;  // a word that stands ten times as often does not count ten times as much
  const MOST = 30;        // pages shown
  const OF_A_PAGE = 4;

  const { pages, sections, words, passed_over } = window.SECTIONS;
  const vocabulary = Object.keys(words);
  const passed = new Set(passed_over);
  const stemmer = new Stemmer();  // Sphinx's own, of language_data.js

  /* The words of a query, as section_search.py cuts a text. */
  const cut = (text) => text.toLowerCase().match(/[\p{L}\p{N}_’'-]+/gu)?.flatMap((compound) => {
    const parts = compound.replace(/[’']s?(?![\p{L}\p{N}_])/gu, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const whole = parts.length > 1 ? [{ word: parts.join(""), whole: true }] : [];
    return [...whole, ...parts.map((word) => ({ word }))];
  }).filter(({ word }) => word.length > 1 && !passed.has(word)) ?? [];

  /* Whether one letter added, dropped, changed, or two exchanged make one word of the other. */
  const near = (a, b) => {
    if (Math.abs(a.length - b.length) > 1) return false;
    let i = 0, j = 0;
    while (i < a.length && a[i] === b[i]) i++;
    while (j < Math.min(a.length, b.length) - i && a.at(-1 - j) === b.at(-1 - j)) j++;
    const [x, y] = [a.slice(i, a.length - j), b.slice(i, b.length - j)];
    return Math.max(x.length, y.length) <= 1 || (x.length === 2 && x === [...y].reverse().join(""));
  };

  /* The stems in the index that a word of a query stands for, each with how well. */
  const stems = ({ word, whole }) => {
    const stem = stemmer.stemWord(word);
    const found = Object.hasOwn(words, stem) ? [[stem, 1]] : [];
    if (whole || (found.length && word.length < 4)) return found;
    if (word.length > 3)
      for (const other of vocabulary)
        if (other !== stem && other.startsWith(stem)) found.push([other, 0.3]);
    const ends = (other) => other.length > 5 && stem.startsWith(other) && stem.length - other.length < 3;
    if (!found.length && word.length > 5)
      for (const other of vocabulary) if (near(stem, other) || ends(other)) found.push([other, 0.5]);
    return found;
  };

  const rarity = (stem) => Math.log(1 + sections.length / (words[stem].length / 2));

  /* The sections that hold words of a query, best first. */
  const find = (query) => {
    const scores = new Map();
    for (const asked of cut(query)) {
      const best = new Map();  // of the stems of a word each section counts the one that fits best
      for (const [stem, share] of stems(asked))
        for (let i = 0; i < words[stem].length; i += 2) {
          const [section, weight] = [words[stem][i], words[stem][i + 1]];
          const points = share * rarity(stem) * (weight * (SATURATES + 1)) / (weight + SATURATES);
          best.set(section, Math.max(points, best.get(section) ?? 0));
        }
      for (const [section, points] of best) scores.set(section, (scores.get(section) ?? 0) + points);
    }
    return [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([section]) => section);
  };

  /* What a reader sees: at most a few sections of each page, pages in the order of their best. */
  const results = (query) => {
    const shown = new Map();
    for (const section of find(query)) {
      const page = sections[section][0];
      if (!shown.has(page)) shown.set(page, []);
      if (shown.get(page).length < OF_A_PAGE) shown.get(page).push(section);
    }
    return [...shown].map(([page, found]) => ({ page, found }));
  };
  window.searchSections = (query) =>
    results(query).map(({ page, found }) => [pages[page][0], ...found.map((section) => sections[section][1])]);

  /* --- the page --------------------------------------------------------------------------- */

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  const marked = (text, query) => {
    const asked = new Set(cut(query).map(({ word }) => stemmer.stemWord(word)));
    return text.split(/([\p{L}\p{N}]+)/u).map((part) =>
      asked.has(stemmer.stemWord(part.toLowerCase())) ? element("mark", {}, part) : part);
  };

  const address = (page, anchor) => {
    const root = document.documentElement.dataset.content_root ?? "";
    return `${root}${page}.html${anchor ? `#${anchor}` : ""}`;
  };

  const show = (query) => {
    const place = document.getElementById("search-results");
    const found = results(query).slice(0, MOST);
    const count = found.reduce((sum, { found }) => sum + found.length, 0);
    const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
    const summary = !query.trim() ? "Type a word or a question."
      : count ? `${plural(count, "section")} in ${plural(found.length, "chapter")} found for “${query}”.`
      : `Nothing found for “${query}”. Try fewer or other words.`;
    const list = element("ol", { className: "st-results" }, ...found.map(({ page, found }) => {
      const [name, title] = pages[page];
      const items = found.map((section) => {
        const [, anchor, heading, snippet] = sections[section];
        const link = element("a", { href: address(name, heading === title ? "" : anchor) }, ...marked(heading, query));
        return element("li", {}, link, element("p", {}, ...marked(snippet, query)));
      });
      return element("li", {}, element("p", { className: "st-results-page" }, title), element("ul", {}, ...items));
    }));
    place.replaceChildren(element("p", { className: "search-summary", role: "status" }, summary), list);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const query = new URLSearchParams(location.search).get("q") ?? "";
    const box = document.querySelector(".bd-search-container input[name=q]");
    if (box) box.value = query;
    show(query);
  });
})();
