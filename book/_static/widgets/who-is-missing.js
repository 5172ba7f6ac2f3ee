/* Widget "Who is missing": four ways to fill in a missing feature, side by side. */

import { freshId, h, signClass, svg, table, Widget } from "./base.js";
import { compareWays, MODELS, normalDensity, WAYS } from "./missing.js";
import { remark, show } from "./remarks.js";

const START = { model: "first", x: [1, 2], mean: 0, rho: 0.8 };
const SLIDERS = [
  { key: "rho", sign: "ρ", name: "correlation", limit: 1, step: 0.05 },
  { key: 0, sign: "x₁", name: "of this row", limit: 3, step: 0.1 },
  { key: 1, sign: "x₂", name: "of this row", limit: 3, step: 0.1 },
  { key: "mean", sign: "μ", name: "mean of both", limit: 1, step: 0.1 },
];
const LINES = ["v(∅)", "v({1})", "v({2})", "v({1,2})", "φ₁", "φ₂", "φ₁ + φ₂"];
const REACH = 4, SIDE = 320, UNIT = SIDE / (2 * REACH);
const SCALES = [1, 2, 5, 10, 20, 50];

const across = (value) => (value + REACH) * UNIT;
const up = (value) => (REACH - value) * UNIT;
const spot = ([a, b]) => `${across(a).toFixed(1)} ${up(b).toFixed(1)}`;
const pathOf = (points) => `M${points.map(spot).join("L")}`;

/** The border of the region that holds a share of the normal cloud. */
function ellipse({ mean, rho }, share) {
  const radius = Math.sqrt(-2 * Math.log(1 - share));
  const rest = Math.sqrt(1 - rho * rho);
  return `${pathOf(Array.from({ length: 72 }, (_, k) => {
    const [c, s] = [Math.cos((k * Math.PI) / 36), Math.sin((k * Math.PI) / 36)];
    return [mean + radius * c, mean + radius * (rho * c + rest * s)];
  }))}Z`;
}

/** A bell over the line of the told value, to one side of it. */
function bell({ center, deviation }, told, side, missing) {
  const width = Math.max(deviation, 0.03), height = 2 / Math.max(width, 0.4);
  return `${pathOf(Array.from({ length: 49 }, (_, k) => {
    const z = (k - 24) / 7;
    const [along, off] = [center + z * width, told + side * height * normalDensity(z)];
    return missing === 0 ? [along, off] : [off, along];
  }))}Z`;
}

class WhoIsMissing extends Widget {
  static title = "Who is missing";

  build() {
    this.setting = structuredClone(START);
    this.missing = 0;
    this.remark = h("p", { class: "stm-remark" });
    this.stage.append(
      h("p", { class: "st-title" }, "Who is missing"),
      h("p", { class: "st-hint" }, "X₁ and X₂ are normal with mean μ, variance 1 and correlation ρ."),
      h("div", { class: "stm-top" }, this.controls(), this.picture(), this.legend),
      this.comparison(),
      this.remark,
    );
    this.update();
    clearTimeout(this.pending); // nobody has asked yet
  }

  controls() {
    const id = freshId();
    this.model = h("select", { id, onchange: () => this.change("model", this.model.value) },
      Object.entries(MODELS).map(([key, { name }]) => h("option", { value: key }, name)));
    this.sliders = SLIDERS.map((about) => this.slider(about));
    return h("div", { class: "stm-controls" },
      h("div", { class: "st-row" }, h("label", { for: id }, "Model f(x₁, x₂) ="), this.model),
      this.sliders.map(({ line }) => line),
      this.choice(),
      h("div", { class: "st-row" },
        h("button", { type: "button", onclick: () => this.reset() }, "As in the text")));
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
      type: "radio", name, value: i, checked: i === this.missing,
      onchange: () => { this.missing = i; this.update(); },
    }), ["x₁", "x₂"][i]);
    return h("fieldset", { class: "stm-choice" },
      h("legend", null, "Missing in the picture"), radio(0), radio(1));
  }

  picture() {
    const shape = (name) => svg("path", { class: `stm-${name}` });
    this.shapes = Object.fromEntries(
      ["outer", "inner", "told", "marginal", "conditional"].map((name) => [name, shape(name)]));
    this.marks = {
      zero: svg("circle", { class: "stm-mark", r: 6 }),
      mean: svg("path", { class: "stm-mark", d: "M-8-8H8V8H-8Z" }),
    };
    this.star = svg("g", { class: "stm-star" }, svg("circle", { r: 18, class: "stm-grip" }),
      svg("path", { d: "M0-10L2.6-3.2 9.5-3.1 4 1.2 5.9 8.1 0 4 -5.9 8.1 -4 1.2 -9.5-3.1 -2.6-3.2Z" }));
    this.drawing = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" },
      axes(), Object.values(this.shapes), Object.values(this.marks), this.star);
    this.listen();
    this.fills = h("p");
    this.list = h("ul");
    this.legend = h("div", { class: "stm-legend" }, this.fills, this.list);
    return h("div", { class: "stm-picture" }, this.drawing);
  }

  /** The star can be dragged; the sliders do the same by keyboard. */
  listen() {
    this.star.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.star.setPointerCapture(event.pointerId);
    });
    this.star.addEventListener("pointermove", (event) => {
      if (!this.star.hasPointerCapture(event.pointerId)) return;
      const box = this.drawing.getBoundingClientRect();
      const part = [(event.clientX - box.left) / box.width, (box.bottom - event.clientY) / box.height];
      part.forEach((share, i) => {
        const tenths = Math.round((share * 2 - 1) * REACH * 10);
        this.setting.x[i] = Math.max(-30, Math.min(30, tenths)) / 10;
      });
      this.update();
    });
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
    this.setting = structuredClone(START);
    this.update();
  }

  update() {
    const { setting } = this, ways = compareWays(setting);
    this.model.value = setting.model;
    for (const { key, input, output } of this.sliders) {
      const value = typeof key === "number" ? setting.x[key] : setting[key];
      input.value = value;
      output.textContent = show(value);
    }
    this.draw();
    this.fillTable(ways);
    this.remark.textContent = remark(setting, ways);
    clearTimeout(this.pending); // no word while a slider moves
    this.pending = setTimeout(() => this.say(this.remark.textContent), 600);
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

  draw() {
    const { setting, missing, shapes } = this, told = setting.x[1 - missing];
    const fills = Object.fromEntries(Object.entries(WAYS).map(([way, { law }]) => {
      const { mean, variance } = law(missing === 0 ? 2 : 1, setting);
      return [way, { center: mean[missing], deviation: Math.sqrt(Math.max(variance[missing], 0)) }];
    }));
    const side = told >= 0 ? 1 : -1; // the narrow bell may be high: towards the middle
    shapes.outer.setAttribute("d", ellipse(setting, 0.95));
    shapes.inner.setAttribute("d", ellipse(setting, 0.5));
    shapes.told.setAttribute("d", missing === 0
      ? pathOf([[-REACH, told], [REACH, told]]) : pathOf([[told, -REACH], [told, REACH]]));
    shapes.marginal.setAttribute("d", bell(fills.marginal, told, side, missing));
    shapes.conditional.setAttribute("d", bell(fills.conditional, told, -side, missing));
    for (const [way, mark] of Object.entries(this.marks)) {
      move(mark, missing === 0 ? [fills[way].center, told] : [told, fills[way].center]);
    }
    move(this.star, setting.x);
    this.describe(fills, told, (missing === 0 ? ["▼", "▲"] : ["◀", "▶"]), side > 0);
  }

  /** The same in words: legend and text alternative. */
  describe(fills, told, [before, after], marginalAfter) {
    const [missing, known] = this.missing === 0 ? ["x₁", "x₂"] : ["x₂", "x₁"];
    const spread = ({ center, deviation }) => `${show(center)} ± ${show(deviation)}`;
    const items = [
      ["star", "★", `this row: ${known} = ${show(told)} is told`],
      ["zero", "●", `zero: ${missing} = ${show(fills.zero.center)}`],
      ["mean", "□", `mean: ${missing} = ${show(fills.mean.center)}`],
      ["marginal", marginalAfter ? after : before, `marginal: ${spread(fills.marginal)}`],
      ["conditional", marginalAfter ? before : after, `conditional: ${spread(fills.conditional)}`],
    ];
    this.fills.textContent = `Who fills in for ${missing} (mean ± deviation):`;
    this.list.replaceChildren(...items.map(([key, mark, text]) =>
      h("li", null, h("span", { class: `stm-key stm-key-${key}`, "aria-hidden": "true" }, mark), text)));
    this.drawing.setAttribute("aria-label",
      `A normal cloud with correlation ${show(this.setting.rho)}. Stand-ins for ${missing}: `
      + items.slice(1).map(([, , text]) => text).join("; "));
  }
}

function move(shape, [a, b]) { shape.setAttribute("transform", `translate(${across(a)} ${up(b)})`); }

function axes() {
  const ticks = [-2, 0, 2].flatMap((value) => [
    svg("text", { x: across(value), y: SIDE - 4, "text-anchor": "middle" }, `${value}`.replace("-", "−")),
    svg("text", { x: 4, y: up(value) + 4 }, `${value}`.replace("-", "−")),
  ]);
  return svg("g", { class: "stm-axes", "aria-hidden": "true" },
    svg("path", { d: `${pathOf([[-REACH, 0], [REACH, 0]])}${pathOf([[0, -REACH], [0, REACH]])}` }), ticks,
    svg("text", { x: SIDE - 18, y: SIDE - 4 }, "x₁"), svg("text", { x: 4, y: 14 }, "x₂"));
}

/** A bar to the right if positive, to the left if negative; its share of the scale, at most 1. */
function bar(share) {
  const fill = h("span", { class: `stm-fill ${signClass(share)}` });
  fill.style.width = `${(50 * Math.abs(share)).toFixed(2)}%`;
  fill.style[share < 0 ? "right" : "left"] = "50%";
  return h("span", { class: "stm-bar", "aria-hidden": "true" }, fill);
}

customElements.define("st-who-is-missing", WhoIsMissing);
