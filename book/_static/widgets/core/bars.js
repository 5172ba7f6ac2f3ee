/* One bar for each player: what it is paid, exactly and in decimals. */

import { ZERO } from "./fractions.js";
import { h } from "./base.js";

/** "80", "3/10 = 0.3" or "260/3 ≈ 86.67". */
export function exactly(value) {
  if (value.d === 1n) return value.show();
  const fraction = value.toString().replace("-", "−");
  return value.isShort ? `${fraction} = ${value.show()}` : `${fraction} ≈ ${value.decimal(2)}`;
}

/** Bars that grow from zero; `update(names, values, bound)` draws them to a common scale. */
export class Bars {
  constructor(count) {
    this.node = h("div", { class: "st-bars" });
    this.rows = [];
    this.resize(count);
  }

  resize(count) {
    this.rows = Array.from({ length: count }, (_, i) => {
      const name = h("span", { class: "st-bar-name" });
      const fill = h("span", { class: "st-bar-fill", style: `background: var(--st-fill-${i})` });
      const zero = h("span", { class: "st-bar-zero" });
      const value = h("span", { class: "st-bar-value" });
      const track = h("span", { class: "st-bar-track", "aria-hidden": "true" }, fill, zero);
      return { name, fill, zero, value, node: h("div", { class: "st-bar" }, name, track, value) };
    });
    this.node.replaceChildren(...this.rows.map((row) => row.node));
  }

  /** @param {Fraction[]} bound numbers that the scale must show as well, so that it keeps still */
  update(names, values, bound = []) {
    if (values.length !== this.rows.length) this.resize(values.length);
    const numbers = [ZERO, ...values, ...bound].map((value) => value.toNumber());
    const low = Math.min(...numbers), span = Math.max(...numbers) - low || 1;
    const place = (number) => (100 * (number - low)) / span;
    this.rows.forEach((row, i) => {
      const [from, to] = [0, values[i].toNumber()].sort((a, b) => a - b);
      row.name.textContent = names[i];
      row.value.textContent = exactly(values[i]);
      row.fill.style.left = `${place(from)}%`;
      row.fill.style.width = `${place(to) - place(from)}%`;
      row.zero.style.left = `${place(0)}%`;
    });
  }
}
