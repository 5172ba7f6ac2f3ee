/* <st-weights-curve>: the weight of one coalition and of all of its size, for n players. */

import { h, svg, table } from "../core/base.js";
import { range } from "../core/games.js";
import { slider, SmallWidget } from "../core/small.js";
import { fewest, grouped, many, MOST, parts } from "./weights.js";

const MILLION = 1e6, FEWEST = fewest(MILLION);
const WIDTH = 340, HEIGHT = 190, LEFT = 52, RIGHT = 16, TOP = 20, LOW = -11, BOTTOM = HEIGHT - 38;
const Y = (number) => TOP + ((BOTTOM - TOP) * Math.log10(number)) / LOW;

class WeightsCurve extends SmallWidget {
  static title = "The curve of the weights";

  static question = {
    ask: () => "From how many players on does some coalition weigh less than one part in a million?",
    guesses: () => [FEWEST - 7, FEWEST, FEWEST + 7].map(String),
    answer: ({ n, s }) => (parts(s, n) <= MILLION ? ""
      : `From ${FEWEST} on. With ${n}, one of the ${grouped(many(s, n))} coalitions of ${s} others weighs 1/${grouped(parts(s, n))}, `
        + `all of them together 1/${n}.`),
  };

  start() { return { n: 5, s: 0 }; }

  content() {
    this.n = slider("players n", { min: 2, max: MOST }, (n) => { this.state.n = n; this.state.s = Math.min(this.state.s, n - 1); this.changed(400); });
    this.s = slider("others s", { min: 0, max: 4 }, (s) => { this.state.s = s; this.changed(400); });
    this.cells = range(3).map(() => h("b"));
    const names = ["one coalition weighs", "coalitions of this size", "together they weigh"];
    const grid = table("Weights of coalitions of this size", [h("span", { class: "st-hidden" }, "what"), h("span", { class: "st-hidden" }, "number")],
      names.map((name, k) => [name, this.cells[k]]));
    grid.classList.add("stv-numbers");
    return [h("div", { class: "stv-two" }, h("div", null, this.n.line, this.s.line, grid), this.#picture())];
  }

  #picture() {
    this.curve = svg("g", { class: "stv-curve" });
    const axis = range(4).map((k) => svg("text", { x: LEFT - 8, y: Y(10 ** (-3 * k)) + 4, "text-anchor": "end" }, k ? `10${["⁻³", "⁻⁶", "⁻⁹"][k - 1]}` : "1"));
    this.ends = range(2).map(() => svg("text", { y: BOTTOM + 17, "text-anchor": "middle" }));
    return svg("svg", { class: "stv-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "Weights by size, on a logarithmic scale: one coalition, and all of a size" },
      svg("path", { class: "stv-axis", d: `M${LEFT} ${TOP}V${BOTTOM}H${WIDTH - RIGHT}M${LEFT} ${Y(1 / MILLION)}H${WIDTH - RIGHT}` }), axis, this.ends,
      svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, "size of the coalition"), this.curve);
  }

  show() {
    const { n, s } = this.state;
    for (const [one, value] of [[this.n, n], [this.s, s]]) one.told.textContent = value;
    this.s.input.max = n - 1;
    this.n.input.value = n;
    this.s.input.value = s;
    const numbers = [`1/${grouped(parts(s, n))}`, grouped(many(s, n)), `1/${n}`];
    numbers.forEach((text, k) => { this.cells[k].textContent = text; });
    const x = (k) => LEFT + 8 + ((WIDTH - LEFT - RIGHT - 16) * k) / (n - 1), y = (k) => Y(1 / parts(k, n));
    this.ends.forEach((text, k) => {
      text.textContent = k * (n - 1);
      text.setAttribute("x", x(k * (n - 1)));
    });
    this.curve.replaceChildren(
      svg("path", { class: "stv-all", d: `M${x(0)} ${Y(1 / n)}H${x(n - 1)}` }),
      svg("text", { x: x((n - 1) / 2), y: Y(1 / n) - 7, "text-anchor": "middle" }, `all of one size together: 1/${n}`),
      svg("text", { x: x((n - 1) / 2), y: y(n >> 1) + 20, "text-anchor": "middle" }, "one of them"),
      svg("path", { class: "stv-gap", d: `M${x(s)} ${Y(1 / n)}V${y(s)}` }),
      svg("path", { class: "stv-one", d: `M${range(n).map((k) => `${x(k)} ${y(k)}`).join("L")}` }),
      ...range(n).map((k) => svg("circle", { class: k === s ? "stv-here" : "", cx: x(k), cy: y(k), r: k === s ? 6 : 3 })));
    return `${n} players, ${s} others: one coalition weighs ${numbers[0]}; there are ${numbers[1]}, together ${numbers[2]}.`;
  }
}

customElements.define("st-weights-curve", WeightsCurve);
