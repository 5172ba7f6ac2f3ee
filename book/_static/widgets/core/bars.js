/* What a player is paid, in words and as bars. */

import { ZERO } from "./fractions.js";
import { h } from "./base.js";

/** "80", "3/10 = 0.3" or "260/3 ≈ 86.67". */
export function exactly(value) {
  if (value.d === 1n) return value.show();
  const fraction = value.toString().replace("-", "−");
  return value.isShort ? `${fraction} = ${value.show()}` : `${fraction} ≈ ${value.decimal(2)}`;
}

/** A bar for each player, from zero, each with a button that chooses it; above them one that chooses all. */
export class Bars {
  /** @param {string} title  @param {Function} onpick called with a player's number, or null for all */
  constructor(title, onpick) {
    this.onpick = onpick;
    this.rows = [];
    this.all = h("button", { type: "button", class: "st-pick", onclick: () => onpick(null) }, "all");
    this.sum = h("span", { class: "st-bar-sum" });
    this.head = h("div", { class: "st-bar st-bars-head" }, this.all, h("b", null, title), this.sum);
    this.node = h("div", { class: "st-bars", role: "group", "aria-label": "Whose joining is shown" });
  }

  #resize(count) {
    this.rows = Array.from({ length: count }, (_, i) => {
      const name = h("span"), key = h("span", { class: "st-key", "aria-hidden": "true" });
      const pick = h("button", { type: "button", class: "st-pick", onclick: () => this.onpick(i) }, key, name);
      const fill = h("span", { class: "st-bar-fill" }), zero = h("span", { class: "st-bar-zero" });
      const value = h("span", { class: "st-bar-value" });
      const track = h("span", { class: "st-bar-track", "aria-hidden": "true" }, fill, zero);
      return { name, pick, fill, zero, value, node: h("div", { class: `st-bar st-p${i}` }, pick, track, value) };
    });
    this.node.replaceChildren(this.head, ...this.rows.map((row) => row.node));
  }

  /**
   * @param {Function} write a value in words  @param {?number} picked the player that is chosen
   * @param {Fraction} total their sum, which the scale shows as well, so that it keeps still
   */
  update(names, values, write, picked, total) {
    if (values.length !== this.rows.length) this.#resize(values.length);
    const numbers = [ZERO, ...values, total].map((value) => value.toNumber());
    const low = Math.min(...numbers), span = Math.max(...numbers) - low || 1;
    const place = (number) => (100 * (number - low)) / span;
    this.all.setAttribute("aria-pressed", picked === null);
    this.sum.textContent = `sum ${write(total)}`;
    this.rows.forEach((row, i) => {
      const [from, to] = [0, values[i].toNumber()].sort((a, b) => a - b);
      row.name.textContent = names[i];
      row.pick.setAttribute("aria-pressed", i === picked);
      row.value.textContent = write(values[i]);
      row.fill.style.left = `${place(from)}%`;
      row.fill.style.width = `${place(to) - place(from)}%`;
      row.zero.style.left = `${place(0)}%`;
    });
  }
}
