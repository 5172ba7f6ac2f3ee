/* <st-lineup-machine>: three friends in a line, what each adds, and the average over all lines. */

import { frac, sum } from "../core/fractions.js";
import { gameOf, label, lineups, range, walk, without } from "../core/games.js";
import { explanation, fractionField, freshId, h, table, Widget } from "../core/base.js";
import { Bars, exactly } from "../core/bars.js";
import { Line } from "./line.js";
import { QUESTIONS } from "./questions.js";
import { isolated, plain } from "../core/names.js";
import { Questions } from "../core/questions.js";

const NAMES = ["A", "B", "C"], WORTHS = ["0", "100", "80", "180", "60", "160", "140", "200"];
const PLAYERS = range(NAMES.length), ORDERS = lineups(NAMES.length);
const NOT_YET = "·";

class LineupMachine extends Widget {
  static title = "Line-up machine";

  build() {
    this.names = [...NAMES];
    this.worths = gameOf(WORTHS);
    this.counted = 0; // the player whose predecessors are counted
    this.seen = new Set();
    this.stage.append(
      h("p", { class: "st-title" }, "Line-up machine"),
      this.#buildQuestions(),
      h("p", { class: "st-hint" }, "Drag the friends into another order, or choose one with Tab ",
        "and move it with ← and →. Every order you try fills its row of the table."),
      this.#buildLine(), this.#buildButtons(),
      h("div", { class: "st-two" },
        h("div", null, this.#buildTable()),
        h("div", null, this.#buildAverages(), this.#buildCounts())),
      this.#buildSettings(),
      explanation("Three friends arrive one by one, and each is credited with what it adds to those who are there "
        + "already: its marginal contribution. v(S) is what the friends in S are worth together, here loaves of bread: "
        + "they bake 100, 80 and 60, and their oven holds 200.",
      "The Shapley value φ of a friend is the average of what it adds over all six line-ups."));
    this.visit(0, true);
  }

  // --- making the parts -----------------------------------------------------------------

  #buildQuestions() {
    this.questions = new Questions(QUESTIONS, () => ({
      names: this.names, worths: this.worths, order: ORDERS[this.current], seen: this.seen.size,
    }), (text) => this.say(text));
    return this.questions.node;
  }

  #buildLine() {
    this.cards = PLAYERS.map((i) => {
      const name = h("span", { class: "st-card-name" });
      const button = h("button", { type: "button", class: "st-card", "data-player": i },
        h("span", { class: "st-grip", "aria-hidden": "true" }, "⠿"), name);
      button.style.setProperty("--player", `var(--st-player-${i})`);
      return { name, button, step: h("span", { class: "st-step" }) };
    });
    const number = (order) => ORDERS.findIndex((other) => String(other) === String(order));
    this.line = new Line(this.cards.map((card) => card.button),
      (order) => this.visit(number(order)), (order) => this.#showLine(number(order)));
    this.cards.forEach((card, i) => this.line.slots[i].append(card.step));
    this.line.node.setAttribute("aria-label", "The line-up, first to arrive on the left");
    return this.line.node;
  }

  #buildButtons() {
    const button = (text, onclick) => h("button", { type: "button", onclick }, text);
    const next = button("Next line-up", () => this.visit(this.#nextOrder()));
    const all = button("All six", () => { ORDERS.forEach((_, k) => this.seen.add(k)); this.show(true); });
    const again = button("Start again", () => { this.seen.clear(); this.visit(0); });
    return h("div", { class: "st-row" }, next, all, again);
  }

  #buildTable() {
    this.rows = ORDERS.map((_, k) => ({
      button: h("button", { type: "button", class: "st-order", onclick: () => this.visit(k) }),
      cells: [...PLAYERS, "sum"].map(() => h("span")),
    }));
    this.heads = PLAYERS.map(() => h("span"));
    this.means = [...PLAYERS, "sum"].map(() => h("span"));
    this.meanName = h("span");
    const node = table("What each friend adds, by line-up", ["line-up", ...this.heads, "sum"],
      this.rows.map(({ button, cells }) => [button, ...cells]), [[this.meanName, ...this.means]]);
    this.lines = [...node.querySelectorAll("tbody tr")];
    return [h("p", { class: "st-subtitle" }, "What each adds on arrival"), node];
  }

  #buildAverages() {
    this.bars = new Bars(PLAYERS.length);
    this.verdict = h("p", { class: "st-hint st-verdict" });
    return [h("p", { class: "st-subtitle" }, "Average so far"), this.bars.node, this.verdict];
  }

  #buildCounts() {
    const id = freshId();
    this.pick = PLAYERS.map((i) => h("button",
      { type: "button", onclick: () => { this.counted = i; this.show(); } }));
    this.counts = range(4).map(() => range(4).map(() => h("span")));
    this.joins = h("span");
    this.weighted = h("p", { class: "st-weighted" });
    return [
      h("p", { class: "st-subtitle", id }, "Who stands before …"),
      h("div", { class: "st-row", role: "group", "aria-labelledby": id }, this.pick),
      table("How often each coalition stands before the chosen friend",
        ["S", "line-ups", "share", this.joins], this.counts),
      this.weighted,
    ];
  }

  #buildSettings() {
    this.nameFields = PLAYERS.map((i) => {
      const id = freshId();
      const input = h("input", { id, type: "text", maxlength: 8, autocomplete: "off", value: NAMES[i] });
      input.addEventListener("input", () => { this.names[i] = isolated(plain(input.value)) || NAMES[i]; this.show(); });
      return h("span", { class: "st-field" }, h("label", { for: id }, `Name ${i + 1}`), input);
    });
    this.worthFields = this.worths.map((worth, S) =>
      fractionField("", worth, (value) => { this.worths[S] = value; this.show(); }));
    const reset = h("button", { type: "button", onclick: () => this.#reset() }, "The three friends again");
    return h("details", { class: "st-settings" }, h("summary", null, "Change names and worths"),
      h("div", { class: "st-row" }, this.nameFields),
      h("div", { class: "st-row st-worths" }, this.worthFields), reset);
  }

  #reset() {
    this.names = [...NAMES];
    this.worths = gameOf(WORTHS);
    this.nameFields.forEach((field, i) => { field.querySelector("input").value = NAMES[i]; });
    this.worthFields.forEach((field, S) => field.show(this.worths[S]));
    this.show();
  }

  // --- showing the state ----------------------------------------------------------------

  /** Put the friends into line-up number k and fill its row. */
  visit(k, silent = false) {
    this.current = k;
    this.seen.add(k);
    this.line.arrange(ORDERS[k]);
    this.show(!silent);
  }

  /** The first line-up not seen yet; after all six, the one after this. */
  #nextOrder() {
    const k = ORDERS.findIndex((_, order) => !this.seen.has(order));
    return k < 0 ? (this.current + 1) % ORDERS.length : k;
  }

  get done() { return this.seen.size === ORDERS.length; }

  show(aloud = false) {
    this.walks = ORDERS.map((order) => walk(this.worths, order));
    this.averages = PLAYERS.map((i) =>
      sum([...this.seen].map((k) => this.walks[k].adds[i])).div(frac(this.seen.size)));
    this.#showLine(this.current);
    this.#showTable();
    this.#showCounts();
    const seen = this.done ? "all six line-ups" : `${this.seen.size} of 6 line-ups`;
    const scale = this.walks.flatMap((walked) => walked.adds);
    this.bars.update(this.names, this.averages, scale);
    this.verdict.textContent = this.done ? "Average of all six: these are the Shapley values φ."
      : `Average of ${seen}. ${6 - this.seen.size} to go.`;
    this.worthFields.forEach((field, S) => {
      field.querySelector("label").textContent = `v(${label(S, this.names)})`;
    });
    const news = this.questions.watch();
    if (aloud || news) this.say(news + this.#inWords(seen));
  }

  #inWords(seen) {
    const { adds } = this.walks[this.current];
    const steps = ORDERS[this.current].map((i) => `${this.names[i]} adds ${adds[i].show()}`);
    const averages = this.averages.map((value, i) => `${this.names[i]} ${value.show()}`);
    return `${steps.join(", ")}. ${this.done ? "Shapley values" : "Average"} of ${seen}: ${averages.join(", ")}.`;
  }

  #showLine(k) {
    const { before, adds } = this.walks[k];
    ORDERS[k].forEach((i, place) => {
      const { name, button, step } = this.cards[i];
      name.textContent = this.names[i];
      button.setAttribute("aria-label", `${this.names[i]}, place ${place + 1} of 3; arrow keys move it`);
      const [high, low] = [before[i] | (1 << i), before[i]].map((S) => this.worths[S].show());
      step.replaceChildren(`joins ${label(before[i], this.names)}`, h("br"),
        `${high} − ${low.startsWith("−") ? `(${low})` : low} = `, h("b", null, adds[i].show()));
    });
  }

  #showTable() {
    this.heads.forEach((head, i) => { head.textContent = this.names[i]; });
    this.rows.forEach(({ button, cells }, k) => {
      const shown = this.seen.has(k), values = [...this.walks[k].adds, sum(this.walks[k].adds)];
      button.textContent = ORDERS[k].map((i) => this.names[i]).join(" ");
      button.setAttribute("aria-label", `Line-up ${ORDERS[k].map((i) => this.names[i]).join(", ")}`);
      cells.forEach((cell, c) => { cell.textContent = shown ? values[c].show() : NOT_YET; });
      this.lines[k].classList.toggle("st-current", k === this.current);
      this.lines[k].setAttribute("aria-current", k === this.current);
    });
    this.meanName.textContent = this.done ? "φ" : "average";
    [...this.averages, sum(this.averages)].forEach((value, c) => {
      this.means[c].textContent = value.show();
    });
  }

  #showCounts() {
    const i = this.counted, total = this.seen.size;
    this.pick.forEach((button, k) => {
      button.textContent = this.names[k];
      button.setAttribute("aria-pressed", k === i);
    });
    this.joins.textContent = `${this.names[i]} adds`;
    const products = without(i, PLAYERS.length).map((S, row) => {
      const count = [...this.seen].filter((k) => this.walks[k].before[i] === S).length;
      const adds = this.worths[S | (1 << i)].sub(this.worths[S]);
      const texts = [label(S, this.names), "●".repeat(count) || NOT_YET, `${count}/${total}`, adds.show()];
      texts.forEach((text, c) => { this.counts[row][c].textContent = text; });
      return `${count}/${total} · ${adds.sign() < 0 ? `(${adds.show()})` : adds.show()}`;
    });
    this.weighted.textContent = `${products.join(" + ")} = ${exactly(this.averages[i])}`;
    if (this.done) this.weighted.append(h("br"), `The shares are now the weights, and the sum is φ of ${this.names[i]}.`);
  }
}

customElements.define("st-lineup-machine", LineupMachine);
