/* Questions that a widget asks one at a time, and notices when they are answered. */

import { h } from "./base.js";

export class Questions {
  /**
   * @param {Array} list each { ask, answer, fits }, functions of the widget's state: the question;
   *   what is to be said of it once it is answered, or "" as long as it is not; and, if it is
   *   not always to be asked, whether it is
   * @param {Function} state the widget's state as it is now
   * @param {Function} say what tells screen readers something
   */
  constructor(list, state, say) {
    this.list = list;
    this.say = say;
    this.state = state;
    this.at = 0;
    this.solved = false;
    this.mark = h("b", { class: "st-mark", "aria-hidden": "true" });
    this.text = h("span");
    this.button = h("button", { type: "button", onclick: () => this.next() }, "Another question");
    this.node = h("div", { class: "st-question", role: "group", "aria-label": "A question" },
      h("p", null, this.mark, " ", this.text), this.button);
  }

  next() {
    const fits = (k) => this.list[k].fits?.(this.state()) ?? true;
    do this.at = (this.at + 1) % this.list.length; while (!fits(this.at));
    this.turn(this.at);
    this.say(this.text.textContent);
  }

  /** Ask this one; without a number, the one asked last, or the first if it no longer fits. */
  turn(k = this.at) {
    this.at = this.list[k].fits?.(this.state()) ?? true ? k : 0;
    this.solved = false;
    return this.watch();
  }

  /** After every change: "Solved. …" if this very change has answered the question, else "". */
  watch() {
    if (this.solved) return "";
    const { ask, answer } = this.list[this.at], state = this.state();
    const remark = state ? answer(state) : ""; // there may be nothing yet to be asked about
    this.solved = Boolean(remark);
    this.node.classList.toggle("st-solved", this.solved);
    this.mark.textContent = this.solved ? "✓" : "?";
    this.text.textContent = this.solved ? `Solved. ${remark}` : ask(state);
    return this.solved ? `Solved. ${remark} ` : "";
  }
}
