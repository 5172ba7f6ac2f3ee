/* Questions that a widget asks one at a time, and notices when they are answered. */

import { h } from "./base.js";

const TRY_IT = "The answer will stand here.";

export class Questions {
  /**
   * @param {Array} list each { ask, answer, fits, hint, guesses }, functions of the widget's state: the
   *   question; what is to be said of it once it is answered, or "" as long as it is not; if it is
   *   not always to be asked, whether it is; what stands there before; and what one may guess, a list of texts
   * @param {Function} state the widget's state as it is now
   * @param {Function} say what tells screen readers something
   */
  constructor(list, state, say) {
    this.list = list;
    this.say = say;
    this.state = state;
    this.restart();
    this.mark = h("b", { class: "st-mark", "aria-hidden": "true" });
    this.text = h("span", { class: "st-asked" });
    this.told = h("span");
    this.choices = h("span", { class: "st-choices" });
    this.button = h("button", { type: "button", onclick: () => this.next() }, "Another question");
    this.node = h("div", { class: "st-question", role: "group", "aria-label": "A question" },
      h("p", null, this.mark, " ", this.text), h("p", { class: "st-answer" }, this.told, this.choices), this.button);
  }

  /** Begin with the first question. */
  restart() {
    this.at = 0;
    this.solved = undefined; // nothing is asked yet
  }

  next() {
    const fits = (k) => this.list[k].fits?.(this.state()) ?? true;
    do this.at = (this.at + 1) % this.list.length; while (!fits(this.at));
    this.turn(this.at);
    this.say(this.text.textContent);
  }

  /**
   * Ask this one; without a number, the one asked last, or the first if it no longer fits. What
   * answers it already is kept back until someone asks for it: a question is read before it is solved.
   */
  turn(k = this.at) {
    const state = this.state();
    this.at = this.list[k].fits?.(state) ?? true ? k : 0;
    this.solved = this.known = false;
    this.guess = "";
    this.known = Boolean(this.#remark(state));
    this.#show(state);
  }

  /** This one has been answered, whether it was asked or not; returns "Solved. …". */
  solve(k = this.at) {
    if (k !== this.at) this.turn(k);
    this.solved = true;
    this.#show(this.state());
    return `${this.#verdict(this.state())} `;
  }

  /** After every change: "Solved. …" if this very change has answered the question, else "". */
  watch() {
    const state = this.state();
    if (this.solved === undefined || !(this.list[this.at].fits?.(state) ?? true)) this.turn();
    const remark = this.#remark(state);
    if (!this.solved && !this.known && remark) return this.solve();
    if (!remark) this.known = false;
    if (!this.solved) this.#show(state);
    return "";
  }

  /** There may be nothing yet to be asked about. */
  #remark(state) { return state ? this.list[this.at].answer(state) : ""; }

  #verdict(state) {
    const { answer } = this.list[this.at];
    return `${this.guess ? `Your guess: ${this.guess}. ` : "Solved. "}${answer(state)}`;
  }

  #show(state) {
    this.onturn?.(this.at); // for who wants to know what is asked
    const { ask, hint, guesses } = this.list[this.at];
    if (!state) {
      if (!ask.length) this.text.textContent = ask(); // it speaks of nothing that is not there yet
      return;
    }
    this.node.classList.toggle("st-solved", this.solved);
    this.mark.textContent = this.solved ? "✓" : "?";
    this.text.textContent = ask(state);
    const open = !this.solved && !this.guess;
    this.told.textContent = this.solved ? this.#verdict(state)
      : this.guess ? `Your guess: ${this.guess}. ${TRY_IT}`
        : guesses ? "Your guess: " : this.known ? "It is so already. " : hint?.(state) || TRY_IT;
    this.choices.replaceChildren(...(!open ? [] : guesses ? guesses(state).map((text) => this.#choice(text))
      : this.known ? [this.#button("Why?", () => this.solve())] : []));
  }

  #button(text, act) {
    return h("button", { type: "button", onclick: () => { act(); this.button.focus({ preventScroll: true }); } }, text);
  }

  /** A guess is taken, and kept beside the answer; where the answer is known already, it follows at once. */
  #choice(text) {
    return this.#button(text, () => {
      this.guess = text;
      if (this.known) this.say(this.solve());
      else {
        this.#show(this.state());
        this.onguess?.(); // for who lets it be seen at once
      }
    });
  }
}
