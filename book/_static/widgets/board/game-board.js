/* <st-game-board preset="three-friends">: a game of 2 to 4 players under one's hands. */

import { frac, sum } from "../core/fractions.js";
import { dividends, label, playerCount, range, shapleyValues, size, weight } from "../core/games.js";
import { explanation, fractionField, freshId, h, signClass, table, Widget } from "../core/base.js";
import { Bars, exactly } from "../core/bars.js";
import { fromHash, preset, PRESETS, sliderScale, toHash, withPlayers } from "./state.js";
import { ChallengeList } from "./challenge-list.js";
import { Lattice, termsOf } from "./lattice.js";
import { Share } from "../core/share.js";
import { onCore, onNullPlayers, onPayoffs, sharesOf } from "./verdicts.js";

const OWN = "own", SETTLE_MS = 300;

class GameBoard extends Widget {
  static title = "Game board";

  build() {
    this.start = this.getAttribute("preset") in PRESETS ? this.getAttribute("preset") : "three-friends";
    const say = (text) => this.say(text);
    this.challenges = new ChallengeList(() => this.state, say);
    this.share = new Share("A link to this game", say);
    this.stage.append(...[
      h("p", { class: "st-title" }, "Game board"),
      this.challenges.questions.node,
      h("p", { class: "st-hint" }, "Change what a coalition is worth, with its slider or by typing a number ",
        "such as 2/3."),
      this.#buildChoice(),
      h("div", { class: "st-two" },
        h("div", null, this.#buildWorths(), this.challenges.news),
        h("div", null, this.#buildPayoffs(), this.#buildCore())),
      h("p", { class: "st-subtitle" }, "Other challenges"), this.challenges.node,
      this.#buildLattice(), this.share.node,
      explanation("v(S) is what the players in S are worth together. The Shapley value φ shares v(N) − v(∅), what "
        + "there is to share, between all players N: each is paid what it adds to those who are there before it, "
        + "averaged over all orders in which they can arrive.",
      "The dividend d(S) is what S is worth beyond the dividends of all smaller coalitions in it; its members share "
        + "it equally. The core consists of all ways to share with which no coalition would do better alone."),
    ].flat());
    this.#fromAddress(true);
    window.addEventListener("hashchange", () => this.#fromAddress(false));
  }

  // --- making the parts -----------------------------------------------------------------

  #buildChoice() {
    const option = (value, text) => h("option", { value }, text);
    this.presets = h("select", { id: freshId(), onchange: () => this.#choose(this.presets.value) },
      Object.entries(PRESETS).map(([key, { title }]) => option(key, title)), option(OWN, "your own"));
    this.counts = h("select", {
      id: freshId(), onchange: () => this.change(withPlayers(this.state, Number(this.counts.value))),
    }, [2, 3, 4].map((n) => option(n, n)));
    this.costs = h("input", {
      type: "checkbox", onchange: () => this.change({ ...this.state, costs: this.costs.checked }),
    });
    this.story = h("p", { class: "st-hint" });
    this.trouble = h("p", { class: "st-warning st-trouble", role: "alert", hidden: true });
    return [this.trouble, h("div", { class: "st-row" },
      h("label", { for: this.presets.id }, "Game"), this.presets,
      h("label", { for: this.counts.id }, "Players"), this.counts,
      h("label", null, this.costs, "the numbers are costs"),
      h("button", { type: "button", onclick: () => this.#again() }, "Start again")), this.story];
  }

  #buildWorths() {
    this.worthTable = h("div");
    return [h("p", { class: "st-subtitle" }, "Worths v(S) and dividends d(S)"), this.worthTable];
  }

  /** One line for each coalition; made anew when the players change. */
  #rebuildWorths() {
    const { names, worths } = this.state;
    this.lines = worths.map((worth, S) => {
      const name = `v(${label(S, names)})`;
      const slider = h("input", {
        type: "range", "aria-label": name, min: this.scale.low, max: this.scale.high, step: 1,
        oninput: () => this.#set(S, this.scale.step.mul(frac(Number(slider.value)))),
      });
      return { slider, field: fractionField(name, worth, (value) => this.#set(S, value)), dividend: h("span") };
    });
    this.worthTable.replaceChildren(table("Worth and dividend of each coalition",
      ["S", "slider", "v(S)", "d(S)"], this.lines.map(({ slider, field, dividend }, S) =>
        [label(S, names), slider, field, dividend])));
  }

  #buildPayoffs() {
    this.bars = new Bars(3);
    this.total = h("p", { class: "st-total" });
    this.shares = h("p", { class: "st-shares" });
    this.nulls = h("p", { class: "st-nulls" });
    return [h("p", { class: "st-subtitle" }, "Shapley values φ"), this.bars.node, this.total,
      h("p", { class: "st-subtitle" }, "Shares of the dividends"), this.shares, this.nulls];
  }

  #buildCore() {
    this.coreHead = h("b");
    this.coreText = h("span");
    return [h("p", { class: "st-subtitle" }, "Core"),
      h("p", { class: "st-core" }, this.coreHead, " ", this.coreText)];
  }

  #buildLattice() {
    this.lattice = new Lattice();
    this.chosen = 0; // the player whose joining is shown; null for all
    this.pick = h("div", { class: "st-row", role: "group", "aria-label": "Whose joining is shown" });
    this.terms = h("p", { class: "st-terms" });
    this.legend = h("p", { class: "st-hint" });
    return [h("p", { class: "st-subtitle" }, "Who joins whom"), this.pick, this.lattice.node, this.terms, this.legend];
  }

  #rebuildPick() {
    const button = (text, chosen) => h("button", {
      type: "button", onclick: () => { this.chosen = chosen; this.#showLattice(); },
    }, text);
    this.pick.replaceChildren(...this.state.names.map(button), button("all", null));
  }

  // --- changing the state ---------------------------------------------------------------

  #choose(key) {
    if (key !== OWN) this.#load(preset(key), key);
    this.#settle();
  }

  /** Back to the game that was loaded last. */
  #again() {
    this.#load(this.origin.state, this.origin.key);
    this.#settle();
  }

  #set(S, value) {
    const worths = [...this.state.worths];
    worths[S] = value;
    this.change({ ...this.state, worths });
  }

  /** Begin with a game: nothing is solved yet. */
  #load(state, key) {
    this.challenges.restart();
    this.origin = { state, key };
    this.scale = sliderScale(state.worths);
    this.story.textContent = key === OWN ? "A game from a link." : PRESETS[key].story;
    this.presets.value = key;
    this.trouble.hidden = true;
    this.state = null;
    this.#show(state);
  }

  /** The reader has changed something. */
  change(state) {
    if (state.worths.length !== this.state.worths.length) this.challenges.restart();
    this.presets.value = OWN;
    this.story.textContent = "A game of your own.";
    this.#show(state);
    this.#settle();
  }

  #fromAddress(first) {
    try {
      const state = fromHash(window.location.hash);
      if (state && (first || toHash(state) !== toHash(this.state))) this.#load(state, OWN);
      if (state && first) this.comeIntoView();
      if (!state && first) this.#load(preset(this.start), this.start);
    } catch (error) {
      this.#load(preset(this.start), this.start);
      this.trouble.textContent = `The link holds no game that can be read (${error.message}). `
        + `This is ${PRESETS[this.start].title} instead.`;
      this.trouble.hidden = false;
      this.comeIntoView();
    }
  }

  /** Soon after the last of many quick changes: into the address, and said aloud. */
  #settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      window.history.replaceState(null, "", toHash(this.state));
      this.say(`${this.solved ?? ""}Shapley values: ${onPayoffs(this.state)}. ${onCore(this.state).head}`);
      this.solved = null;
    }, SETTLE_MS);
  }

  // --- showing the state ----------------------------------------------------------------

  #show(state) {
    const rebuilt = !this.state || this.state.worths.length !== state.worths.length;
    this.state = state;
    if (rebuilt) {
      this.chosen = 0;
      this.#rebuildWorths();
      this.#rebuildPick();
    }
    this.counts.value = playerCount(state.worths);
    this.costs.checked = state.costs;
    this.share.show(window.location.href.replace(/#.*/, "") + toHash(state));
    this.#showNumbers();
    this.#showCore();
    this.solved = this.challenges.watch(state) || this.solved;
    this.#showLattice();
  }

  #showNumbers() {
    const { names, worths } = this.state;
    const payoffs = shapleyValues(worths), table = dividends(worths), gained = worths.at(-1).sub(worths[0]);
    this.bars.update(names, payoffs, [gained]);
    this.total.textContent = `Sum ${exactly(sum(payoffs))} = v(N) − v(∅).`;
    this.lines.forEach(({ slider, field, dividend }, S) => {
      field.show(worths[S]);
      slider.value = Math.round(worths[S].div(this.scale.step).toNumber());
      slider.setAttribute("aria-valuetext", worths[S].show());
      dividend.textContent = table[S].show();
      dividend.className = S ? signClass(size(S) > 1 ? table[S].sign() : 0) : "";
    });
    const shares = table.map((dividend, S) => (S ? dividend.div(frac(size(S))) : dividend));
    this.shares.replaceChildren(...names.map((name, i) =>
      h("span", { class: "st-block" }, h("b", null, name), ` ${payoffs[i].show()} = ${sharesOf(i, shares)}`)));
    this.nulls.textContent = onNullPlayers(this.state);
  }

  #showCore() {
    const { head, text } = onCore(this.state);
    this.coreHead.textContent = head;
    this.coreText.textContent = text;
  }

  #showLattice() {
    const { names, worths } = this.state, n = names.length, i = this.chosen;
    [...this.pick.children].forEach((button, k) => button.setAttribute("aria-pressed", (k < n ? k : null) === i));
    this.lattice.update(this.state, i);
    this.terms.textContent = i === null ? "" : `φ of ${names[i]} = ${termsOf(worths, i, n)} = ${exactly(shapleyValues(worths)[i])}`;
    const weights = range(n).map((s) => `${weight(s, n)} for |S| = ${s}`).join(", ");
    this.legend.textContent = `A line is as thick as the weight of the coalition S below it: ${weights}.`;
  }
}

customElements.define("st-game-board", GameBoard);
