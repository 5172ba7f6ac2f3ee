/* A coalition of the lattice as a control: drag it, step it with the arrow keys, or type what it is worth. */

import { h, numberInput } from "../core/base.js";
import { label, members } from "../core/games.js";

const PIXELS = 4; // of a drag, for one step
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

export class Node {
  /**
   * @param {number} S the coalition
   * @param {{ onvalue: Function, onstep: Function, onwarn: Function }} on a typed number, a number of steps from
   *   a value, and what is wrong with what was typed
   */
  constructor(S, worth, described, { onvalue, onstep, onwarn }) {
    this.S = S;
    this.onvalue = onvalue;
    this.onstep = onstep;
    this.who = h("span", { class: "st-who", "aria-hidden": "true" });
    this.level = h("span", { class: "st-level", "aria-hidden": "true" });
    const { input, show } = numberInput(worth, onvalue, onwarn,
      { role: "spinbutton", "aria-describedby": described, onkeydown: (event) => this.#key(event) });
    this.input = input;
    this.write = show;
    this.node = h("div", {
      class: "st-node", onpointerdown: (event) => this.#grab(event),
      onmousedown: (event) => event.preventDefault(), // a drag selects no text
    }, this.level, this.who, input);
  }

  /** @param {string[]} short the names as there is room for them  @param {string} text the worth as it is written */
  show({ names, worths }, short, text, high) {
    const worth = worths[this.S], share = worth.toNumber() / high.toNumber();
    this.worth = worth;
    this.input.setAttribute("aria-label", `v(${label(this.S, names)})`);
    this.input.setAttribute("aria-valuenow", worth.toNumber());
    this.input.setAttribute("aria-valuetext", text);
    this.input.style.setProperty("--letters", text.length);
    this.write(worth, text);
    const players = members(this.S, names.length);
    this.who.replaceChildren(...(players.length ? players.map((i) => h("span", { class: `st-chip st-p${i}` }, short[i])) : ["∅"]));
    this.level.style.width = `${Math.min(100, 100 * Math.abs(share))}%`;
    this.level.classList.toggle("st-minus", share < 0);
  }

  #key(event) {
    const steps = KEYS[event.key];
    if (!steps || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.onstep(this.worth, steps);
  }

  /**
   * To the right or up it is worth more. A finger that moves up or down scrolls the page; who only
   * presses wants to type.
   */
  #grab(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const start = this.worth, held = new AbortController();
    let steps = 0, moved = false;
    const on = (name, f) => this.node.addEventListener(name, f, { signal: held.signal });
    const letGo = () => { held.abort(); this.node.classList.remove("st-held"); };
    this.node.setPointerCapture(event.pointerId);
    this.node.classList.add("st-held");
    on("pointermove", (move) => {
      const now = Math.trunc((move.clientX - event.clientX - (move.clientY - event.clientY)) / PIXELS);
      if (now === steps) return;
      [steps, moved] = [now, true];
      this.onstep(start, steps);
    });
    on("pointerup", () => {
      letGo();
      if (!moved || event.pointerType === "mouse") this.input.focus({ preventScroll: true });
    });
    on("pointercancel", () => { letGo(); if (moved) this.onvalue(start); });
  }
}
