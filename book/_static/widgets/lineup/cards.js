/* The players as cards in a line, with what each adds written below it. */

import { h } from "../core/base.js";
import { Line } from "./line.js";

export class Cards {
  /**
   * @param {Lineups} state  @param {Function} step (k, i) => what stands below card i in line-up k
   * @param {Function} onorder called with a line-up's number when a card has been put elsewhere
   * @param {Function} onpass called with the number of what would be, while a card is held
   */
  constructor(state, { step, onorder, onpass }) {
    this.state = state;
    this.step = step;
    this.cards = state.players.map((i) => {
      const name = h("span", { class: "st-card-name" });
      const button = h("button", { type: "button", class: `st-card st-p${i}`, "data-player": i },
        h("span", { class: "st-grip", "aria-hidden": "true" }, "⠿"), name);
      return { name, button, below: h("span", { class: "st-step" }) };
    });
    this.line = new Line(this.cards.map((card) => card.button),
      (order) => onorder(state.numberOf(order)), (order) => onpass(state.numberOf(order)));
    this.cards.forEach((card, i) => this.line.slots[i].append(card.below));
    this.node = this.line.node;
    this.node.setAttribute("aria-label", "The line-up, first to arrive on the left");
    this.node.style.setProperty("--cards", state.players.length);
  }

  /** Stand in the state's order. */
  arrange() { this.line.arrange(this.state.order); }

  /** Write on the cards what line-up k makes of them. */
  show(k) {
    const { names, orders } = this.state;
    orders[k].forEach((i, place) => {
      const { name, button, below } = this.cards[i];
      name.textContent = names[i];
      button.setAttribute("aria-label", `${names[i]}, place ${place + 1} of ${names.length}; arrow keys move it`);
      below.replaceChildren(...this.step(k, i));
    });
  }
}
