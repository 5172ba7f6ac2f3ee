/* <st-axiom-switch>: switch an axiom off and see which payoffs become possible. */

import { frac, sum } from "../core/fractions.js";
import { shapleyValues } from "../core/games.js";
import { explanation, freshId, h, table, Widget } from "../core/base.js";
import { Questions } from "../core/questions.js";
import { Share } from "../core/share.js";
import { fromHash, LAST, STEPS, toHash } from "./address.js";
import { AXIOMS, freedom, isPossible, slice } from "./attainable.js";
import { cornersOf, GAMES, NAMES, RULES } from "./rules.js";
import { QUESTIONS } from "./questions.js";
import { Triangle } from "./triangle.js";
import { inPicture, reason, verdict } from "./words.js";

const START = { game: "friends", on: new Set(AXIOMS), step: STEPS };
const SETTLE_MS = 300;

class AxiomSwitch extends Widget {
  static title = "Axiom switch";

  build() {
    const say = (text) => this.say(text);
    this.state = START;
    this.triangle = new Triangle();
    this.share = new Share(this, "A link to this", {
      toHash, fromHash, load: (state) => this.#load(state), instead: () => "Here is the beginning instead.",
    });
    this.questions = new Questions(QUESTIONS, () => ({ ...this.state, basis: this.basis }), say);
    this.verdict = h("p", { class: "sta-verdict" });
    this.reason = h("p", { class: "st-hint sta-reason" });
    this.stage.append(
      h("p", { class: "st-title" }, "Axiom switch"), this.questions.node, this.share.trouble,
      this.#buildGames(), this.#buildSwitches(), this.verdict,
      h("div", { class: "sta-two" },
        h("div", null, this.triangle.node, this.#buildSum()),
        h("div", null, this.#buildRules(), this.reason)),
      this.share.node,
      explanation("A rule turns the worths of a game into payoffs. The axioms are demands on rules, and only the Shapley "
        + "value meets all four in every game. Switch some of them off, and you see what the rules that meet the others "
        + "can pay in this one game: a point, a line or the whole plane, in color.",
      "A point of the plane stands for three payoffs. The nearer it is to the corner of A, the more A gets, and so for B "
        + "and C. Outside the triangle somebody gets less than 0. The numbers are the rules of the table: a full dot is "
        + "possible, an empty one is not."));
    this.share.begin();
  }

  // --- making the parts -----------------------------------------------------------------

  #buildGames() {
    const id = freshId();
    this.games = h("select", { id, onchange: () => this.#change({ game: this.games.value, step: STEPS }) },
      Object.entries(GAMES).map(([key, { title }]) => h("option", { value: key }, title)));
    this.story = h("span", { class: "sta-story" });
    return h("div", { class: "st-row" }, h("label", { for: id }, "Game"), this.games, this.story);
  }

  #buildSwitches() {
    this.switches = AXIOMS.map((axiom) => h("input", {
      type: "checkbox", role: "switch", onchange: (event) => this.#turn(axiom, event.target.checked),
    }));
    return h("fieldset", { class: "sta-switches" }, h("legend", null, "Axioms"),
      this.switches.map((input, k) => h("label", null, input, AXIOMS[k])));
  }

  #buildSum() {
    const id = freshId();
    this.slider = h("input", {
      id, type: "range", min: 0, max: LAST, oninput: () => this.#change({ step: Number(this.slider.value) }),
    });
    this.total = h("b", { class: "sta-total" });
    return h("div", { class: "sta-sum" }, h("label", { for: id }, "Sum"), this.slider, this.total);
  }

  #buildRules() {
    this.rows = RULES.map(() => ({ pay: [...NAMES, "sum"].map(() => h("span")), possible: h("span") }));
    const node = table("What some rules pay, and whether it is possible", ["rule", ...NAMES, "sum", "possible"],
      this.rows.map(({ pay, possible }, k) => [`${k + 1} ${RULES[k].name}`, ...pay, possible]));
    node.classList.add("sta-rules");
    return node;
  }

  // --- changing the state ---------------------------------------------------------------

  #turn(axiom, on) {
    const set = new Set(this.state.on);
    if (on) set.add(axiom);
    else set.delete(axiom);
    this.#change({ on: set, step: set.has("efficiency") ? STEPS : this.state.step });
  }

  /** The reader has changed something: said aloud soon afterwards. */
  #change(news) {
    this.#show({ ...this.state, ...news });
    this.news = this.questions.watch() || this.news;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.say(`${this.news ?? ""}${this.verdict.textContent}`);
      this.news = "";
    }, SETTLE_MS);
  }

  /** A state from a link, or the one to begin with. */
  #load(state) {
    this.#show(state ?? START);
    this.questions.turn(this.#openQuestion());
  }

  /** The first question that is not answered already by what a link has brought. */
  #openQuestion() {
    return Math.max(0, QUESTIONS.findIndex(({ answer }) => !answer({ ...this.state, basis: this.basis })));
  }

  // --- showing the state ----------------------------------------------------------------

  #show(state) {
    this.state = state;
    const { worths, story } = GAMES[state.game], value = shapleyValues(worths), unit = sum(value);
    this.basis = freedom(worths, state.on);
    const total = unit.mul(frac(state.step, STEPS)), cut = slice(total, value, this.basis);
    this.games.value = state.game;
    this.story.textContent = story;
    this.switches.forEach((input, k) => { input.checked = state.on.has(AXIOMS[k]); });
    this.slider.value = state.step;
    this.slider.disabled = state.on.has("efficiency");
    this.slider.setAttribute("aria-valuetext", total.show());
    this.total.textContent = total.show();
    this.verdict.textContent = verdict(value, this.basis, state.on);
    this.reason.textContent = reason(state.on);
    this.share.show(state);
    const marks = this.#showRules(worths, value);
    const sharing = state.on.size === 3 && !state.on.has("symmetry");
    this.triangle.draw({
      unit, total, cut, corners: sharing ? cornersOf(worths) : [], label: inPicture(total, cut),
      marks: marks.filter(({ payoffs }) => sum(payoffs).equals(total)),
    });
  }

  /** Fills the table; returns the rules as marks of the picture. */
  #showRules(worths, value) {
    return RULES.map(({ pay }, k) => {
      const payoffs = pay(worths), possible = isPossible(payoffs, value, this.basis);
      [...payoffs, sum(payoffs)].forEach((amount, i) => { this.rows[k].pay[i].textContent = amount.show(); });
      this.rows[k].possible.textContent = possible ? "yes" : "no";
      return { payoffs, text: `${k + 1}`, possible };
    });
  }
}

customElements.define("st-axiom-switch", AxiomSwitch);
