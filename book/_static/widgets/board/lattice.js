/* All coalitions, from nobody at the bottom to all at the top; a line wherever one player joins. */

import { contribution, label, range, size, weight, without } from "../core/games.js";
import { h, svg } from "../core/base.js";
import { shortened } from "../core/names.js";

const ROW = 92, BOX = { width: 90, height: 42 }, THICK = 24; // a line of weight 1 is THICK wide
const COLUMN = { 2: 130, 3: 116, 4: 104 }; // by number of players
const DASHES = ["none", "9 4", "3 3", "14 3 3 3"]; // one for each player, beside its color

function brief(value) { return value.show().length > 9 ? value.decimal(2) : value.show(); }

/** Where the middle of each coalition's box is, by mask, and how large the picture is. */
function layout(n) {
  const rows = range(n + 1).map((s) => range(2 ** n).filter((S) => size(S) === s));
  const width = Math.max(...rows.map((row) => row.length)) * COLUMN[n];
  const place = [];
  rows.forEach((row, s) => row.forEach((S, k) => {
    place[S] = {
      x: width / 2 + (k - (row.length - 1) / 2) * COLUMN[n],
      y: (n - s) * ROW + BOX.height / 2 + 4,
    };
  }));
  return { place, width, height: n * ROW + BOX.height + 8 };
}

function edge(from, to, i, thickness, chosen) {
  return svg("line", {
    x1: from.x, y1: from.y - BOX.height / 2, x2: to.x, y2: to.y + BOX.height / 2,
    "stroke-width": thickness, "stroke-dasharray": DASHES[i],
    class: chosen ? "st-edge" : "st-edge st-faint", style: `stroke: var(--st-fill-${i})`,
  });
}

function tag(from, to, text) {
  const at = 0.36; // not in the middle, where lines cross
  const x = from.x + at * (to.x - from.x);
  const y = from.y - BOX.height / 2 + at * (to.y - from.y + BOX.height);
  return svg("text", { x, y: y + 4, class: "st-tag", "text-anchor": "middle" }, text);
}

const LONGEST = 20; // letters that a box has room for

function box(S, { x, y }, names, worth) {
  const text = label(S, names);
  const line = (dy, content, rest) => svg("text", { x, y: y + dy, "text-anchor": "middle", ...rest }, content);
  return svg("g", null,
    svg("rect", { x: x - BOX.width / 2, y: y - BOX.height / 2, ...BOX, rx: 5, class: "st-node" }),
    line(-4, text, { "font-size": Math.min(13, 165 / text.length) }),
    line(14, brief(worth), { "font-size": Math.min(14, 150 / brief(worth).length), "font-weight": 600 }));
}

export class Lattice {
  constructor() {
    // a phone scrolls it: the box can have the focus, so that keys do
    this.node = h("div", { class: "st-lattice", tabindex: 0, role: "group", "aria-label": "Lattice of coalitions" });
  }

  /** @param {?number} chosen the player whose joining is shown; null for all players */
  update({ names, worths }, chosen) {
    const n = names.length, { place, width, height } = layout(n);
    const joins = range(n).flatMap((i) => without(i, n).map((S) => [i, S, S | (1 << i)]));
    const shown = ([i]) => chosen === null || i === chosen;
    const lines = [...joins].sort((a, b) => shown(a) - shown(b)).map(([i, S, T]) =>
      edge(place[S], place[T], i, THICK * weight(size(S), n).toNumber(), shown([i])));
    const fit = label(2 ** n - 1, names).length <= LONGEST ? names : shortened(names);
    const tags = chosen === null ? [] : without(chosen, n).map((S) => {
      const adds = contribution(worths, chosen, S);
      return tag(place[S], place[S | (1 << chosen)], `${adds.sign() > 0 ? "+" : ""}${brief(adds)}`);
    });
    const who = chosen === null ? "every player" : names[chosen];
    const picture = svg("svg", {
      viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
      "aria-label": `${2 ** n} coalitions, from nobody to all; lines lead up where ${who} joins, as thick as the weight`,
    }, lines, worths.map((worth, S) => box(S, place[S], fit, worth)), tags);
    this.node.replaceChildren(picture);
    if (width !== this.width) this.node.scrollLeft = (width - this.node.clientWidth) / 2;
    this.width = width;
  }
}

/** The weighted sum for one player: "1/3 · 100 + 1/6 · 100 + …". */
export function termsOf(worths, i, n) {
  return without(i, n).map((S) => {
    const adds = contribution(worths, i, S).show();
    return `${weight(size(S), n)} · ${adds.startsWith("−") ? `(${adds})` : adds}`;
  }).join(" + ");
}
