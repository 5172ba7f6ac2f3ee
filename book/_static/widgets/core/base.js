/* What all widgets share: making elements, a place for messages, fields for exact numbers. */

import { isBeginning, parseFraction, whyNoNumber } from "./fractions.js";

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
 * An input for an exact number. `onvalue(fraction)` is called when what stands in it is a number;
 * otherwise it keeps the last one, and `onwarn(text)` says why, but not in the middle of typing.
 * `show(fraction, text)` sets it, unless that is what stands there and someone is typing.
 */
export function numberInput(value, onvalue, onwarn, attributes = {}) {
  const warn = (text) => {
    onwarn(text);
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const judge = (complete) => {
    const number = parseFraction(input.value);
    if (number && !complete) onvalue(number);
    warn(number || (!complete && isBeginning(input.value)) ? "" : whyNoNumber(input.value));
  };
  const input = h("input", {
    type: "text", autocomplete: "off", spellcheck: "false", value: value.show(),
    oninput: () => judge(false), onchange: () => judge(true), onfocus: () => input.select(), ...attributes,
  });
  const show = (number, text = number.show()) => {
    const typing = document.activeElement === input && parseFraction(input.value)?.equals(number);
    if (!typing && input.value !== text) input.value = text;
    warn("");
  };
  return { input, show };
}

/** The same with a label, and a place of its own for what is wrong. */
export function fractionField(name, value, onvalue) {
  const id = freshId(), note = freshId();
  const warning = h("span", { class: "st-warning", id: note, role: "alert", hidden: true });
  const warn = (text) => { warning.textContent = text; warning.hidden = !text; };
  const { input, show } = numberInput(value, onvalue, warn, { id, "aria-describedby": note });
  return Object.assign(h("span", { class: "st-field" }, h("label", { for: id }, name), input, warning), { input, show });
}

/** What the widget shows, for someone who has not read the page: folded, at its end. */
export function explanation(...paragraphs) {
  return h("details", { class: "st-about" }, h("summary", null, "What is this?"),
    paragraphs.map((text) => h("p", null, text)));
}

/**
 * Base of the widgets. What stands inside the element in the page is for readers without scripts
 * and for print; on a screen the style sheet hides it. The elements are defined before the page
 * is parsed, so a widget has its full height when the page is first drawn. A subclass fills
 * `this.stage` in `build()`, which is called once, and tells screen readers what has happened
 * with `this.say(text)`.
 */
export class Widget extends HTMLElement {
  connectedCallback() {
    if (this.stage) return;
    this.stage = h("div", { class: "st-stage" });
    this.live = h("p", { class: "st-hidden", role: "status" });
    this.setAttribute("role", "group");
    if (!this.hasAttribute("aria-label")) this.setAttribute("aria-label", this.constructor.title);
    this.prepend(this.stage, this.live); // when the page is parsed, the rest comes after
    try {
      this.build();
      this.dataset.ready = ""; // hides the rest
    } catch (error) {
      this.stage.remove();
      throw error;
    }
  }

  /**
   * Who opens a link to a state of the widget, or one that holds none, sees the widget, once there
   * is a page to scroll; what is wrong has the focus, so that a keyboard goes on from there.
   */
  comeIntoView(news = null) {
    const come = () => { news?.focus({ preventScroll: true }); this.scrollIntoView(); };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", come, { once: true });
    else come();
  }

  say(text) {
    if (this.live.textContent !== text) this.live.textContent = text;
  }
}
