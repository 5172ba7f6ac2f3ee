/* What the five methods say of one player, each with its band of 1.96 standard errors to each side. */

import { freshId, h, table } from "../core/base.js";
import { NAMES, RUNNERS } from "./race.js";

const HEAD = ["estimator", "estimate", "±", "error", "RMSE"];

/** How many bands hold the exact value. */
export function rightOnes(race, step, player) { return race.filter(({ points }) => points[step].right[player]).length; }

export class OnePlayer {
  /** @param {Function} onplayer called with the number of the player that is chosen */
  constructor(onplayer) {
    this.select = h("select", { id: freshId(), onchange: () => onplayer(Number(this.select.value)) },
      NAMES.map((name, i) => h("option", { value: i }, name)));
    this.cells = [...RUNNERS, "exact"].map(() => HEAD.slice(1).map(() => h("span", null, "\u00a0")));
    this.said = h("span");
    const rows = [...RUNNERS.map(({ name }) => name), "exact"].map((name, k) => [name, ...this.cells[k]]);
    const numbers = table("Estimates of one player, and the root mean square error of all ten players", HEAD, rows.slice(0, -1), rows.slice(-1));
    numbers.classList.add("str-standing");
    this.node = h("details", { class: "st-settings" }, h("summary", null, "One player"),
      h("div", { class: "st-row" }, h("label", { for: this.select.id }, "Player"), this.select, this.said), numbers);
  }

  /** @param {number[]} exact the values  @param {Function} show a number */
  show(race, { step, player }, exact, show) {
    this.select.value = player;
    const rows = race.map(({ points }) => {
      const { rmse, values, half } = points[step];
      return [values[player], half[player], values[player] - exact[player], rmse].map(show);
    });
    [...rows, [show(exact[player]), "", "", ""]].forEach((row, k) =>
      row.forEach((text, c) => { this.cells[k][c].textContent = text; }));
    this.said.textContent = `${rightOnes(race, step, player)} of ${RUNNERS.length} bands hold ${NAMES[player]}’s exact value.`;
  }
}
