/* <st-tree-leaves>: a patient against one other person, leaf by leaf of a small tree. */

import { explanation, h, signClass, table, Widget } from "../core/base.js";
import { label, members, range } from "../core/games.js";
import { Questions } from "../core/questions.js";
import { Drawing } from "./drawing.js";
import { QUESTIONS } from "./questions.js";
import { FEATURES, LEAVES, mixed, payments, reached, totals } from "./tree.js";

const NAMES = FEATURES.map(({ name }) => name), PLAYERS = range(NAMES.length);
const START = { x: [1, 1, 1], b: [0, 0, 0], S: 0 };

class TreeLeaves extends Widget {
  static title = "Leaf by leaf";

  build() {
    this.state = structuredClone(START);
    this.questions = new Questions(QUESTIONS, () => this.state, (text) => this.say(text));
    this.drawing = new Drawing();
    this.stage.append(
      h("p", { class: "st-title" }, "Leaf by leaf"),
      this.questions.node,
      h("div", { class: "st-two" }, h("div", null, this.#buildRows()), this.drawing.node),
      this.#buildPayments(),
      explanation("A tree answers with the risk of a patient x. It is explained against one other person, b. "
        + "A coalition S of features stands for a mixed row: the features in S as in x, the others as in b. The worth "
        + "of S is the tree’s answer to it.",
      "Each leaf is a game of its own. It is reached if all features in P are in S and none of those in Q is. So it "
        + "pays those in P, and charges those in Q. The sums are the Shapley values of x against b."));
    this.#show(false);
  }

  #buildRows() {
    const toggle = (who, i) => h("button", { type: "button", onclick: () => { this.state[who][i] ^= 1; this.#show(); } });
    this.buttons = { x: PLAYERS.map((i) => toggle("x", i)), b: PLAYERS.map((i) => toggle("b", i)) };
    this.boxes = PLAYERS.map((i) => h("input", {
      type: "checkbox", "aria-label": `${NAMES[i]} in S`, onchange: () => { this.state.S ^= 1 << i; this.#show(); },
    }));
    this.sees = PLAYERS.map(() => h("span"));
    const again = h("button", { type: "button", onclick: () => { this.state = structuredClone(START); this.#show(); } },
      "Start again");
    const grid = table("Two people, and the mixed row", [h("span", { class: "st-hidden" }, "feature"), "x", "b", "in S", "mixed"], PLAYERS.map((i) =>
      [named(i), this.buttons.x[i], this.buttons.b[i], h("label", null, this.boxes[i]), this.sees[i]]));
    grid.classList.add("stt-rows");
    return [grid, h("div", { class: "st-row" }, again)];
  }

  #buildPayments() {
    this.cells = LEAVES.map(() => ["P", "Q", ...PLAYERS].map(() => h("span")));
    this.sums = PLAYERS.map(() => h("span"));
    this.difference = h("span");
    const grid = table("What each leaf pays", ["leaf", "P", "Q", ...PLAYERS.map(named)],
      LEAVES.map(({ value }, k) => [h("span", null, value.show()), ...this.cells[k]]),
      [[h("span", null, "sum"), this.difference, "", ...this.sums]]);
    grid.classList.add("stt-payments");
    this.lines = [...grid.querySelectorAll("tbody tr")];
    return grid;
  }

  #show(aloud = true) {
    const { x, b, S } = this.state, row = mixed(x, b, S), lit = reached(row);
    for (const [who, buttons] of Object.entries(this.buttons)) {
      buttons.forEach((button, i) => {
        const value = FEATURES[i].values[this.state[who][i]];
        button.textContent = value;
        button.setAttribute("aria-label", `${NAMES[i]} of ${who}: ${value}`);
      });
    }
    this.boxes.forEach((box, i) => { box.checked = Boolean((S >> i) & 1); });
    this.sees.forEach((cell, i) => { cell.textContent = FEATURES[i].values[row[i]]; });
    this.drawing.show(row, lit, { x: reached(x), b: reached(b) });
    LEAVES.forEach((leaf, k) => this.#showLeaf(k, payments(leaf, x, b), k === lit));
    const paid = totals(x, b), [high, low] = [x, b].map((one) => LEAVES[reached(one)].value);
    paid.forEach((value, i) => write(this.sums[i], value));
    this.difference.textContent = `${high.show()} − ${low.show()}`;
    const news = this.questions.watch();
    const words = paid.map((value, i) => `${NAMES[i]} ${value.show()}`);
    if (aloud) this.say(`${news}S = ${label(S, NAMES)}: the mixed row ends at ${LEAVES[lit].value.show()}. Payoffs: ${words.join(", ")}.`);
  }

  #showLeaf(k, { P, Q, paid }, lit) {
    const shown = (mask) => members(mask, NAMES.length).map((i) => NAMES[i]).join(", ") || "–";
    const [needs, bars, ...amounts] = this.cells[k];
    needs.textContent = shown(P);
    bars.textContent = shown(Q);
    amounts.forEach((cell, i) => write(cell, paid[i]));
    this.lines[k].classList.toggle("st-current", lit);
    this.lines[k].setAttribute("aria-current", lit);
  }
}

function named(i) { return h("span", { class: "stt-feature", style: `color: var(--st-player-${i})` }, NAMES[i]); }

function write(cell, value) {
  cell.textContent = value.show();
  cell.className = signClass(value.sign());
}

customElements.define("st-tree-leaves", TreeLeaves);
