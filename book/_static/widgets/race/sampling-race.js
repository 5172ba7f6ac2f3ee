/* Widget "Sampling race": five estimators on the same budgets, one after another. */

import { explanation, freshId, h, prefersCalm, table, Widget } from "../core/base.js";
import { Questions } from "../core/questions.js";
import { QUESTIONS } from "./questions.js";
import { BUDGETS, GAMES, N, NAMES, RUNNERS, runsOf, SEEDS, unpack } from "./race.js";
import { Panel, roundUp } from "./view.js";

const START = { game: "airport", player: 9, seed: 1, step: 0 };
const LAST = BUDGETS.length - 1;
const PAUSE_MS = 700;
const HEAD = ["estimator", "paid", "estimate", "error", "RMSE"];

class SamplingRace extends Widget {
  static title = "Sampling race";

  build() {
    Object.assign(this, START);
    this.panels = RUNNERS.map(({ name }, k) => new Panel(k, name));
    this.verdict = h("p", { class: "str-verdict" });
    this.about = h("p", { class: "st-hint str-about" }, GAMES[this.game].about);
    this.questions = new Questions(QUESTIONS, () => this.state, (text) => this.say(text));
    this.stage.append(
      h("p", { class: "st-title" }, "Sampling race"), this.questions.node, this.settings(), this.about, this.buttons(),
      h("div", { class: "str-panels" }, this.panels.map(({ figure }) => figure), this.verdict),
      this.buildTable(),
      explanation("Ten players have 1,024 coalitions. Each estimator asks for the worths of some of them, all for the same "
        + "number, and estimates the Shapley values. A panel follows the estimate for one player from "
        + "budget to budget, with its band of 1.96 standard errors to each side; the straight line in the middle is the "
        + "exact value. The RMSE is the typical error over all ten players: the root of the mean squared error.",
      "Line-ups: random orders of all players. Antithetic: each with its reverse. Kernel: a weighted sum of players, "
        + "fitted to random coalitions. Paired: each with its complement. Bend taken out: the same pairs, corrected for "
        + "worths that bend along that sum."));
    this.questions.watch();
    this.start();
  }

  /** Unpacking takes a moment; without the runs, what stands in the page is all there is. */
  async start() {
    this.numbers = await unpack().catch((error) => { this.stage.remove(); throw error; });
    this.restart();
    clearTimeout(this.pending); // nobody has moved anything yet
    this.dataset.started = "";
  }

  disconnectedCallback() { this.pause(); }

  settings() {
    const choose = (name, options, value, onchange) => {
      const id = freshId();
      const select = h("select", { id, onchange: () => onchange(select.value) }, options);
      select.value = value;
      return h("span", { class: "st-field" }, h("label", { for: id }, name), select);
    };
    const seeds = Array.from({ length: SEEDS }, (_, k) => h("option", { value: k + 1 }, k + 1));
    const seed = choose("Seed", seeds, this.seed, (number) => { this.seed = Number(number); this.restart(); });
    this.seedField = seed.querySelector("select");
    return h("div", { class: "st-row" },
      choose("Game", Object.entries(GAMES).map(([key, { name }]) => h("option", { value: key }, name)),
        this.game, (game) => { this.game = game; this.restart(); }),
      choose("Player", NAMES.map((name, i) => h("option", { value: i }, name)),
        this.player, (player) => { this.player = Number(player); this.frame(); }),
      seed,
      h("button", { type: "button", onclick: () => this.nextSeed() }, "Next seed"));
  }

  buttons() {
    const button = (text, onclick) => h("button", { type: "button", onclick }, text);
    const id = freshId();
    this.playButton = button("Play", () => (this.timer ? this.pause() : this.play()));
    this.playButton.classList.add("str-play");
    this.playButton.hidden = prefersCalm();
    this.slider = h("input", {
      id, type: "range", min: 0, max: LAST, value: this.step,
      oninput: () => { this.pause(); this.goto(Number(this.slider.value)); },
    });
    this.budget = h("span", { class: "str-paid" });
    return h("div", { class: "st-row" }, this.playButton,
      button("Step", () => { this.pause(); this.goto(this.step + 1); }),
      button("Back", () => { this.pause(); this.goto(this.step - 1); }),
      button("To the start", () => { this.pause(); this.goto(0); }),
      h("span", { class: "str-budget" }, h("label", { for: id }, "Budget"), this.slider, this.budget));
  }

  /** After the last one comes the first again. */
  nextSeed() {
    this.seed = (this.seed % SEEDS) + 1;
    this.seedField.value = this.seed;
    this.restart();
  }

  /** All runs of the game and the seed, looked at from the start. */
  restart() {
    if (!this.numbers) return; // not there yet
    this.pause();
    this.exact = GAMES[this.game].exact;
    this.race = runsOf(this.numbers, this.game, this.seed);
    this.step = 0;
    this.about.textContent = GAMES[this.game].about;
    this.frame();
  }

  frame() {
    if (!this.race) return;
    const { player } = this, exact = this.exact[player];
    const seen = this.race.flatMap(({ points }) => points);
    const farthest = Math.max(...seen.map(({ values }) => Math.abs(values[player] - exact)));
    const about = { exact, reach: roundUp(farthest), digits: this.digits };
    this.panels.forEach((panel) => panel.frame(about));
    this.goto(this.step);
  }

  get digits() { return GAMES[this.game].digits; }

  show(number) {
    const text = Math.abs(number).toFixed(this.digits);
    return number < 0 && Number(text) ? `−${text}` : text;
  }

  goto(step) {
    if (!this.race) return;
    this.step = Math.max(0, Math.min(LAST, step));
    this.slider.value = this.step;
    this.budget.textContent = `${BUDGETS[this.step].toLocaleString("en")} coalitions`;
    this.slider.setAttribute("aria-valuetext", this.budget.textContent);
    const { player } = this;
    this.race.forEach(({ points }, k) => {
      const { values, half } = points[this.step];
      const caption = `${this.show(values[player])} ± ${this.show(half[player])}`;
      this.panels[k].draw(points.slice(0, this.step + 1), player, caption);
    });
    this.stand();
    this.verdict.textContent = this.words();
    this.news = this.questions.watch() || this.news;
    if (!this.timer) this.sayLater();
  }

  /** No word while the race is on, or while a key is held. */
  sayLater() {
    clearTimeout(this.pending);
    const words = `${this.news ?? ""}${this.budget.textContent} each. ${this.verdict.textContent}`;
    this.pending = setTimeout(() => { this.say(words); this.news = ""; }, 600);
  }

  /** The numbers of all panels; empty until the runs are there, with room for them. */
  buildTable() {
    this.cells = [...RUNNERS, "exact"].map(() => HEAD.slice(1).map(() => h("span", null, "\u00a0")));
    const rows = [...RUNNERS.map(({ name }) => name), "exact"].map((name, k) => [name, ...this.cells[k]]);
    this.standing = table("Estimates of one player, and the root mean square error of all ten players",
      HEAD, rows.slice(0, -1), rows.slice(-1));
    this.standing.classList.add("str-standing");
    return this.standing;
  }

  stand() {
    const { player, exact } = this;
    const rows = this.race.map(({ points }) => {
      const { paid, rmse, values } = points[this.step];
      return [paid.toLocaleString("en"), this.show(values[player]),
        this.show(values[player] - exact[player]), this.show(rmse)];
    });
    [...rows, [(2 ** N).toLocaleString("en"), this.show(exact[player]), "", ""]].forEach((row, k) =>
      row.forEach((text, c) => { this.cells[k][c].textContent = text; }));
  }

  /** How many bands hold the exact value. */
  get right() {
    return this.race.filter(({ points }) => points[this.step].right[this.player]).length;
  }

  /** For the questions. */
  get state() {
    const { game, race } = this;
    return race && { game, race, right: this.right, budget: BUDGETS[this.step] };
  }

  /** Who is ahead, and whether the bands are right. */
  words() {
    const { player, exact } = this;
    const now = this.race.map(({ name, points }) => ({ name, off: points[this.step].rmse }));
    return `${aheadOf(now)} ${this.right} of ${RUNNERS.length} bands hold player `
      + `${NAMES[player]}’s exact value, ${this.show(exact[player])}.`;
  }

  play() {
    if (this.step === LAST) this.goto(0);
    clearTimeout(this.pending);
    this.playButton.textContent = "Pause";
    this.timer = setInterval(() => {
      this.goto(this.step + 1);
      if (this.step === LAST) this.pause();
    }, PAUSE_MS);
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
    this.playButton.textContent = "Play";
    this.sayLater();
  }
}

/** The exact ones, or the closest over all players and by how much. */
function aheadOf(now) {
  const exact = now.filter(({ off }) => off === 0).map(({ name }) => name);
  if (exact.length) return `Exact: ${exact.join("; ")}.`;
  const order = [...now].sort((a, b) => a.off - b.off), [first, last] = [order[0], order.at(-1)];
  const best = order.filter(({ off }) => off === first.off).map(({ name }) => name);
  return `Smallest RMSE: ${best.join(" and ")}; that of ${last.name} is `
    + `${(last.off / first.off).toFixed(1)} times as large.`;
}

customElements.define("st-sampling-race", SamplingRace);
