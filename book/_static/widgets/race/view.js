/* The pictures of the race: one small panel for each runner, the same axes in all. */

import { freshId, h, svg } from "../core/base.js";
import { BUDGETS } from "./race.js";

const BOX = { width: 232, height: 132, left: 54, right: 212, top: 12, bottom: 108 };
const TICKS = [64, 256, 1024];
const MARKS = [
  svg("circle", { r: 5 }), svg("path", { d: "M-4.6-4.6H4.6V4.6H-4.6Z" }),
  svg("path", { d: "M0-6.5L6.5 0 0 6.5 -6.5 0Z" }), svg("path", { d: "M0-6L6 5H-6Z" }),
  svg("path", { d: "M0 6L6-5H-6Z" }),
];

/** A round number at least as large. */
export function roundUp(size) {
  const power = 10 ** Math.floor(Math.log10(size || 1));
  return [1, 1.5, 2, 3, 4, 6, 8, 10].map((k) => Number((k * power).toPrecision(2)))
    .find((round) => round >= size * (1 - 1e-12));
}

/** Both axes: budgets logarithmic, values around the exact one. */
function scalesOf({ exact, reach }) {
  const [first, last] = [BUDGETS[0], BUDGETS.at(-1)].map(Math.log);
  const { left, right, top, bottom } = BOX;
  return {
    x: (budget) => left + ((Math.log(budget) - first) / (last - first)) * (right - left),
    y: (value) => (top + bottom) / 2 - ((value - exact) / reach) * ((bottom - top) / 2),
  };
}

export class Panel {
  constructor(runner, name) {
    const clip = freshId();
    this.grid = svg("g", { class: "str-axes" });
    this.band = svg("path", { class: "str-band" });
    this.line = svg("path", { class: "str-line" });
    this.head = svg("g", { class: "str-head" }, MARKS[runner].cloneNode());
    const { width, height, left, right, top, bottom } = BOX;
    const inside = { x: left - 6, y: top - 8, width: right - left + 14, height: bottom - top + 16 };
    this.drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
      svg("clipPath", { id: clip }, svg("rect", inside)), this.grid,
      svg("g", { "clip-path": `url(#${clip})` }, this.band, this.line, this.head));
    this.key = svg("svg", { class: "str-key", viewBox: "-8 -8 16 16", "aria-hidden": "true" },
      MARKS[runner].cloneNode());
    this.estimate = h("span", { class: "str-estimate" });
    this.figure = h("figure", { class: `str-panel str-runner-${runner}` },
      h("figcaption", null, this.key, h("b", null, name), this.estimate), this.drawing);
  }

  /** New axes: { exact, reach, digits }. */
  frame(about) {
    this.scales = scalesOf(about);
    const { x, y } = this.scales, { exact, reach, digits } = about;
    const levels = [exact + reach, exact, exact - reach];
    const names = [`+${reach}`, exact.toFixed(digits), `-${reach}`];
    const word = (text, left, top, anchor) => svg("text", { x: left, y: top, "text-anchor": anchor }, text);
    this.grid.replaceChildren(
      svg("path", { d: levels.map((v) => `M${BOX.left} ${y(v)}H${BOX.right}`).join("") }),
      svg("path", { class: "str-exact", d: `M${BOX.left} ${y(exact)}H${BOX.right}` }),
      ...levels.map((v, k) => word(names[k].replace("-", "−"), BOX.left - 6, y(v) + 4, "end")),
      ...TICKS.map((b) => word(`${b}`, x(b), BOX.bottom + 18, "middle")),
    );
  }

  /** The estimates of one player, up to the last of these points. */
  draw(points, player, caption) {
    const { x, y } = this.scales;
    const spots = points.map(({ values, half }, k) => ({
      at: x(BUDGETS[k]),
      middle: y(values[player]),
      low: y(values[player] - half[player]),
      high: y(values[player] + half[player]),
    }));
    const path = (list) => list.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L");
    const upper = spots.map(({ at, high }) => [at, high]);
    const lower = spots.map(({ at, low }) => [at, low]).reverse();
    this.line.setAttribute("d", `M${path(spots.map(({ at, middle }) => [at, middle]))}`);
    this.band.setAttribute("d", `M${path([...upper, ...lower])}Z`);
    const { at, middle } = spots.at(-1);
    this.head.setAttribute("transform", `translate(${at} ${middle})`);
    this.estimate.textContent = caption;
  }
}
