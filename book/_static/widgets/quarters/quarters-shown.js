/* <st-quarters>: blur quarters of a photograph, and see how sure the network is of a cat. */

import { h, signClass, svg, table } from "../core/base.js";
import { decimal, signed, SmallWidget } from "../core/small.js";
import { adds, ALL, missing, NAMES, PAYOFFS, PICTURES, WHOLE, worth } from "./quarters.js";

const LOW = -6, HIGH = 3, WIDTH = 320, X = (value) => 10 + ((WIDTH - 20) * (value - LOW)) / (HIGH - LOW);

class Quarters extends SmallWidget {
  static title = "Four quarters of a photograph";

  static question = {
    ask: () => "Blur one quarter of the whole face. What do the log-odds of a cat do?",
    guesses: () => ["they fall", "they rise", "it depends on the quarter"],
    answer: ({ S, moved }) => (moved && missing(S) >= 0
      ? `Without the ${NAMES[missing(S)]} they rise, from ${decimal(worth(WHOLE), 1)} to ${decimal(worth(S), 1)}, as without any other. `
        + "Yet all four payoffs are positive: they are averages over all coalitions."
      : ""),
  };

  start() { return { S: WHOLE, moved: false }; }

  content() {
    this.quarters = NAMES.map((name, i) => h("button", {
      type: "button", "aria-label": name, style: `background-position: ${100 * (i % 2)}% ${i > 1 ? 100 : 0}%`,
      onclick: () => { this.state.S ^= 1 << i; this.state.moved = true; this.changed(); },
    }));
    const picture = h("div", { class: "stq-picture", style: `--sharp: url(${PICTURES.sharp}); --blurred: url(${PICTURES.blurred})` }, this.quarters);
    this.adds = NAMES.map(() => h("span"));
    const payoffs = PAYOFFS.map((value) => h("b", { class: signClass(value) }, decimal(value, 1)));
    const grid = table("What each quarter adds, and its payoff", ["quarter", "adds here", "payoff"],
      NAMES.map((name, i) => [name, this.adds[i], payoffs[i]]));
    this.score = h("p", { class: "stq-score" });
    return [h("div", { class: "stq-two" }, picture, h("div", null, this.score, this.#scale(), grid))];
  }

  /** All sixteen worths on a line. */
  #scale() {
    const at = (value) => svg("text", { x: X(value), y: 42, "text-anchor": "middle" }, decimal(value, 0));
    this.here = svg("circle", { class: "stq-here", cy: 16, r: 7 });
    return svg("svg", { class: "stq-scale", viewBox: `0 0 ${WIDTH} 46`, role: "img", "aria-label": "The worths of all sixteen coalitions on a line" },
      svg("path", { d: `M${X(LOW)} 16H${X(HIGH)}M${X(0)} 6V26` }), [LOW, -3, 0, HIGH].map(at),
      ALL.map((S) => svg("circle", { cx: X(worth(S)), cy: 16, r: 3 })), this.here);
  }

  show() {
    const { S } = this.state;
    this.quarters.forEach((button, i) => button.setAttribute("aria-pressed", Boolean((S >> i) & 1)));
    this.adds.forEach((cell, i) => {
      cell.textContent = signed(adds(i, S), 1);
      cell.className = signClass(adds(i, S));
    });
    this.here.setAttribute("cx", X(worth(S)));
    this.score.textContent = `Log-odds of a house cat: ${decimal(worth(S), 1)}`;
    const shown = NAMES.filter((_, i) => (S >> i) & 1);
    return `${shown.join(", ") || "nothing"} sharp. ${this.score.textContent}.`;
  }
}

customElements.define("st-quarters", Quarters);
