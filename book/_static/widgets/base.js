/* What all widgets share: making elements, a place for messages, fields for exact numbers. */

import { parseFraction } from "./fractions.js";

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** An element: h("button", { type: "button", onclick: f }, "Go"); attributes by their HTML names. */
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

let ids = 0;

/** An id that nothing else on the page has. */
export function freshId() { return `st-${++ids}`; }

export function prefersCalm() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Class for a number that raises or lowers: .st-raise, .st-lower or nothing. */
export function signClass(sign) { return sign > 0 ? "st-raise" : sign < 0 ? "st-lower" : ""; }

/** The box can have the focus while it is too narrow for what is in it, so that keys scroll it. */
export function scrollByKeys(box) {
  const watch = new ResizeObserver(() => {
    if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    else box.removeAttribute("tabindex");
  });
  for (const element of [box, ...box.children]) watch.observe(element);
  return box;
}

/** A table: header and rows are lists of texts or nodes; the first cell of a row heads it. */
export function table(caption, header, rows, foot = []) {
  const line = (cells) => h("tr", null, cells.map((cell, k) =>
    h(k ? "td" : "th", k ? null : { scope: "row" }, cell)));
  return scrollByKeys(h("div", { class: "st-table", role: "group", "aria-label": caption },
    h("table", null,
      h("caption", { class: "st-hidden" }, caption),
      h("thead", null, h("tr", null, header.map((cell) => h("th", { scope: "col" }, cell)))),
      h("tbody", null, rows.map(line)),
      foot.length ? h("tfoot", null, foot.map(line)) : null)));
}

/**
 * A labelled field for an exact number. `onvalue(fraction)` is called when what stands in it is
 * a number; otherwise the field says so and keeps the last one. `field.show(fraction)` sets it.
 */
export function fractionField(name, value, onvalue) {
  const id = freshId();
  const input = h("input", {
    id, type: "text", autocomplete: "off", spellcheck: "false", value: value.show(),
    oninput: () => {
      const number = parseFraction(input.value);
      input.removeAttribute("aria-invalid");
      if (number) onvalue(number);
      else input.setAttribute("aria-invalid", "true");
      warning.hidden = Boolean(number);
    },
    onfocus: () => input.select(),
  });
  const warning = h("span", { class: "st-warning", role: "alert", hidden: true },
    "type a number: 100, 2/3 or 0.5");
  const field = h("span", { class: "st-field" }, h("label", { for: id }, name), input, warning);
  field.show = (number) => {
    if (!parseFraction(input.value)?.equals(number)) input.value = number.show();
    input.removeAttribute("aria-invalid");
    warning.hidden = true;
  };
  field.input = input;
  return field;
}

/**
 * Base of the widgets. What stands inside the element in the page is for readers without
 * scripts and for print; it is kept, hidden. A subclass fills `this.stage` in `build()`, which
 * is called once, and tells screen readers what has happened with `this.say(text)`.
 */
export class Widget extends HTMLElement {
  connectedCallback() {
    if (this.stage) return;
    const fallback = h("div", { class: "st-fallback" }, [...this.childNodes]);
    this.stage = h("div", { class: "st-stage" });
    this.live = h("p", { class: "st-hidden", role: "status" });
    this.setAttribute("role", "group");
    if (!this.hasAttribute("aria-label")) this.setAttribute("aria-label", this.constructor.title);
    this.append(fallback, this.stage, this.live);
    this.build();
    this.dataset.ready = ""; // for tests
  }

  say(text) {
    if (this.live.textContent !== text) this.live.textContent = text;
  }
}
