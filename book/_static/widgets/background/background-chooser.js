/* <st-background-chooser>: choose the people next to whom one patient is explained. */

import { h, signClass, svg } from "../core/base.js";
import { decimal, signed, slider, SmallWidget } from "../core/small.js";
import { compared, crowd, EVERYBODY, OLDEST, PATIENT, YEARS, YOUNGEST } from "./background.js";

const WIDTH = 360, LEFT = 44, HEIGHT = 176, FOOT = 40, ROW = 24;
const RISK = (value) => LEFT + (WIDTH - LEFT - 44) * value;
const NAMES = ["Age", "BP"];

class BackgroundChooser extends SmallWidget {
  static title = "Compared with whom?";

  static question = {
    ask: () => `Being ${PATIENT.age} lowers the risk next to everybody. Next to whom does it raise it?`,
    answer: (choice) => {
      const { people, age, paid } = compared(choice);
      return !people || paid[0] < 0.0005 ? ""
        : `Next to ${people === 1 ? "one person" : `${people} people`} of ${decimal(age, 0)}, Age is paid ${signed(paid[0], 3)}. `
          + "The patient and the prediction are the same; the comparison is another.";
    },
  };

  start() { return { ...EVERYBODY }; }

  content() {
    const move = (changes, wait) => { Object.assign(this.state, { twin: false }, changes); this.changed(wait); };
    const ages = { min: YOUNGEST, max: OLDEST };
    this.from = slider("age from", ages, (from) => move({ from, to: Math.max(from, this.state.to) }, 400));
    this.to = slider("to", ages, (to) => move({ to, from: Math.min(to, this.state.from) }, 400));
    this.bp = h("select", { "aria-label": "blood pressure", onchange: () => move({ bp: this.bp.value }) },
      [["any", "any pressure"], ["1", "high pressure"], ["0", "not high"]].map(([value, text]) => h("option", { value }, text)));
    this.twin = h("button", { type: "button", onclick: () => move({ twin: !this.state.twin }) }, "One twin");
    this.people = h("p", { class: "stc-people" });
    this.crowd = svg("g");
    return [h("div", { class: "stv-two" },
      h("div", null, this.from.line, this.to.line, h("div", { class: "st-row" }, this.bp, this.twin), this.people, this.#histogram()),
      this.#waterfall())];
  }

  #histogram() {
    return svg("svg", { class: "stc-crowd", viewBox: "0 0 300 44", role: "img", "aria-label": "People by age; those chosen are dark" }, this.crowd);
  }

  #waterfall() {
    const line = (y, name) => svg("text", { class: "stc-name", x: 0, y: y + 5 }, name);
    this.steps = svg("g");
    const x = RISK(PATIENT.risk), bottom = HEIGHT - FOOT;
    return svg("svg", { class: "stc-steps", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": "From the base value to the risk of the patient" },
      svg("path", { d: `M${RISK(0)} ${bottom}H${RISK(1)}` }), [0, 0.5, 1].map((v) => svg("text", { x: RISK(v), y: bottom + 16, "text-anchor": "middle" }, v)),
      svg("path", { class: "stc-risk", d: `M${x} 4V${bottom}` }),
      svg("text", { x, y: HEIGHT - 6, "text-anchor": "middle" }, `the patient’s risk, ${decimal(PATIENT.risk, 3)}`),
      ["base", ...NAMES].map((name, k) => line(ROW + 40 * k, name)), this.steps);
  }

  show() {
    const { state } = this, { people, base, paid } = compared(state);
    for (const [one, value] of [[this.from, state.from], [this.to, state.to]]) {
      one.input.value = value;
      one.told.textContent = value;
    }
    this.bp.value = state.bp;
    this.twin.setAttribute("aria-pressed", state.twin);
    this.people.textContent = people ? `${people.toLocaleString("en-US")} ${people === 1 ? "person" : "people"}, mean risk ${decimal(base, 3)}` : "Nobody: choose more ages.";
    const all = crowd(EVERYBODY), chosen = crowd(state), most = Math.max(...all), wide = 300 / YEARS.length;
    const bars = (counts, name) => svg("path", { class: name, d: counts.map((count, k) => `M${wide * k} 44v${(-44 * count) / most}h${wide - 0.8}V44Z`).join("") });
    this.crowd.replaceChildren(bars(all, "stc-all"), bars(chosen, "stc-chosen"));
    const ends = [base, base + paid[0], base + paid[0] + paid[1]];
    const bar = (k) => {
      const [low, high] = [ends[k], ends[k + 1]].sort((a, b) => a - b), y = ROW + 40 * (k + 1);
      return svg("g", { class: signClass(Math.abs(paid[k]) < 0.0005 ? 0 : paid[k]) },
        svg("rect", { x: RISK(low), y: y - 10, width: Math.max(RISK(high) - RISK(low), 1.5), height: 20 }),
        svg("text", { x: RISK(high) + 5, y: y + 5 }, signed(paid[k], 3)));
    };
    this.steps.replaceChildren(...(people ? [svg("circle", { cx: RISK(base), cy: ROW, r: 5 }),
      svg("text", { x: RISK(base) + 9, y: ROW + 5 }, decimal(base, 3)),
      svg("path", { d: `M${RISK(base)} ${ROW}v50M${RISK(ends[1])} ${ROW + 30}v60` }), bar(0), bar(1)] : []));
    return `${this.people.textContent}. Age ${signed(paid[0], 3)}, BP ${signed(paid[1], 3)}.`;
  }
}

customElements.define("st-background-chooser", BackgroundChooser);
