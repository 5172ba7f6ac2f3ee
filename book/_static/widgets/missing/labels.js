/* Names beside what is drawn: each of one line or two, inside the picture. */

import { svg } from "../core/base.js";

const LINE = 15, LETTER = 6.2, GAP = 6; // pixels: from line to line, a letter's width, from the spot

const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));

export class Labels {
  constructor(side) {
    this.side = side;
    this.texts = new Map();
    this.node = svg("g", { class: "stm-labels", "aria-hidden": "true" });
  }

  /** Set this one apart, or no longer. */
  mark(name, on) { this.texts.get(name).classList.toggle("stm-never", on); }

  /**
   * @param {string} name of the label, and of its class  @param {number[]} spot what it names
   * @param {number[]} away the direction, of length 1, in which the text lies from there
   * @param {string[]} lines none, one or two  @param {number[]} aside where it is moved besides, by half of its size
   */
  put(name, [x, y], [right, down], lines, [over, under] = [0, 0]) {
    if (!this.texts.has(name)) {
      this.texts.set(name, svg("text", { class: `stm-name stm-name-${name}`, "text-anchor": "middle" }));
      this.node.append(this.texts.get(name));
    }
    const width = LETTER * Math.max(0, ...lines.map((line) => line.length)), height = LINE * lines.length;
    const middle = [
      clamp(x + right * (GAP + width / 2) + (over * width) / 2, width / 2 + 3, this.side - width / 2 - 3),
      clamp(y + down * (GAP + height / 2) + (under * height) / 2, height / 2 + 2, this.side - height / 2 - 2),
    ];
    this.texts.get(name).replaceChildren(...lines.map((line, k) =>
      svg("tspan", { x: middle[0].toFixed(1), y: (middle[1] - height / 2 + LINE * (k + 0.78)).toFixed(1) }, line)));
  }
}
