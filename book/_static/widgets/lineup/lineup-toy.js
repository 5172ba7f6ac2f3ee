/* <st-lineup-toy>: the line-up machine in a nutshell, first with three friends, then with a prediction. */

import { h, Widget } from "../core/base.js";
import { Bar, scaleOf } from "./bar.js";
import { Cards } from "./cards.js";
import { Heap } from "./heap.js";
import { FRIENDS, Lineups, PREDICTION } from "./state.js";

class LineupToy extends Widget {
  static title = "A small line-up machine";

  build() {
    this.choices = [["Three friends", FRIENDS], ["A prediction", PREDICTION]].map(([text, game]) =>
      h("button", { type: "button", onclick: () => this.#choose(game) }, text));
    this.story = h("p", { class: "st-story" });
    this.line = h("div");
    this.oven = new Bar("st-oven");
    this.heap = new Heap();
    this.heapName = h("p", { class: "st-hint" });
    this.verdict = h("p", { class: "st-verdict" });
    this.next = h("button", { type: "button", onclick: () => this.#visit(this.state.next) }, "Next order");
    this.stage.append(
      h("div", { class: "st-row st-tabs", role: "group", "aria-label": "What is shared" }, this.choices),
      this.story, this.line, this.oven.node,
      h("div", { class: "st-row st-spread" }, this.heapName, this.next), this.heap.node, this.verdict);
    this.#choose(FRIENDS, true);
  }

  /** The same bars for another game; both orders of the prediction are shown at once. */
  #choose(game, first = false) {
    this.game = game;
    this.state = new Lineups(game);
    if (game === PREDICTION) this.state.visitAll();
    this.cards = new Cards(this.state, {
      step: (k, i) => this.#step(k, i), onorder: (k) => this.#visit(k), onpass: (k) => this.#showOrder(k),
    });
    this.line.replaceChildren(this.cards.node);
    this.choices.forEach((button, k) => button.setAttribute("aria-pressed", game === [FRIENDS, PREDICTION][k]));
    this.#show();
    if (!first) this.say(`${this.story.textContent} ${this.verdict.textContent}`);
  }

  #visit(k) {
    const joining = this.state.seen.has(k) ? [] : [k];
    this.state.visit(k);
    this.#show(joining, true);
    this.say(`${this.state.inWords(k)}. ${this.verdict.textContent}`);
  }

  #show(joining = [], filled = false) {
    const { state } = this, friends = this.game === FRIENDS, count = state.orders.length;
    this.cards.arrange();
    this.#showOrder(state.current);
    this.heap.show(state, joining, filled ? this.oven.fill(state.order) : 0);
    this.story.textContent = friends
      ? `${list(state.names)} can bake ${list(state.players.map((i) => state.alone(i).show()))} loaves. Their oven holds `
        + `${state.total.show()}. Who is paid what? Drag them into another order.`
      : `A model says ${state.total.show()} for this patient. Told neither age nor blood pressure (BP), it says `
        + `${state.base.show()}. Who made the difference?`;
    this.heapName.textContent = state.done ? (friends ? "All six orders, and their average:" : "Both orders, and their average:")
      : `${state.seen.size} of ${count} orders, and their average:`;
    this.verdict.textContent = this.#verdict(friends);
  }

  #verdict(friends) {
    const { names, averages, base, total, done, seen, orders } = this.state;
    const values = averages.map((value) => value.show());
    if (!friends) {
      const parts = names.map((name, i) => `${name} ${this.state.inBar(averages[i])}`);
      return `Base value ${base.show()}, ${parts.join(", ")}: together ${total.show()}. The same rule, the same bar.`;
    }
    return done ? `${values.join(" + ")} = ${total.show()}: these are the Shapley values. Now a prediction, by the same rule.`
      : `Is that fair to ${names[this.state.order.at(-1)]}, who came last? No order has a better claim than another, so `
        + `try all ${orders.length}: ${orders.length - seen.size} to go.`;
  }

  #showOrder(k) {
    const scale = scaleOf(this.state);
    this.cards.show(k);
    this.oven.node.classList.toggle("st-bread", this.game === FRIENDS);
    this.oven.show(this.state, scale, this.state.orders[k], this.state.walk(k).adds);
    this.oven.showRest(this.state, scale, k);
  }

  #step(k, i) { return ["adds ", h("b", null, this.state.walk(k).adds[i].show())]; }
}

/** "A, B and C" */
function list(texts) { return `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`; }

customElements.define("st-lineup-toy", LineupToy);
