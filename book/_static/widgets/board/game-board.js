/* <st-game-board preset="three-friends">: a game of 2 to 4 players under one's hands. */

import { commonForm, frac, inDecimals, sum } from "../core/fractions.js";
import { contribution, dividends, range, shapleyValues, size, weight, without } from "../core/games.js";
import { explanation, freshId, h, Widget } from "../core/base.js";
import { Bars, exactly } from "../core/bars.js";
import { Share } from "../core/share.js";
import { ChallengeList } from "./challenge-list.js";
import { Dividends } from "./dividends.js";
import { Lattice, termsOf } from "./lattice.js";
import { Players } from "./players.js";
import { fromHash, preset, PRESETS, scaleOf, stepped, toHash } from "./state.js";
import { onCore, onNullPlayers, onPayoffs } from "./verdicts.js";

const OWN = "own", SETTLE_MS = 300;

class GameBoard extends Widget {
  static title = "Game board";

  build() {
    this.start = this.getAttribute("preset") in PRESETS ? this.getAttribute("preset") : "three-friends";
    const state = () => this.state;
    this.challenges = new ChallengeList(state, (text) => this.say(text));
    this.lattice = new Lattice((S, value) => this.#set(S, value),
      (S, from, steps) => this.#set(S, stepped(from, this.scale.step, steps)));
    this.players = new Players(state, (news) => this.change(news));
    this.dividends = new Dividends();
    this.share = new Share(this, "A link to this game", {
      toHash, fromHash, load: (news) => (news ? this.#load(news, OWN) : this.#load(preset(this.start), this.start)),
      instead: () => `This is ${PRESETS[this.start].title} instead.`,
    });
    const fold = (name, ...content) => h("details", { class: "st-settings" }, h("summary", null, name), content);
    this.stage.append(
      h("div", { class: "st-head" }, h("p", { class: "st-title" }, "Game board"), this.#buildChoice(), this.challenges.questions.node),
      this.share.trouble,
      h("p", { class: "st-hint st-story" }, this.story = h("span"), " Drag a box, or type in it."),
      h("div", { class: "st-board" }, h("div", null, this.lattice.node, this.lattice.warning), this.#buildPayoffs()),
      this.terms = h("p", { class: "st-terms" }),
      h("div", { class: "st-folds" }, this.dividends.node, this.players.node, fold("Challenges", this.challenges.node),
        fold("Link", this.share.node), this.#about()));
    this.share.begin();
  }

  // --- making the parts -----------------------------------------------------------------

  #buildChoice() {
    const option = (value, text) => h("option", { value }, text);
    this.presets = h("select", { id: freshId(), onchange: () => this.#choose(this.presets.value) },
      Object.entries(PRESETS).map(([key, { title }]) => option(key, title)), option(OWN, "your own"));
    return h("div", { class: "st-row st-choice" },
      h("label", { for: this.presets.id }, "Game"), this.presets,
      h("button", { type: "button", onclick: () => this.#again() }, "Start again"));
  }

  #buildPayoffs() {
    this.bars = new Bars("Shapley values φ", (i) => this.#pick(this.chosen === i ? null : i));
    this.nulls = h("p", { class: "st-nulls" });
    this.coreHead = h("b");
    this.coreText = h("span");
    return h("div", { class: "st-paid" },
      this.bars.node, h("p", { class: "st-core" }, this.coreHead, " ", this.coreText), this.nulls);
  }

  #about() {
    return explanation("v(S) is what the players in S are worth together. The Shapley value φ shares v(N) − v(∅), what "
      + "there is to share, between all players N: each is paid what it adds to those who are there before it, "
      + "averaged over all orders in which they can arrive. Choose a player beside the picture: its lines show where it "
      + "joins and what it adds, as thick as the weight of the coalition below.",
    "The dividend d(S) is what S is worth beyond the dividends of all smaller coalitions in it; its members share "
      + "it equally. The core consists of all ways to share with which no coalition would do better alone.");
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

  #set(S, value) { this.change({ ...this.state, worths: this.state.worths.with(S, value) }); }

  /** Show where this player joins; null for all. */
  #pick(chosen) {
    this.chosen = chosen;
    this.#show(this.state);
    this.say(this.terms.textContent);
  }

  /** Begin with a game: nothing is solved yet. */
  #load(state, key) {
    this.challenges.restart();
    this.origin = { state, key };
    this.scale = scaleOf(state.worths);
    this.story.textContent = key === OWN ? "A game from a link." : PRESETS[key].story;
    this.presets.value = key;
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

  /** Said aloud soon after the last of many quick changes. */
  #settle() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.say(`${this.solved ?? ""}Shapley values: ${onPayoffs(this.state, this.write)}. ${this.coreHead.textContent}`);
      this.solved = null;
    }, SETTLE_MS);
  }

  // --- showing the state ----------------------------------------------------------------

  #show(state) {
    const { names, worths } = state, n = names.length;
    if (this.state?.worths.length !== worths.length) this.chosen = 0;
    this.state = state;
    this.dataset.players = n;
    const payoffs = shapleyValues(worths), adds = range(n).flatMap((i) => without(i, n).map((S) => contribution(worths, i, S)));
    this.write = commonForm([...worths, ...payoffs, ...adds, ...dividends(worths).map((d, S) => (S ? d.div(frac(size(S))) : d))]);
    this.share.show(state);
    this.players.show(state);
    this.lattice.update(state, this.chosen, this.write, this.scale.high);
    this.dividends.show(state, payoffs, this.write);
    this.#showPayoffs(payoffs);
    this.solved = this.challenges.watch(state) || this.solved;
  }

  #showPayoffs(payoffs) {
    const { names, worths } = this.state, n = names.length, i = this.chosen;
    const inFull = (x) => (this.write === inDecimals ? this.write(x) : exactly(x));
    this.bars.update(names, payoffs, inFull, i, sum(payoffs));
    const { head, text } = onCore(this.state, this.write);
    this.coreHead.textContent = head;
    this.coreText.textContent = text;
    this.nulls.textContent = onNullPlayers(this.state);
    this.terms.textContent = i === null
      ? `A line is as thick as its weight: ${range(n).map((s) => `${weight(s, n)} for |S| = ${s}`).join(", ")}.`
      : `φ of ${names[i]} = ${termsOf(worths, i, n, this.write)} = ${inFull(payoffs[i])}`;
  }
}

customElements.define("st-game-board", GameBoard);
