/* Cards in a line that can be put into another order: by dragging them, or by arrow keys. */

import { h } from "../core/base.js";

/**
 * A line of `cards` (elements that can have the focus). `node` is its list; `onorder(order)` is
 * called with the new order of the cards' numbers when someone has moved a card, and
 * `onpass(order)` with the order as it would be, while a card is held over the others.
 */
export class Line {
  constructor(cards, onorder, onpass) {
    this.onorder = onorder;
    this.onpass = onpass;
    this.slots = cards.map((card, i) => this.#slot(card, i));
    this.order = cards.map((_, i) => i);
    this.node = h("ol", { class: "st-line" }, this.slots);
  }

  #slot(card, i) {
    const slot = h("li", { class: "st-slot" }, card);
    card.addEventListener("keydown", (event) => this.#key(event, i, card));
    card.addEventListener("pointerdown", (event) => this.#grab(event, i, card));
    return slot;
  }

  /** Put the cards into this order, without telling anyone. */
  arrange(order) {
    this.order = [...order];
    const focused = document.activeElement;
    this.node.append(...order.map((i) => this.slots[i]));
    if (this.node.contains(focused)) focused.focus();
  }

  #withCard(i, place) {
    const order = this.order.filter((other) => other !== i);
    order.splice(place, 0, i);
    return order;
  }

  #move(i, place) {
    const order = this.#withCard(i, place);
    if (order.every((other, k) => other === this.order[k])) return;
    this.arrange(order);
    this.onorder(order);
  }

  #key(event, i, card) {
    const here = this.order.indexOf(i), last = this.order.length - 1;
    const place = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key];
    if (place === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#move(i, Math.min(Math.max(place, 0), last));
    card.focus();
  }

  /** The pointer holds card i until it lets go; the others make room as it passes them. */
  #grab(event, i, card) {
    if (event.button !== 0 || !event.isPrimary) return;
    const boxes = this.order.map((k) => this.slots[k].getBoundingClientRect());
    const from = this.order.indexOf(i), step = boxes[1].left - boxes[0].left;
    const held = new AbortController();
    const on = (name, f) => card.addEventListener(name, f, { signal: held.signal });
    const shift = (x) => Math.min(Math.max(x - event.clientX, -from * step),
      (boxes.length - 1 - from) * step);
    let place = from;
    card.setPointerCapture(event.pointerId);
    this.node.classList.add("st-dragging");
    const letGo = () => {
      held.abort();
      this.node.classList.remove("st-dragging");
      for (const slot of this.slots) slot.style.transform = "";
    };
    on("pointermove", (move) => {
      const by = shift(move.clientX);
      place = from + Math.round(by / step);
      this.onpass(this.#withCard(i, place));
      this.order.forEach((k, at) => {
        const passed = from < at && at <= place ? -step : place <= at && at < from ? step : 0;
        this.slots[k].style.transform = `translateX(${k === i ? by : passed}px)`;
      });
    });
    on("pointerup", () => { letGo(); this.#move(i, place); card.focus(); });
    on("pointercancel", () => { letGo(); this.onpass(this.order); });
  }
}
