/* The picture of "Who is missing": a normal cloud, a row in it, and who fills in. */

import { h, svg } from "../core/base.js";
import { normalDensity, WAYS } from "./missing.js";
import { Labels } from "./labels.js";
import { neverOccurs, show } from "./remarks.js";

const REACH = 4, SIDE = 320, UNIT = SIDE / (2 * REACH);
const TIGHT = 2; // a told value beyond leaves no room for a name outside
const LINE_END = 2.3; // of the line on which all rows are

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

/** What the density is multiplied with; a narrow bell would leave the picture. */
function heightOf(deviation) { return 2 / Math.max(deviation, 0.4); }

/** A bell over the line of the told value, to one side of it. */
function bell({ center, deviation }, told, side, missing) {
  const width = Math.max(deviation, 0.03), height = heightOf(deviation);
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
    this.labels = new Labels(SIDE);
    this.drawing = svg("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img" },
      axes(), Object.values(this.shapes), Object.values(this.marks), this.labels.node, this.star);
    this.listen();
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
    this.star.classList.toggle("stm-never", neverOccurs(setting));
    shapes.outer.classList.toggle("stm-only", Math.abs(setting.rho) === 1);
    this.write(setting, missing, fills, told, side);
    this.describe(setting, missing, fills);
  }

  /** A name at everything that is drawn, on the side of the told value's line where there is room. */
  write(setting, missing, fills, told, side) {
    const { labels } = this, never = neverOccurs(setting), { marginal, conditional, mean } = fills;
    const spotAt = (along, off = 0) => (missing === 0 ? [across(along), up(told) - off] : [across(told) + off, up(along)]);
    const off = (sign) => (missing === 0 ? [0, -sign] : [sign, 0]); // from the line
    const on = (sign) => (missing === 0 ? [sign, 0] : [0, -sign]); // along it
    const peak = ({ deviation }) => heightOf(deviation) * normalDensity(0) * UNIT;
    const spread = ({ center, deviation }) => (deviation > 0 ? `${show(center)} ± ${show(deviation)}` : `always ${show(center)}`);
    const tight = Math.abs(told) > TIGHT, free = Math.sign(marginal.center - conditional.center) || 1; // where the other bell is not
    labels.put("conditional", spotAt(conditional.center, -side * peak(conditional)), off(-side), ["conditional", spread(conditional)]);
    labels.put("marginal", tight ? spotAt(marginal.center + free * 2.2) : spotAt(marginal.center, side * peak(marginal)),
      off(tight ? -side : side), ["marginal", spread(marginal)]);
    const apart = Math.sign(mean.center);
    labels.put("zero", spotAt(0, -side * 9), off(-side), [apart ? "zero" : "zero, mean"], on(-apart));
    labels.put("mean", spotAt(mean.center, -side * 9), off(-side), apart ? ["mean"] : [], on(apart));
    labels.put("star", spotAt(setting.x[missing]), on(setting.x[missing] < mean.center ? -1 : 1),
      never ? ["this row:", "impossible"] : ["this row"], off(2 * side));
    labels.mark("star", never);
    const end = tight && free < 0 ? 1 : -1;
    labels.put("told", spotAt(end * (REACH - (missing === 0 ? 0.3 : 0.7))), off(-side), [`${["x₂", "x₁"][missing]} = ${show(told)} is told`], missing === 0 ? [-end, 0] : [0, 0]);
    const { rho } = setting;
    labels.put("line", [across(setting.mean - rho * LINE_END), up(setting.mean - LINE_END)], [0, 1],
      Math.abs(rho) === 1 ? ["all rows are on this line"] : [], [rho, 0]);
  }

  /** The same in words. */
  describe(setting, which, fills) {
    const missing = ["x₁", "x₂"][which];
    const spread = ({ center, deviation }) => `${show(center)} ± ${show(deviation)}`;
    const items = [
      `zero: ${missing} = ${show(fills.zero.center)}`, `mean: ${missing} = ${show(fills.mean.center)}`,
      `marginal: ${spread(fills.marginal)}`, `conditional: ${spread(fills.conditional)}`,
    ];
    this.drawing.setAttribute("aria-label", `A normal cloud with correlation ${show(setting.rho)}`
      + `${neverOccurs(setting) ? ", in which the row is impossible" : ""}. Stand-ins for ${missing}: ${items.join("; ")}`);
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

