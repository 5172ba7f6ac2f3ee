/* <st-kernel-weights>: weights of a regression to drag, and its payoffs in two games. */

import { h, svg } from "../core/base.js";
import { range, shapleyValues } from "../core/games.js";
import { slider, SmallWidget } from "../core/small.js";
import { fitted, GAMES, NAMES, same } from "./kernel.js";

const FAIR = GAMES.map(({ worths }) => shapleyValues(worths));
const WIDTH = 300, LEFT = 24, RIGHT = 64, ROW = 22;
const SIZES = ["alone", "in pairs", "in threes"];

class KernelWeights extends SmallWidget {
  static title = "Weights for a regression";

  static question = {
    ask: () => "Which weights make the regression pay the Shapley values in both games?",
    answer: ({ weights }) => (GAMES.some(({ worths }, k) => !same(fitted(worths, weights), FAIR[k])) ? ""
      : "Only 2\u00a0:\u00a01\u00a0:\u00a02 and its multiples do: the Shapley kernel. The friends alone would have let other "
        + "weights pass, such as 2\u00a0:\u00a02\u00a0:\u00a03."),
  };

  start() { return { weights: [1, 1, 1] }; }

  content() {
    this.sliders = SIZES.map((name, k) => slider(name, { min: 1, max: 8 }, (weight) => { this.state.weights[k] = weight; this.changed(400); }));
    this.plots = GAMES.map((game) => this.#plot(game));
    return [
      h("p", { class: "stk-hint" }, "Weight of one coalition whose members come"),
      h("div", { class: "stk-sliders" }, this.sliders.map(({ line }) => line)),
      h("div", { class: "stk-plots" }, this.plots.map(({ node }) => node)),
    ];
  }

  #plot({ name, span: [low, high] }, game = GAMES.findIndex((one) => one.name === name)) {
    const x = (value) => LEFT + ((WIDTH - LEFT - RIGHT) * (value.toNumber() - low)) / (high - low);
    const color = (i) => `--color: var(--st-player-${i})`, y = (i) => 12 + ROW * i;
    const dots = NAMES.map((_, i) => svg("circle", { cy: y(i), r: 5, style: color(i) }));
    const values = NAMES.map((_, i) => svg("text", { x: WIDTH, y: y(i) + 5, "text-anchor": "end" }));
    const verdict = h("b"), picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${ROW * NAMES.length + 2}`, role: "img", "aria-label": `Payoffs in the game ${name}; rings are Shapley values` },
      NAMES.map((player, i) => [svg("text", { class: "stk-name", x: 0, y: y(i) + 5, style: color(i) }, player),
        svg("path", { d: `M${LEFT} ${y(i)}H${WIDTH - RIGHT}` }),
        svg("circle", { class: "stk-fair", cx: x(FAIR[game][i]), cy: y(i), r: 8, style: color(i) })]), dots, values);
    return { node: h("div", null, h("p", { class: "stk-verdict" }, `${name}: `, verdict), picture), x, dots, values, verdict };
  }

  show() {
    const { weights } = this.state;
    this.sliders.forEach(({ input, told }, k) => { input.value = told.textContent = weights[k]; });
    const said = GAMES.map(({ name, worths }, k) => {
      const payoffs = fitted(worths, weights), { x, dots, values, verdict } = this.plots[k];
      for (const i of range(NAMES.length)) {
        dots[i].setAttribute("cx", x(payoffs[i]));
        values[i].textContent = payoffs[i].decimal();
      }
      verdict.textContent = same(payoffs, FAIR[k]) ? "✓ right" : "not yet";
      return `${name}: ${payoffs.map((value, i) => `${NAMES[i]} ${value.decimal()}`).join(", ")}, ${verdict.textContent}.`;
    });
    return `Weights ${weights.join(", ")}. ${said.join(" ")}`;
  }
}

customElements.define("st-kernel-weights", KernelWeights);
