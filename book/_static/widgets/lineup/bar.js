/* A bar that a line-up fills: one piece for each player, one after the other. */

import { h, prefersCalm } from "../core/base.js";
import { range } from "../core/games.js";

const MOST = 3; // players
const STEP_MS = 320;

/**
 * The scale of all bars of a game, the same for every line-up: from 0 or lower to the highest end
 * of a piece, and to what the last player would have added alone.
 */
export function scaleOf(state) {
  const ends = state.orders.flatMap((order, k) => {
    const { adds } = state.walk(k), last = order.at(-1);
    return [...pieces(state.base, order, adds).flatMap(({ from, to }) => [from, to]),
      state.total.toNumber() + missing(state, k, last)];
  });
  const low = Math.min(0, ...ends), span = Math.max(0, ...ends) - low || 1;
  return { place: (number) => (100 * (number - low)) / span, wide: (number) => (100 * number) / span };
}

/** Pieces in order: those that raise to the right of the base, those that lower to its left. */
function pieces(base, order, adds) {
  let up = base, down = base;
  return order.map((i) => {
    const lowers = adds[i].sign() < 0, start = lowers ? down : up, end = start.add(adds[i]);
    if (lowers) down = end;
    else up = end;
    const [from, to] = [start, end].map((value) => value.toNumber()).sort((a, b) => a - b);
    return { i, from, to, lowers };
  });
}

/** By how much the last one adds less than alone: what had no room any more. */
function missing(state, k, last) { return Math.max(0, state.alone(last).sub(state.walk(k).adds[last]).toNumber()); }

function part(name, text = h("b")) { return { text, node: h("span", { class: name }, text) }; }

export class Bar {
  /** @param {string} kind a class: "st-oven" has a frame, and with "st-bread" says what found no room; "st-mean" settles */
  constructor(kind = "") {
    this.base = part("st-piece st-base");
    this.pieces = range(MOST).map((i) => part(`st-piece st-p${i}`));
    this.rest = part("st-piece st-rest");
    this.noRoom = h("span", { class: "st-no-room" }, "no room");
    this.frame = h("span", { class: "st-frame" });
    this.end = h("span", { class: "st-end" });
    this.node = h("span", { class: `st-lane ${kind}`, "aria-hidden": "true" },
      this.base.node, this.pieces.map((piece) => piece.node), this.rest.node, this.noRoom, this.frame, this.end);
  }

  /** Nothing has been tried yet. */
  clear() { this.node.classList.add("st-untried"); }

  /**
   * @param {Lineups} state  @param scale see scaleOf
   * @param {number[]} order of the pieces  @param {Fraction[]} adds their lengths, by player
   */
  show(state, scale, order, adds) {
    const put = (node, from, to) => {
      node.style.left = `${scale.place(from)}%`;
      node.style.width = `${scale.wide(to - from)}%`;
    };
    const [base, total] = [state.base.toNumber(), state.total.toNumber()];
    this.node.classList.remove("st-untried");
    put(this.base.node, Math.min(0, base), Math.max(0, base));
    this.base.node.hidden = state.base.isZero;
    this.base.text.textContent = state.base.show();
    this.pieces.forEach(({ node }) => put(node, total, total)); // who is not in the game
    const drawn = pieces(state.base, order, adds);
    for (const { i, from, to, lowers } of drawn) {
      put(this.pieces[i].node, from, to);
      this.pieces[i].node.classList.toggle("st-lowers", lowers);
      this.pieces[i].text.textContent = state.inBar(adds[i]);
    }
    put(this.frame, Math.min(base, total), Math.max(base, total));
    this.end.style.left = `${scale.place(Math.max(total, ...drawn.map(({ to }) => to)))}%`; // behind all pieces
    this.end.textContent = state.total.show();
  }

  /** What the last one would add alone and had no room for, behind the end. */
  showRest(state, scale, k) {
    const last = state.orders[k].at(-1), short = missing(state, k, last), total = state.total.toNumber();
    this.rest.node.hidden = !short;
    this.noRoom.hidden = !short;
    this.rest.node.style.left = this.noRoom.style.left = `${scale.place(total)}%`;
    this.rest.node.style.width = `${scale.wide(short)}%`;
    this.rest.text.textContent = short ? state.alone(last).sub(state.walk(k).adds[last]).show() : "";
  }

  /** Fill it piece by piece, in this order; returns how long that takes. */
  fill(order) {
    if (prefersCalm()) return 0;
    const grow = (node, place) => node.animate(
      [{ width: "0%" }, { width: node.style.width }],
      { duration: STEP_MS, delay: place * STEP_MS, fill: "backwards", easing: "ease-out" },
    );
    order.forEach((i, place) => grow(this.pieces[i].node, place));
    const appear = { duration: STEP_MS, delay: order.length * STEP_MS, fill: "backwards" };
    for (const node of [this.rest.node, this.noRoom]) node.animate([{ opacity: 0 }, { opacity: 1 }], appear);
    return order.length * STEP_MS;
  }
}
