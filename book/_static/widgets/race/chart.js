/*
 * The picture of the race: error against coalitions, both on logarithmic scales, a line for each
 * method with its name at the end. The name is a button: it shows the band of all seeds.
 */

import { h, svg } from "../core/base.js";
import { BUDGETS, RUNNERS } from "./race.js";

const HEIGHT = 250, LABEL = 32, REACH = 16; // pixels: of the plot, of a label, from a line's end to its label
const FLOOR = 88, EXACT = 95; // in hundredths of the height: where the scale ends, where no error is
const ACROSS = [50, 100, 200, 500, 1000];
const MARKS = [
  svg("circle", { r: 5 }), svg("path", { d: "M-4.6-4.6H4.6V4.6H-4.6Z" }),
  svg("path", { d: "M0-6.5L6.5 0 0 6.5 -6.5 0Z" }), svg("path", { d: "M0-6L6 5H-6Z" }),
  svg("path", { d: "M0 6L6-5H-6Z" }),
];

/** An error in two digits: on a logarithmic scale 0.0003 is not 0.000. */
export function brief(error) { return error ? error.toPrecision(2) : "exact"; }

/** Hundredths of the width, for a number of coalitions. */
function across(budget) {
  const [first, last] = [BUDGETS[0], BUDGETS.at(-1)].map(Math.log);
  return (100 * (Math.log(budget) - first)) / (last - first);
}

/** Hundredths of the height, for an error; a scale for all seeds, so that it keeps still. */
function scaleOf(errors) {
  const seen = errors.filter((error) => error > 0).map(Math.log), pad = 0.15;
  const high = Math.max(...seen) + pad, low = Math.min(...seen) - pad;
  const down = (error) => (error > 0 ? (FLOOR * (high - Math.log(error))) / (high - low) : EXACT);
  const powers = [-4, -3, -2, -1, 0, 1].flatMap((k) => [1, 3].map((digit) => Number((digit * 10 ** k).toPrecision(1))));
  return { down, ticks: powers.filter((tick) => down(tick) >= 0 && down(tick) <= FLOOR - 4) };
}

/** Places for labels, in pixels, as near to these as they can be without lying on one another. */
function apart(places) {
  const order = places.map((_, k) => k).sort((a, b) => places[a] - places[b]), found = [];
  order.forEach((k, turn) => {
    const above = turn ? found[order[turn - 1]] + LABEL : LABEL / 2;
    found[k] = Math.max(places[k], above);
  });
  let below = HEIGHT - LABEL / 2;
  for (const k of [...order].reverse()) {
    found[k] = Math.min(found[k], below);
    below = found[k] - LABEL;
  }
  return found;
}

export class Chart {
  /** @param {Function} onpick called with the number of a method that is pointed at or has the focus; null for none */
  constructor(onpick) {
    this.lines = RUNNERS.map((_, k) => svg("path", { class: `str-line str-runner-${k}` }));
    this.band = svg("path", { class: "str-band" });
    this.grid = svg("path", { class: "str-grid" });
    this.picture = svg("svg", { class: "str-picture", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
      this.grid, this.band, this.lines);
    this.leaders = RUNNERS.map((_, k) => svg("path", { class: `str-leader str-runner-${k}` }));
    this.heads = RUNNERS.map((_, k) => svg("g", { class: `str-head str-runner-${k}` }, MARKS[k].cloneNode()));
    this.labels = RUNNERS.map(({ name }, k) => this.#label(name, k, onpick));
    this.ends = h("div", { class: "str-ends" },
      svg("svg", { class: "str-marks", width: REACH, height: HEIGHT, "aria-hidden": "true" }, this.leaders, this.heads),
      this.labels.map(({ node }) => node));
    this.axes = h("div", { "aria-hidden": "true" });
    this.node = h("div", { class: "str-chart", role: "group", "aria-label": "Error by coalitions, for five methods" },
      h("p", { class: "str-axis", "aria-hidden": "true" }, "RMSE over ten players"),
      h("div", { class: "str-plot", style: `height: ${HEIGHT}px` }, this.axes, this.picture, this.ends),
      h("p", { class: "str-axis str-below", "aria-hidden": "true" }, "coalitions asked for"));
  }

  #label(name, k, onpick) {
    const error = h("span", { class: "str-error" });
    const pick = () => onpick(k), drop = () => onpick(null);
    const node = h("button", {
      type: "button", class: `str-label str-runner-${k}`, onpointerenter: pick, onpointerleave: drop, onfocus: pick, onblur: drop, onclick: pick,
    }, name, error);
    return { node, error };
  }

  /** New axes. @param {Array} all the races of all seeds */
  frame(all) {
    this.all = all;
    this.scale = scaleOf(all.flatMap((race) => race.flatMap(({ points }) => points.map(({ rmse }) => rmse))));
    const { down, ticks } = this.scale, at = (place) => `${place.toFixed(2)}%`;
    this.grid.setAttribute("d", [...ticks.map(down), FLOOR + 1].map((y) => `M0 ${y}H100`).join(""));
    this.axes.replaceChildren(
      ...ticks.map((tick) => h("span", { class: "str-up", style: `top: ${at(down(tick))}` }, `${tick}`)),
      h("span", { class: "str-up", style: `top: ${at(EXACT)}` }, "exact"),
      ...ACROSS.map((tick) => h("span", { class: "str-along", style: `left: ${at(across(tick))}` }, tick.toLocaleString("en"))));
  }

  /** @param {Array} race what each method found  @param {number} step the last budget to show */
  draw(race, step) {
    const { down } = this.scale, x = (k) => across(BUDGETS[k]).toFixed(2);
    const ends = race.map(({ points }) => (down(points[step].rmse) / 100) * HEIGHT), places = apart(ends);
    this.ends.style.left = `${x(step)}%`;
    race.forEach(({ name, points }, k) => {
      const spots = points.slice(0, step + 1).map(({ rmse }, b) => `${x(b)} ${down(rmse).toFixed(2)}`);
      this.lines[k].setAttribute("d", `M${spots.join("L")}`);
      this.heads[k].setAttribute("transform", `translate(0 ${ends[k].toFixed(1)})`);
      this.leaders[k].setAttribute("d", `M0 ${ends[k].toFixed(1)}L${REACH} ${places[k].toFixed(1)}`);
      const { node, error } = this.labels[k], { rmse } = points[step];
      node.style.top = `${places[k].toFixed(1)}px`;
      error.textContent = ` ${brief(rmse)}`;
      node.setAttribute("aria-label", `${name}: ${rmse ? "RMSE " : ""}${brief(rmse)}`);
    });
    this.step = step;
    this.pick(this.picked ?? null);
  }

  /** Show the band of one method, from the best to the worst of all seeds; returns its ends, or null. */
  pick(k) {
    this.picked = k;
    this.lines.forEach((line, other) => line.classList.toggle("str-faint", k !== null && other !== k));
    this.labels.forEach(({ node }, other) => node.classList.toggle("str-picked", other === k));
    this.band.setAttribute("d", "");
    if (k === null) return null;
    const ranges = BUDGETS.slice(0, this.step + 1).map((_, b) => {
      const errors = this.all.map((race) => race[k].points[b].rmse);
      return [Math.min(...errors), Math.max(...errors)];
    });
    const spot = (b, error) => `${across(BUDGETS[b]).toFixed(2)} ${this.scale.down(error).toFixed(2)}`;
    const there = ranges.map(([, worst], b) => spot(b, worst)), back = ranges.map(([best], b) => spot(b, best)).reverse();
    this.band.setAttribute("d", `M${[...there, ...back].join("L")}Z`);
    this.band.setAttribute("class", `str-band str-runner-${k}`);
    return ranges.at(-1);
  }
}
