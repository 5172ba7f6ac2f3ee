/* Who plays: their names and their number, and whether the numbers are costs. */

import { freshId, h } from "../core/base.js";
import { isolated, plain } from "../core/names.js";
import { LONGEST_NAME, withPlayers } from "./state.js";

const MOST = 4;

export class Players {
  /** @param {Function} state the board's state as it is now  @param {Function} onchange called with another one */
  constructor(state, onchange) {
    this.state = state;
    this.onchange = onchange;
    this.counts = h("select", {
      id: freshId(), onchange: () => onchange(withPlayers(state(), Number(this.counts.value))),
    }, [2, 3, 4].map((n) => h("option", { value: n }, n)));
    this.costs = h("input", { type: "checkbox", onchange: () => onchange({ ...state(), costs: this.costs.checked }) });
    this.warning = h("p", { class: "st-warning", role: "alert", hidden: true });
    this.fields = Array.from({ length: MOST }, (_, i) => {
      const id = freshId();
      const input = h("input", { id, type: "text", maxlength: LONGEST_NAME, autocomplete: "off", oninput: () => this.#rename(i) });
      return { input, node: h("span", { class: "st-field" }, h("label", { for: id }, `Name ${i + 1}`), input) };
    });
    this.node = h("details", { class: "st-settings" }, h("summary", null, "Players"),
      h("div", { class: "st-row" }, h("label", { for: this.counts.id }, "Players"), this.counts,
        h("label", null, this.costs, "the numbers are costs")),
      h("div", { class: "st-row" }, this.fields.map(({ node }) => node)), this.warning);
  }

  /** A name that is taken, or none, is not: the last one stays. */
  #rename(i) {
    const { names } = this.state(), name = isolated(plain(this.fields[i].input.value));
    const wrong = !name ? "a player needs a name" : names.some((other, k) => k !== i && other === name) ? "two players have the same name" : "";
    this.warning.textContent = wrong && `${wrong[0].toUpperCase()}${wrong.slice(1)}: ${names[i]} stays.`;
    this.warning.hidden = !wrong;
    if (!wrong) this.onchange({ ...this.state(), names: names.with(i, name) });
  }

  show({ names, costs }) {
    this.counts.value = names.length;
    this.costs.checked = costs;
    this.fields.forEach(({ input, node }, i) => {
      node.hidden = i >= names.length;
      if (i < names.length && isolated(plain(input.value)) !== names[i]) input.value = plain(names[i]);
    });
  }
}
