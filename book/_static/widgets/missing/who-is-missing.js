/* Widget "Who is missing": four ways to fill in a missing feature, side by side. */

import { explanation, freshId, h, signClass, table, Widget } from "../core/base.js";
import { Share } from "../core/share.js";
import { fromHash, LIMITS, START, toHash } from "./address.js";
import { Cloud } from "./cloud.js";
import { compareWays, MODELS, WAYS } from "./missing.js";
import { QUESTIONS } from "./questions.js";
import { Questions } from "../core/questions.js";
import { remark, show } from "./remarks.js";

const SLIDERS = [
  { key: "rho", sign: "ρ", name: "correlation", ...LIMITS.rho },
  { key: 0, sign: "x₁", name: "of this row", ...LIMITS.x },
  { key: 1, sign: "x₂", name: "of this row", ...LIMITS.x },
  { key: "mean", sign: "μ", name: "mean", ...LIMITS.mean },
];
const LINES = ["v(∅)", "v({1})", "v({2})", "v({1,2})", "φ₁", "φ₂", "φ₁ + φ₂"];
const SCALES = [1, 2, 5, 10, 20, 50];

class WhoIsMissing extends Widget {
  static title = "Who is missing";

  build() {
    this.cloud = new Cloud((x) => this.change("x", x));
    this.questions = new Questions(QUESTIONS, () => ({ setting: this.setting, ways: compareWays(this.setting) }),
      (text) => this.say(text));
    this.share = new Share(this, "A link to this", {
      toHash, fromHash, load: (state) => this.load(state ?? START), instead: () => "Here is the beginning instead.",
    });
    this.remark = h("p", { class: "stm-remark" });
    this.stage.append(
      h("p", { class: "st-title" }, "Who is missing"), this.questions.node, this.share.trouble,
      h("div", { class: "stm-top" }, this.controls(), this.cloud.node),
      h("div", { class: "stm-below" }, this.remark, this.comparison()),
      h("div", { class: "st-folds" }, h("details", { class: "st-settings" }, h("summary", null, "Link"), this.share.node),
        explanation("A prediction f(x₁, x₂) is to be shared between its two features. v(S) is what the model says when it is "
          + "told only the features in S; φ₁ and φ₂ are the Shapley values, the features’ shares of f(x₁, x₂) − v(∅).",
        "But a model always reads both. So something must stand in for a feature that is missing. Zero and mean: a fixed "
          + "number. Marginal: everybody’s value, and the average of the answers. Conditional: the values of those who share "
          + "what is told. In the picture their laws stand as bells on the line of what is told, with mean ± deviation.")));
    this.share.begin();
  }

  controls() {
    const id = freshId();
    this.model = h("select", { id, onchange: () => this.change("model", this.model.value) },
      Object.entries(MODELS).map(([key, { name }]) => h("option", { value: key }, name)));
    this.sliders = SLIDERS.map((about) => this.slider(about));
    return h("div", { class: "stm-controls" },
      h("div", { class: "st-row" }, h("label", { for: id }, "Model f(x₁, x₂) ="), this.model),
      this.sliders.map(({ line }) => line),
      h("div", { class: "st-row" }, this.choice(), h("button", { type: "button", onclick: () => this.reset() }, "Start again")),
      h("p", { class: "st-hint" }, "X₁ and X₂ are normal with mean μ, variance 1 and correlation ρ. The star is the row "
        + "that is explained: drag it, or use the sliders."));
  }

  slider({ key, sign, name, limit, step }) {
    const id = freshId();
    const input = h("input", {
      id, type: "range", min: -limit, max: limit, step,
      oninput: () => this.change(key, Number(input.value)),
    });
    const output = h("span", { class: "stm-value" });
    const label = h("label", { for: id }, h("b", null, sign), ` ${name}`);
    return { key, input, output, line: h("div", { class: "stm-slider" }, label, input, output) };
  }

  /** Which feature is missing in the picture. */
  choice() {
    const name = freshId();
    const radio = (i) => h("label", null, h("input", {
      type: "radio", name, value: i, onchange: () => { this.missing = i; this.update(); },
    }), ["x₁", "x₂"][i]);
    this.choices = h("fieldset", { class: "stm-choice" }, h("legend", null, "Missing"), radio(0), radio(1));
    return this.choices;
  }

  comparison() {
    const ways = Object.values(WAYS);
    const names = ways.map(({ name }) => name.replace("condi", "condi\u00ad")); // may be split
    this.cells = LINES.map(() => ways.map(() => h("span")));
    const rows = LINES.map((name, k) => [h("span", null, name), ...this.cells[k]]);
    this.grid = table("Worths and payoffs by what stands in for a missing feature",
      [h("span", { class: "st-hidden" }, "worth or payoff"), ...names], rows);
    this.grid.classList.add("stm-table");
    return this.grid;
  }

  change(key, value) {
    if (typeof key === "number") this.setting.x[key] = value;
    else this.setting[key] = value;
    this.update();
  }

  reset() {
    this.setting = structuredClone(START.setting);
    this.update();
  }

  /** A state from a link, or the one to begin with. */
  load({ setting, missing }) {
    this.setting = structuredClone(setting);
    this.missing = missing;
    this.questions.restart();
    this.update();
    clearTimeout(this.pending); // nobody has moved anything yet
  }

  update() {
    const { setting } = this, ways = compareWays(setting);
    this.model.value = setting.model;
    for (const { key, input, output } of this.sliders) {
      const value = typeof key === "number" ? setting.x[key] : setting[key];
      input.value = value;
      output.textContent = show(value);
    }
    this.choices.querySelectorAll("input").forEach((input, i) => { input.checked = i === this.missing; });
    this.cloud.draw(setting, this.missing);
    this.share.show(this);
    this.fillTable(ways);
    this.remark.textContent = remark(setting, ways);
    this.news = this.questions.watch() || this.news;
    clearTimeout(this.pending); // no word while a slider moves
    this.pending = setTimeout(() => {
      this.say((this.news ?? "") + this.remark.textContent);
      this.news = "";
    }, 600);
  }

  fillTable(ways) {
    const largest = Math.max(...ways.flatMap(({ payoffs }) => payoffs.map(Math.abs)));
    const scale = SCALES.find((limit) => limit >= largest) ?? largest;
    ways.forEach(({ worths, payoffs, total }, column) => {
      [...worths, ...payoffs, total].forEach((number, k) => {
        this.cells[k][column].replaceChildren(
          h("span", { class: "stm-number" }, show(number)),
          k === 4 || k === 5 ? bar(number / scale) : "");
      });
    });
    const told = this.missing === 0 ? 2 : 1;
    this.grid.querySelectorAll("tbody tr").forEach((row, k) => row.classList.toggle("stm-seen", k === told));
  }
}

/** A bar to the right if positive, to the left if negative; its share of the scale, at most 1. */
function bar(share) {
  const fill = h("span", { class: `stm-fill ${signClass(share)}` });
  fill.style.width = `${(50 * Math.abs(share)).toFixed(2)}%`;
  fill.style[share < 0 ? "right" : "left"] = "50%";
  return h("span", { class: "stm-bar", "aria-hidden": "true" }, fill);
}

customElements.define("st-who-is-missing", WhoIsMissing);
