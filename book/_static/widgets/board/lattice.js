/*
 * All coalitions, from nobody at the bottom to all at the top, each a control; a line wherever one
 * player joins. Across, places are shares of the width; from top to bottom, pixels.
 */

import { contribution, range, size, weight, without } from "../core/games.js";
import { freshId, h, svg } from "../core/base.js";
import { initials } from "../core/names.js";
import { Node } from "./node.js";

const HEIGHT = 42, THICK = 24; // of a node; of a line of weight 1
const ROW = { 2: 62, 3: 84, 4: 80 }; // from one row to the next, by number of players
const LETTERS = { 2: 14, 3: 6, 4: 4 }; // that a node has room for
const DASHES = ["none", "9 4", "3 3", "14 3 3 3"]; // one for each player, beside its color

/** Where each coalition's node is, by mask, and how high the picture is. */
function layout(n) {
  const rows = range(n + 1).map((s) => range(2 ** n).filter((S) => size(S) === s));
  const column = 100 / Math.max(...rows.map((row) => row.length));
  const place = [];
  rows.forEach((row, s) => row.forEach((S, k) => {
    place[S] = { x: 50 + (k - (row.length - 1) / 2) * column, y: (n - s) * ROW[n] + HEIGHT / 2 };
  }));
  return { place, column, height: n * ROW[n] + HEIGHT };
}

function edge(from, to, i, thickness, chosen) {
  return svg("line", {
    x1: `${from.x}%`, y1: from.y - HEIGHT / 2, x2: `${to.x}%`, y2: to.y + HEIGHT / 2,
    "stroke-width": thickness, "stroke-dasharray": DASHES[i],
    class: chosen ? "st-edge" : "st-edge st-faint", style: `stroke: var(--st-fill-${i})`,
  });
}

function tag(from, to, text) {
  const at = 0.36; // not in the middle, where lines cross
  const y = from.y - HEIGHT / 2 + at * (to.y - from.y + HEIGHT);
  return svg("text", { x: `${from.x + at * (to.x - from.x)}%`, y: y + 4, class: "st-tag", "text-anchor": "middle" }, text);
}

function fitting(names) { return names.join("").length <= LETTERS[names.length] ? names : initials(names); }

export class Lattice {
  /** @param {Function} onvalue (S, number)  @param {Function} onstep (S, from, steps) */
  constructor(onvalue, onstep) {
    Object.assign(this, { onvalue, onstep, nodes: [] });
    const hint = freshId();
    this.hint = h("span", { class: "st-hidden", id: hint }, "Arrow keys change it, or type a number.");
    this.picture = svg("svg", { class: "st-lines", role: "img" });
    this.node = h("div", { class: "st-lattice", role: "group", "aria-label": "Lattice of coalitions" });
    this.warning = h("p", { class: "st-warning", role: "alert", hidden: true });
  }

  /** One node for each coalition, made anew when players come or go. */
  #rebuild({ worths }) {
    this.nodes = worths.map((worth, S) => new Node(S, worth, this.hint.id, {
      onvalue: (value) => this.onvalue(S, value),
      onstep: (from, steps) => this.onstep(S, from, steps),
      onwarn: (text) => this.#warn(S, text),
    }));
    this.node.replaceChildren(this.hint, this.picture, ...this.nodes.map(({ node }) => node));
    const { place, column, height } = this.layout = layout(Math.log2(worths.length));
    this.node.style.setProperty("--column", `${column}%`);
    this.node.style.height = `${height}px`;
    this.nodes.forEach(({ node }, S) => Object.assign(node.style, { left: `${place[S].x}%`, top: `${place[S].y}px` }));
  }

  /** What is wrong with the number of one node stands below all of them, as wide as they are. */
  #warn(S, text) {
    if (!text && this.warned !== S) return;
    this.warned = text ? S : null;
    this.warning.hidden = !text;
    this.warning.textContent = text && `${this.nodes[S].input.getAttribute("aria-label")}: ${text}. `
      + `Until then it stays ${this.nodes[S].input.getAttribute("aria-valuetext")}.`;
  }

  /**
   * @param {?number} chosen the player whose joining is shown; null for all players
   * @param {Function} write a number  @param {Fraction} high the worth that fills a node
   */
  update(state, chosen, write, high) {
    const { names, worths } = state, n = names.length, short = fitting(names);
    if (this.nodes.length !== worths.length) this.#rebuild(state);
    this.nodes.forEach((node, S) => node.show(state, short, write(worths[S]), high));
    const { place } = this.layout, shown = (i) => chosen === null || i === chosen;
    const joins = range(n).flatMap((i) => without(i, n).map((S) => ({ i, S, T: S | (1 << i) })));
    const lines = joins.sort((a, b) => shown(a.i) - shown(b.i)).map(({ i, S, T }) =>
      edge(place[S], place[T], i, THICK * weight(size(S), n).toNumber(), shown(i)));
    const tags = joins.filter(({ i }) => i === chosen).map(({ i, S, T }) => {
      const adds = contribution(worths, i, S);
      return tag(place[S], place[T], `${adds.sign() > 0 ? "+" : ""}${write(adds)}`);
    });
    const who = chosen === null ? "every player" : names[chosen];
    this.picture.setAttribute("aria-label",
      `${2 ** n} coalitions, from nobody to all; lines lead up where ${who} joins, as thick as the weight`);
    this.picture.replaceChildren(...lines, ...tags);
  }
}

/** The weighted sum for one player: "1/3 · 100 + 1/6 · 100 + …". */
export function termsOf(worths, i, n, write) {
  return without(i, n).map((S) => {
    const adds = write(contribution(worths, i, S));
    return `${weight(size(S), n)} · ${adds.startsWith("−") ? `(${adds})` : adds}`;
  }).join(" + ");
}
