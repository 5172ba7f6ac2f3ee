/* <st-lineup-machine>: three friends in a line, what each adds, and the average over all lines. */

import { label, without } from "../core/games.js";
import { explanation, fractionField, freshId, h, table, Widget } from "../core/base.js";
import { exactly } from "../core/bars.js";
import { isolated, plain } from "../core/names.js";
import { Questions } from "../core/questions.js";
import { Share } from "../core/share.js";
import { fromHash, toHash } from "./address.js";
import { Bar, scaleOf } from "./bar.js";
import { Cards } from "./cards.js";
import { Heap } from "./heap.js";
import { QUESTIONS } from "./questions.js";
import { FRIENDS, Lineups } from "./state.js";

const NOT_YET = "·";

class LineupMachine extends Widget {
  static title = "Line-up machine";

  build() {
    const say = (text) => this.say(text);
    this.state = new Lineups(FRIENDS);
    this.counted = 0; // the player whose predecessors are counted
    this.questions = new Questions(QUESTIONS, () => this.state, say);
    this.share = new Share(this, "A link to this", {
      toHash, fromHash, load: (state) => this.#load(state), instead: () => "Here are the three friends instead.",
    });
    this.stage.append(
      h("p", { class: "st-title" }, "Line-up machine"),
      this.questions.node, this.share.trouble,
      h("p", { class: "st-hint" }, "Drag the friends into another order, or choose one with Tab and move it with ← and →."),
      this.#buildLine(), this.#buildOven(), this.#buildButtons(), ...this.#buildHeap(), this.#buildCounts(),
      this.#buildSettings(), this.share.node,
      explanation("Three friends arrive one by one, and each is credited with what it adds to those who are there "
        + "already: its marginal contribution. v(S) is what the friends in S are worth together, here loaves of bread: "
        + "they bake 100, 80 and 60, and their oven holds 200.",
      "Every order you try leaves its bar on the heap. All bars are equally long, v(N): an order only decides who is "
        + "paid which piece. The Shapley value φ of a friend is the average of its pieces over all six line-ups."));
    this.share.begin();
  }

  // --- making the parts -----------------------------------------------------------------

  /** The cards belong to a state: made anew when another one comes. */
  #buildLine() {
    this.line ??= h("div");
    this.cards = new Cards(this.state, {
      step: (k, i) => this.#step(k, i), onorder: (k) => this.#visit(k), onpass: (k) => this.#showOrder(k),
    });
    this.line.replaceChildren(this.cards.node);
    return this.line;
  }

  #buildOven() {
    this.oven = new Bar("st-oven");
    this.ovenName = h("span", { class: "st-lane-name" });
    return h("div", { class: "st-row-of-bar" }, this.ovenName, this.oven.node);
  }

  #buildButtons() {
    const button = (text, onclick) => h("button", { type: "button", onclick }, text);
    return h("div", { class: "st-row" },
      button("Next line-up", () => this.#visit(this.state.next)),
      button("All six", () => {
        const joining = this.state.orders.map((_, k) => k).filter((k) => !this.state.seen.has(k));
        this.state.visitAll();
        this.#show({ joining, aloud: true });
      }),
      button("Start again", () => { this.state.restart(); this.#show({ joining: [0], filled: true, aloud: true }); }));
  }

  #buildHeap() {
    this.heap = new Heap((k) => this.#visit(k));
    this.values = h("p", { class: "st-values" });
    this.verdict = h("p", { class: "st-hint st-verdict" });
    return [h("p", { class: "st-subtitle" }, "The orders you have tried, and their average"),
      this.heap.node, this.values, this.verdict];
  }

  #buildCounts() {
    const id = freshId();
    this.pick = this.state.players.map((i) => h("button",
      { type: "button", onclick: () => { this.counted = i; this.#showCounts(); } }));
    this.counts = without(0, 3).map(() => Array.from({ length: 4 }, () => h("span")));
    this.joins = h("span");
    this.weighted = h("p", { class: "st-weighted" });
    this.countsName = h("summary", { id });
    return h("details", { class: "st-settings" }, this.countsName,
      h("div", { class: "st-row", role: "group", "aria-labelledby": id }, this.pick),
      table("How often each coalition stands before the chosen friend",
        ["S", "line-ups", "share", this.joins], this.counts),
      this.weighted);
  }

  #buildSettings() {
    this.nameFields = this.state.players.map((i) => {
      const id = freshId();
      const input = h("input", { id, type: "text", maxlength: 8, autocomplete: "off" });
      input.addEventListener("input", () => {
        this.state.names[i] = isolated(plain(input.value)) || FRIENDS.names[i];
        this.#show();
      });
      return h("span", { class: "st-field" }, h("label", { for: id }, `Name ${i + 1}`), input);
    });
    this.worthFields = this.state.worths.map((worth, S) =>
      fractionField("", worth, (value) => { this.state.worths[S] = value; this.#show(); }));
    const reset = h("button", { type: "button", onclick: () => this.#reset() }, "The three friends again");
    return h("details", { class: "st-settings" }, h("summary", null, "Change names and worths"),
      h("div", { class: "st-row" }, this.nameFields),
      h("div", { class: "st-row st-worths" }, this.worthFields), reset);
  }

  // --- changing the state ---------------------------------------------------------------

  /** Put the friends into line-up number k; a new one fills its bar. */
  #visit(k) {
    const joining = this.state.seen.has(k) ? [] : [k];
    this.state.visit(k);
    this.#show({ joining, filled: true, aloud: true });
  }

  #reset() {
    Object.assign(this.state, { names: [...FRIENDS.names], worths: [...FRIENDS.worths] });
    this.#fillFields();
    this.#show();
  }

  #fillFields() {
    this.nameFields.forEach((field, i) => { field.querySelector("input").value = plain(this.state.names[i]); });
    this.worthFields.forEach((field, S) => field.show(this.state.worths[S]));
  }

  /** A state from a link, or the one to begin with. */
  #load(state) {
    this.state = state ?? this.state;
    this.#buildLine();
    this.#fillFields();
    this.questions.restart();
    this.#show();
  }

  // --- showing the state ----------------------------------------------------------------

  /**
   * @param {number[]} joining bars that are new on the heap  @param {boolean} filled the oven fills before our eyes
   * @param {boolean} aloud the change is told, not only what it answers
   */
  #show({ joining = [], filled = false, aloud = false } = {}) {
    const { state } = this;
    this.cards.arrange();
    this.#showOrder(state.current);
    this.heap.show(state, joining, filled ? this.oven.fill(state.order) : 0);
    this.values.replaceChildren(...this.#values());
    const seen = state.done ? "all six line-ups" : `${state.seen.size} of 6 line-ups`;
    this.verdict.textContent = state.done ? "Average of all six: these are the Shapley values φ."
      : `Average of ${seen}. ${6 - state.seen.size} to go.`;
    this.#showCounts();
    this.worthFields.forEach((field, S) => {
      field.querySelector("label").textContent = `v(${label(S, state.names)})`;
    });
    this.share.show(state);
    const news = this.questions.watch();
    if (aloud || news) this.say(news + this.#inWords(seen));
  }

  /** What the cards and the oven show: the line-up as it stands, or as it would be. */
  #showOrder(k) {
    const { state } = this, scale = scaleOf(state), bread = String(state.worths) === String(FRIENDS.worths);
    this.cards.show(k);
    this.ovenName.textContent = bread ? "oven" : "worth";
    this.oven.node.classList.toggle("st-bread", bread);
    this.oven.show(state, scale, state.orders[k], state.walk(k).adds);
    this.oven.showRest(state, scale, k);
  }

  #step(k, i) {
    const { before, adds } = this.state.walk(k), { worths, names } = this.state;
    const [high, low] = [before[i] | (1 << i), before[i]].map((S) => worths[S].show());
    return [`joins ${label(before[i], names)}`, h("br"),
      `${high} − ${low.startsWith("−") ? `(${low})` : low} = `, h("b", null, adds[i].show())];
  }

  #values() {
    return this.state.averages.map((value, i) => {
      const key = h("span", { class: `st-key st-p${i}`, "aria-hidden": "true" });
      return h("span", { class: "st-value" }, key, h("b", null, this.state.names[i]), ` ${exactly(value)}`);
    });
  }

  #inWords(seen) {
    const { names, current, done, averages } = this.state;
    const listed = averages.map((value, i) => `${names[i]} ${value.show()}`);
    return `${this.state.inWords(current)}. ${done ? "Shapley values" : "Average"} of ${seen}: ${listed.join(", ")}.`;
  }

  #showCounts() {
    const { names, players, worths, seen, done } = this.state, i = this.counted, total = seen.size;
    this.countsName.textContent = `Who stands before ${names[i]}?`;
    this.pick.forEach((button, k) => {
      button.textContent = names[k];
      button.setAttribute("aria-pressed", k === i);
    });
    this.joins.textContent = `${names[i]} adds`;
    const terms = without(i, players.length).flatMap((S, row) => {
      const count = [...seen].filter((k) => this.state.walk(k).before[i] === S).length;
      const adds = worths[S | (1 << i)].sub(worths[S]);
      const texts = [label(S, names), "●".repeat(count) || NOT_YET, `${count}/${total}`, adds.show()];
      texts.forEach((text, c) => { this.counts[row][c].textContent = text; });
      return count ? [`${count}/${total} · ${adds.sign() < 0 ? `(${adds.show()})` : adds.show()}`] : [];
    });
    this.weighted.textContent = `${terms.join(" + ")} = ${exactly(this.state.averages[i])}`;
    if (done) this.weighted.append(h("br"), `The shares are now the weights, and the sum is φ of ${names[i]}.`);
  }
}

customElements.define("st-lineup-machine", LineupMachine);
