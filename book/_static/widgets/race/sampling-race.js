/* Widget "Sampling race": five estimators on the same budgets, one after another. */

import { explanation, freshId, h, prefersCalm, Widget } from "../core/base.js";
import { Questions } from "../core/questions.js";
import { Share } from "../core/share.js";
import { fromHash, START, toHash } from "./address.js";
import { brief, Chart } from "./chart.js";
import { OnePlayer, rightOnes } from "./one-player.js";
import { FEW, QUESTIONS } from "./questions.js";
import { BUDGETS, GAMES, runsOf, SEEDS, unpack } from "./race.js";

const LAST = BUDGETS.length - 1;
const PAUSE_MS = 700, SETTLE_MS = 600;
const NO_BAND = "Point at a method, or choose it with Tab: its band reaches from the best to the worst of ten seeds.";

class SamplingRace extends Widget {
  static title = "Sampling race";

  build() {
    const say = (text) => this.say(text);
    this.state = START;
    this.chart = new Chart((k) => this.#pick(k));
    this.one = new OnePlayer((player) => this.#change({ player }));
    this.questions = new Questions(QUESTIONS, () => this.#asked(), say);
    this.questions.onguess = () => this.#runTo(BUDGETS.indexOf(FEW));
    this.share = new Share(this, "A link to this", {
      toHash, fromHash, load: (state) => this.#load(state ?? START), instead: () => "Here is the beginning instead.",
    });
    this.verdict = h("p", { class: "str-verdict" });
    this.about = h("p", { class: "st-hint str-about" }, GAMES[this.state.game].about);
    this.note = h("p", { class: "st-hint str-note" }, NO_BAND);
    this.stage.append(
      h("p", { class: "st-title" }, "Sampling race"), this.questions.node, this.share.trouble, this.#buildSettings(), this.about,
      ...this.#buildButtons(), this.verdict, this.chart.node, this.note,
      h("div", { class: "st-folds" }, this.one.node,
        h("details", { class: "st-settings" }, h("summary", null, "Link"), this.share.node),
        explanation("Ten players have 1,024 coalitions. Each estimator may ask for the same number of worths, and estimates "
          + "the Shapley values from them. The RMSE is the typical error over all ten players: the root of the mean squared "
          + "error. Both scales are logarithmic: a straight line down means that the error falls by the same "
          + "share whenever the coalitions grow by the same share. Below the line there is no error.",
        "Line-ups: random orders of all players. Antithetic: each with its reverse. Kernel: a weighted sum of players, "
          + "fitted to random coalitions. Paired: each with its complement. Bend taken out: the same pairs, corrected for "
          + "worths that bend along that sum.")));
    this.questions.watch();
    this.#start();
  }

  /** Unpacking takes a moment; without the runs, what stands in the page is all there is. */
  async #start() {
    this.numbers = await unpack().catch((error) => { this.stage.remove(); throw error; });
    this.share.begin();
    this.dataset.started = "";
  }

  disconnectedCallback() { this.#pause(); }

  // --- making the parts -----------------------------------------------------------------

  #buildSettings() {
    const choose = (name, options, onchange) => {
      const select = h("select", { id: freshId(), onchange: () => onchange(select.value) },
        options.map(([value, text]) => h("option", { value }, text)));
      return [select, h("label", { for: select.id }, name)];
    };
    const seeds = Array.from({ length: SEEDS }, (_, k) => [k + 1, k + 1]);
    const [game, gameName] = choose("Game", Object.entries(GAMES).map(([key, { name }]) => [key, name]),
      (value) => this.#change({ game: value, step: 0 }));
    const [seed, seedName] = choose("Seed", seeds, (value) => this.#change({ seed: Number(value) }));
    Object.assign(this, { game, seed });
    const next = () => this.#change({ seed: (this.state.seed % SEEDS) + 1 }); // after the last comes the first
    return h("div", { class: "st-row" }, gameName, game, seedName, seed, h("button", { type: "button", onclick: next }, "Next seed"));
  }

  #buildButtons() {
    const button = (text, onclick) => h("button", { type: "button", onclick }, text);
    this.playButton = button("Play", () => (this.timer ? this.#pause() : this.#play()));
    this.playButton.classList.add("str-play");
    this.slider = h("input", {
      id: freshId(), type: "range", min: 0, max: LAST, oninput: () => this.#change({ step: Number(this.slider.value) }),
    });
    this.budget = h("span", { class: "str-paid" });
    const calm = prefersCalm();
    return [calm && h("p", { class: "st-hint" }, "Your device asks for little motion, so nothing plays by itself: step, or use the slider."),
      h("div", { class: "st-row" }, !calm && this.playButton,
        button("Step", () => this.#change({ step: (this.state.step + 1) % BUDGETS.length })),
        h("span", { class: "str-budget" }, h("label", { for: this.slider.id }, "Budget"), this.slider, this.budget))]
      .filter(Boolean);
  }

  // --- changing the state ---------------------------------------------------------------

  #load(state) {
    this.#pause();
    this.#show(state);
    this.questions.turn(0); // what a link shows is no answer yet
  }

  /** The reader has changed something. */
  #change(news) {
    if (!this.numbers) return; // not there yet
    this.#pause();
    this.#show({ ...this.state, ...news });
    this.#sayLater();
  }

  #play(until = LAST) {
    if (this.state.step >= until) this.#show({ ...this.state, step: 0 });
    clearTimeout(this.pending);
    this.playButton.textContent = "Pause";
    this.timer = setInterval(() => {
      this.#show({ ...this.state, step: this.state.step + 1 });
      if (this.state.step >= until) this.#pause();
    }, PAUSE_MS);
  }

  #pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.playButton.textContent = "Play";
    this.#sayLater();
  }

  /** A guess has been taken: let them run, and see. */
  #runTo(step) {
    if (this.state.step >= step) return;
    if (prefersCalm()) this.#change({ step });
    else this.#play(step);
  }

  /** No word while the race is on, or while a key is held. */
  #sayLater() {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => { this.say(`${this.news ?? ""}${this.verdict.textContent}`); this.news = ""; }, SETTLE_MS);
  }

  // --- showing the state ----------------------------------------------------------------

  #show(state) {
    const { game, seed, step } = state, before = this.shown ?? {};
    if (game !== before.game) {
      this.races = Array.from({ length: SEEDS }, (_, k) => runsOf(this.numbers, game, k + 1));
      this.chart.frame(this.races);
    }
    this.state = this.shown = state;
    this.game.value = game;
    this.seed.value = seed;
    this.slider.value = step;
    this.about.textContent = GAMES[game].about;
    this.budget.textContent = `${BUDGETS[step].toLocaleString("en")} coalitions`;
    this.slider.setAttribute("aria-valuetext", this.budget.textContent);
    this.chart.draw(this.race, step);
    this.one.show(this.race, state, GAMES[game].exact, (number) => this.#inDigits(number));
    const fewer = this.race.some(({ points }) => points[step].paid < BUDGETS[step]); // some have asked for all 1,024
    this.verdict.textContent = `${fewer ? "Up to " : ""}${this.budget.textContent} each. ${this.#ahead()}`;
    this.#pick(this.chart.picked);
    this.share.show(state);
    this.news = this.questions.watch() || this.news;
  }

  get race() { return this.races[this.state.seed - 1]; }

  #inDigits(number) {
    const text = Math.abs(number).toFixed(GAMES[this.state.game].digits);
    return number < 0 && Number(text) ? `−${text}` : text;
  }

  /** The band of a method, drawn and in words. */
  #pick(k) {
    const range = this.races ? this.chart.pick(k) : null;
    if (!range) this.note.textContent = NO_BAND;
    else {
      const [best, worst] = range.map(brief);
      this.note.textContent = `${this.race[k].name}, ten seeds: the RMSE goes from ${best} to ${worst}.`;
    }
  }

  /** For the questions. */
  #asked() {
    if (!this.races) return undefined;
    const { game, step, player } = this.state;
    return { game, race: this.race, right: rightOnes(this.race, step, player), budget: BUDGETS[step] };
  }

  /** The exact ones, or the closest over all players and by how much. */
  #ahead() {
    const now = this.race.map(({ name, points }) => ({ name, off: points[this.state.step].rmse }));
    const exact = now.filter(({ off }) => off === 0).map(({ name }) => name);
    if (exact.length) return `Exact: ${exact.join("; ")}.`;
    const order = [...now].sort((a, b) => a.off - b.off), [first, last] = [order[0], order.at(-1)];
    const best = order.filter(({ off }) => off === first.off).map(({ name }) => name);
    return `Ahead: ${best.join(" and ")}, with an RMSE of ${brief(first.off)}. `
      + `That of ${last.name} is ${(last.off / first.off).toFixed(1)} times as large.`;
  }
}

customElements.define("st-sampling-race", SamplingRace);
