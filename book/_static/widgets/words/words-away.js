/* <st-words-away>: click words out of a sentence, and see what a network makes of the rest. */

import { h, signClass } from "../core/base.js";
import { decimal, signed, SmallWidget } from "../core/small.js";
import { adds, EVERYTHING, left, logOdds, PAYOFFS, probability, raised, WORDS } from "./words.js";

const NOT = WORDS.indexOf("not"), HALF = 2 ** (WORDS.length - 1);

class WordsAway extends SmallWidget {
  static title = "Words clicked away";

  static question = {
    ask: () => `“not” is paid ${decimal(PAYOFFS[NOT])}. Can you leave words to which it adds something?`,
    answer: ({ S }) => (adds(NOT, S) < 0.0005 ? ""
      : `Added to “${left(S & ~(1 << NOT))}”, it raises the log-odds by ${decimal(adds(NOT, S))}: one of `
        + `${raised(NOT)} such coalitions among ${HALF}. The payoff is an average over all of them.`),
  };

  start() { return { S: EVERYTHING }; }

  content() {
    const toggle = (i) => h("button", { type: "button", onclick: () => { this.state.S ^= 1 << i; this.changed(); } }, WORDS[i]);
    this.words = WORDS.map((word, i) => ({ button: toggle(i), here: h("span"), paid: h("b", null, decimal(PAYOFFS[i])) }));
    for (const [i, { paid }] of this.words.entries()) paid.className = signClass(Math.abs(PAYOFFS[i]) < 0.005 ? 0 : PAYOFFS[i]); // 0.00 has no sign
    this.fill = h("span", { class: "stw-fill" });
    this.score = h("p", { class: "stw-score" });
    return [
      h("div", { class: "stw-meter", "aria-hidden": "true" }, this.fill, h("span", { class: "stw-half" })),
      this.score,
      h("div", { class: "stw-line" },
        h("div", { class: "stw-word stw-heads" }, h("span", null, "word"), h("span", null, "adds here"), h("span", null, "payoff")),
        this.words.map(({ button, here, paid }) => h("div", { class: "stw-word" }, button, here, paid))),
    ];
  }

  show() {
    const { S } = this.state;
    this.words.forEach(({ button, here }, i) => {
      const stays = (S >> i) & 1, change = adds(i, S);
      button.setAttribute("aria-pressed", Boolean(stays));
      here.textContent = signed(change);
      here.className = signClass(Math.abs(change) < 0.005 ? 0 : change);
    });
    const percent = `${(100 * probability(S)).toFixed(0)}%`;
    this.fill.style.width = percent;
    this.score.textContent = `Positive with probability ${percent}: log-odds ${decimal(logOdds(S))}.`;
    return `${left(S) || "No word"}: ${this.score.textContent}`;
  }
}

customElements.define("st-words-away", WordsAway);
