/* What each coalition is worth beyond the parts of it, and who is paid which share of that. */

import { frac } from "../core/fractions.js";
import { dividends, label, size } from "../core/games.js";
import { h, signClass, table } from "../core/base.js";
import { sharesOf } from "./verdicts.js";

export class Dividends {
  constructor() {
    this.box = h("div");
    this.shares = h("p", { class: "st-shares" });
    this.node = h("details", { class: "st-settings" }, h("summary", null, "Dividends"),
      h("div", { class: "st-two" }, this.box, h("div", null, h("p", { class: "st-subtitle" }, "Shares of the dividends"), this.shares)));
  }

  /** @param {Function} write a number */
  show({ names, worths }, payoffs, write) {
    const all = dividends(worths), shares = all.map((dividend, S) => (S ? dividend.div(frac(size(S))) : dividend));
    this.box.replaceChildren(table("Worth and dividend of each coalition", ["S", "v(S)", "d(S)"], all.map((dividend, S) =>
      [label(S, names), write(worths[S]), h("span", { class: signClass(size(S) > 1 ? dividend.sign() : 0) }, write(dividend))])));
    this.shares.replaceChildren(...names.map((name, i) =>
      h("span", { class: "st-block" }, h("b", null, name), ` ${write(payoffs[i])} = ${sharesOf(i, shares, write)}`)));
  }
}
