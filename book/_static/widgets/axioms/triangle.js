/* Payoffs of three players with a given sum, as points of a plane; in the triangle nobody is paid less than 0. */

import { frac } from "../core/fractions.js";
import { svg } from "../core/base.js";
import { NAMES } from "./rules.js";

const BOX = { width: 340, height: 300 }, MIDDLE = { x: 170, y: 194 }, REACH = 144, FAR = 2000;
// Where more pay for a player moves a point: up for A, down to the left for B, to the right for C.
const TOWARDS = [[0, -1], [-Math.sqrt(3) / 2, 1 / 2], [Math.sqrt(3) / 2, 1 / 2]];
const LABELS = [["middle", 0, -8], ["middle", 0, 20], ["middle", 0, 20]]; // anchor and distance from the corner

export class Triangle {
  constructor() {
    this.node = svg("svg", { viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: "img", class: "sta-picture" });
  }

  /**
   * @param {Fraction} unit the sum that is drawn at full size  @param {Fraction} total the sum of these payoffs
   * @param {?{point, basis}} cut what is possible  @param {Array} corners of a dashed border, or none
   * @param {Array} marks { payoffs, text, possible } with this sum
   */
  draw({ unit, total, cut, corners, marks, label }) {
    const scale = REACH / unit.toNumber();
    const shift = (payoffs) => [0, 1].map((axis) =>
      scale * payoffs.reduce((sum, pay, i) => sum + pay.toNumber() * TOWARDS[i][axis], 0));
    const place = (payoffs) => {
      const [x, y] = shift(payoffs);
      return [MIDDLE.x + x, MIDDLE.y + y];
    };
    const path = (points) => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`;
    const all = NAMES.map((_, i) => place(NAMES.map((_, j) => (i === j ? total : frac(0)))));
    this.node.setAttribute("aria-label", label);
    this.node.replaceChildren(
      cut?.basis.length === 2 ? svg("rect", { ...BOX, class: "sta-all" }) : "",
      svg("path", { d: path(all), class: "sta-triangle" }),
      cut?.basis.length === 1 ? line(place(cut.point), shift(cut.basis[0])) : "",
      corners.length ? svg("path", { d: path(corners.map(place)), class: "sta-corners" }) : "",
      ...all.map(([x, y], i) => {
        const [anchor, right, down] = LABELS[i];
        return svg("text", {
          x: x + right, y: y + down, "text-anchor": anchor, class: "sta-corner", style: `fill: var(--st-player-${i})`,
        }, `${NAMES[i]} ${total.show()}`);
      }),
      cut?.basis.length === 0 ? dot(place(cut.point), 9, "sta-only") : "",
      ...gathered(marks).map(({ payoffs, text, possible }) => {
        const [x, y] = place(payoffs), beside = possible && cut?.basis.length === 0 ? 15 : 9;
        return svg("g", null, dot([x, y], 4.5, possible ? "sta-mark" : "sta-mark sta-out"),
          svg("text", { x: x + beside, y: y + 5, class: "sta-number" }, text));
      }));
  }
}

function line([x, y], [right, down]) {
  const far = FAR / Math.hypot(right, down);
  return svg("line", {
    x1: x - far * right, y1: y - far * down, x2: x + far * right, y2: y + far * down, class: "sta-line",
  });
}

function dot([cx, cy], r, kind) { return svg("circle", { cx, cy, r, class: kind }); }

/** Marks at the same place as one. */
function gathered(marks) {
  const found = new Map();
  for (const mark of marks) {
    const key = String(mark.payoffs), here = found.get(key);
    if (here) here.text += `, ${mark.text}`;
    else found.set(key, { ...mark });
  }
  return [...found.values()];
}
