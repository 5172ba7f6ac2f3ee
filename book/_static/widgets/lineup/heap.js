/* The heap: a bar for every order that has been tried, and below them the bar of averages. */

import { h, prefersCalm } from "../core/base.js";
import { initials } from "../core/names.js";
import { Bar, scaleOf } from "./bar.js";

const JOIN_MS = 260;

export class Heap {
  /** @param {?Function} onchoose called with the number of a line-up that someone asks for; null for bars alone */
  constructor(onchoose = null) {
    this.onchoose = onchoose;
    this.rows = [];
    this.list = h("ol", { class: "st-bars-tried", "aria-hidden": onchoose ? null : "true" });
    this.mean = new Bar("st-mean");
    this.meanName = h("span", { class: "st-lane-name" });
    this.node = h("div", { class: onchoose ? "st-heap" : "st-heap st-slim" },
      this.list, h("div", { class: "st-row-of-bar" }, this.meanName, this.mean.node));
  }

  #rebuild(count) {
    this.rows = Array.from({ length: count }, (_, k) => {
      const bar = new Bar();
      const name = this.onchoose
        ? h("button", { type: "button", class: "st-order", onclick: () => this.onchoose(k) })
        : h("span", { class: "st-lane-name" });
      return { bar, name, node: h("li", { class: "st-row-of-bar" }, name, bar.node) };
    });
    this.list.replaceChildren(...this.rows.map((row) => row.node));
  }

  /**
   * @param {Lineups} state
   * @param {number[]} joining line-ups that are new  @param {number} after when their bars come, in milliseconds
   */
  show(state, joining = [], after = 0) {
    if (this.rows.length !== state.orders.length) this.#rebuild(state.orders.length);
    const scale = scaleOf(state), short = initials(state.names);
    this.rows.forEach(({ bar, name, node }, k) => {
      const tried = state.seen.has(k), order = state.orders[k];
      bar.show(state, scale, order, state.walk(k).adds);
      if (!tried) bar.clear();
      node.classList.toggle("st-current", k === state.current);
      name.replaceChildren(...order.map((i) => h("span", { class: `st-chip st-p${i}` }, short[i])));
      if (!this.onchoose) return;
      name.setAttribute("aria-current", k === state.current);
      name.setAttribute("aria-label", `Line-up ${order.map((i) => state.names[i]).join(", ")}: `
        + (tried ? state.inWords(k) : "not tried yet"));
    });
    this.mean.show(state, scale, state.players, state.averages);
    this.meanName.textContent = state.done ? "φ" : "average";
    this.#join(joining, after);
  }

  /** New bars come down one after the other. */
  #join(joining, after) {
    if (prefersCalm()) return;
    joining.forEach((k, turn) => this.rows[k].bar.node.animate(
      [{ opacity: 0, transform: "translateY(-0.9rem)" }, { opacity: 1, transform: "none" }],
      { duration: JOIN_MS, delay: after + turn * JOIN_MS / 2, fill: "backwards", easing: "ease-out" },
    ));
    this.mean.node.style.setProperty("--settle", `${after}ms`);
  }
}
