/* The picture of "Who is missing": a normal cloud, a row in it, and who fills in. */

import { h, svg } from "../core/base.js";
import { normalDensity, WAYS } from "./missing.js";
import { show } from "./remarks.js";

const REACH = 4, SIDE = 320, UNIT = SIDE / (2 * REACH);

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

export class Cloud {
  /** @param {Function} onrow called with the place, [x₁, x₂], to which the star is dragged */
  constructor(onrow) {
    this.onrow = onrow;
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
    this.node = h("div", { class: "stm-picture" }, this.drawing);
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
      this.onrow(part.map((share) => {
        const tenths = Math.round((share * 2 - 1) * REACH * 10);
        return Math.max(-30, Math.min(30, tenths)) / 10;
      }));
    });
  }

  /** @param {number} missing which feature is filled in, 0 or 1 */
  draw(setting, missing) {
    const { shapes } = this, told = setting.x[1 - missing];
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
    const sides = missing === 0 ? ["▼", "▲"] : ["◀", "▶"];
    this.describe(setting.rho, missing, fills, told, side > 0 ? sides : sides.reverse());
  }

  /** The same in words: legend and text alternative. */
  describe(rho, which, fills, told, [before, after]) {
    const [missing, known] = which === 0 ? ["x₁", "x₂"] : ["x₂", "x₁"];
    const spread = ({ center, deviation }) => `${show(center)} ± ${show(deviation)}`;
    const items = [
      ["star", "★", `this row: ${known} = ${show(told)} is told`],
      ["zero", "●", `zero: ${missing} = ${show(fills.zero.center)}`],
      ["mean", "□", `mean: ${missing} = ${show(fills.mean.center)}`],
      ["marginal", after, `marginal: ${spread(fills.marginal)}`],
      ["conditional", before, `conditional: ${spread(fills.conditional)}`],
    ];
    this.fills.textContent = `Who fills in for ${missing} (mean ± deviation):`;
    this.list.replaceChildren(...items.map(([key, mark, text]) =>
      h("li", null, h("span", { class: `stm-key stm-key-${key}`, "aria-hidden": "true" }, mark), text)));
    this.drawing.setAttribute("aria-label",
      `A normal cloud with correlation ${show(rho)}. Stand-ins for ${missing}: `
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

