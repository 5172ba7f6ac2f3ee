/* <st-gradient-walk>: Integrated Gradients step by step, as an area under two slopes. */

import { h, svg, table } from "../core/base.js";
import { range } from "../core/games.js";
import { decimal, slider, SmallWidget } from "../core/small.js";
import { AGES, halfway, paid, rate, risk, slope, STEPS, YOUNG } from "./walk.js";

const NAMES = ["Age", "BP"], OLD = AGES.at(-1);
const WIDTH = 340, HEIGHT = 200, LEFT = 34, RIGHT = 12, TOP = 8, BOTTOM = HEIGHT - 38, MOST = 1.5;
const X = (step) => LEFT + ((WIDTH - LEFT - RIGHT) * step) / STEPS;
const Y = (value) => BOTTOM - ((BOTTOM - TOP) * value) / MOST;

class GradientWalk extends SmallWidget {
  static title = "The walk from r to x";

  static question = {
    ask: () => `Walk to the patient of ${OLD}. How much of the way pays half of the change?`,
    guesses: () => ["a fifth", "half", "four fifths"],
    answer: ({ age, steps }) => (age !== OLD || steps < halfway(age) ? ""
      : `It is paid after ${halfway(age)} of ${STEPS} steps; later the slopes are small. The slopes at the patient alone, `
        + `${decimal(slope(age, 0) + slope(age, 1), 3)} together, miss most of ${decimal(risk(age, STEPS) - risk(age, 0), 3)}.`),
  };

  start() { return { age: OLD, steps: 0 }; }

  content() {
    this.age = h("select", { "aria-label": "patient", onchange: () => { this.state.age = Number(this.age.value); this.changed(); } },
      AGES.map((age) => h("option", { value: age }, `to a patient of ${age}`)));
    this.steps = slider("steps", { min: 0, max: STEPS }, (steps) => { this.state.steps = steps; this.changed(400); });
    this.here = h("p");
    this.cells = range(3).map(() => range(2).map(() => h("span")));
    const named = (i) => h("span", { class: "stg-feature", style: `color: var(--st-player-${i})` }, NAMES[i]);
    const grid = table("What the walk has paid, and what the slopes at the patient would pay", [h("span", { class: "st-hidden" }, "feature"), "paid so far", "slope at patient"],
      range(2).map((i) => [named(i), ...this.cells[i]]), [[h("span", null, "sum"), ...this.cells[2]]]);
    grid.classList.add("stv-numbers");
    return [h("div", { class: "stv-two" }, h("div", null, this.age, this.steps.line, this.here, grid), this.#picture())];
  }

  #picture() {
    const inColor = (name, i) => ({ class: name, style: `--color: var(--st-player-${i})` });
    this.areas = range(2).map((i) => svg("path", inColor("stg-area", i)));
    this.lines = range(2).map((i) => svg("path", inColor("stg-line", i)));
    const key = NAMES.map((name, i) => [svg("rect", { ...inColor("stg-area", i), x: X(STEPS) - 44, y: TOP + 22 * i, width: 14, height: 14 }),
      svg("text", { ...inColor("stg-name", i), x: X(STEPS) - 24, y: TOP + 12 + 22 * i }, name)]);
    this.end = svg("text", { x: X(STEPS), y: BOTTOM + 16, "text-anchor": "end" });
    return svg("svg", { class: "stg-picture", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "Slopes along the walk, one on top of the other; the area under them is what has been paid" },
      this.areas, this.lines, svg("path", { class: "stv-axis", d: `M${LEFT} ${TOP}V${BOTTOM}H${WIDTH - RIGHT}` }),
      [0, 0.5, 1].map((value) => svg("text", { x: LEFT - 6, y: Y(value) + 5, "text-anchor": "end" }, value)),
      svg("text", { x: LEFT, y: BOTTOM + 16 }, YOUNG), this.end, key,
      svg("text", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 5, "text-anchor": "middle" }, "age on the way; height: slope × distance"));
  }

  show() {
    const { age, steps } = this.state, walked = YOUNG + ((age - YOUNG) * steps) / STEPS;
    this.age.value = age;
    this.steps.input.value = steps;
    this.steps.told.textContent = steps;
    this.here.textContent = `At ${decimal(walked, 0)} years the risk is ${decimal(risk(age, steps), 3)}.`;
    const rows = range(2).map((i) => [paid(age, i, steps), slope(age, i)]);
    [...rows, range(2).map((k) => rows[0][k] + rows[1][k])].forEach((row, i) => row.forEach((value, k) => {
      this.cells[i][k].textContent = decimal(value, 3);
    }));
    this.end.textContent = age;
    const low = range(STEPS).map((k) => rate(age, 1, k)), high = low.map((value, k) => value + rate(age, 0, k));
    const stairs = (values) => values.map((value, k) => `H${X(k)}V${Y(value)}H${X(k + 1)}`).join("");
    const under = (values) => `M${X(0)} ${Y(0)}${stairs(values.slice(0, steps))}V${Y(0)}Z`;
    this.areas[0].setAttribute("d", under(high)); // Age lies on BP
    this.areas[1].setAttribute("d", under(low));
    [high, low].forEach((values, i) => {
      this.lines[i].setAttribute("d", `M${X(0)} ${Y(values[0])}${stairs(values)}`);
    });
    return `${this.here.textContent} Age ${decimal(rows[0][0], 3)}, BP ${decimal(rows[1][0], 3)} so far.`;
  }
}

customElements.define("st-gradient-walk", GradientWalk);
