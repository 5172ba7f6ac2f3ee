/*
 * The state of a widget as the end of an address, alike in all of them: "#key=…&more=…". It is read
 * when the page opens and when someone follows another such link; it is offered as a link to copy,
 * and never written into the address bar, where the place in the text stands.
 */

import { freshId, h } from "./base.js";

const SHORT = 20; // letters of what is quoted

/** The parts of an address's end by their names; null without "key=…", as where it is a place on the page. */
export function entriesOf(hash, key) {
  const parts = hash.replace(/^#/, "").split("&");
  if (!parts.some((part) => part.startsWith(`${key}=`))) return null;
  return new Map(parts.map((part) => /([^=]*)=?(.*)/s.exec(part).slice(1)));
}

export function quoted(text) { return `“${[...text].slice(0, SHORT).join("")}”`; }

export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error("a % that stands for no letter");
  }
}

export class Share {
  /**
   * @param {Widget} widget  @param {string} name of the link
   * @param {{ toHash: Function, fromHash: Function }} format a state as the end of an address, and back: null
   *   if it holds none, an Error that says what is wrong
   * @param {Function} load called with a state from an address; at the beginning with null if there is none
   * @param {Function} instead what stands there if the address is bad, as a sentence
   */
  constructor(widget, name, { toHash, fromHash, load, instead }) {
    Object.assign(this, { widget, toHash, fromHash, load, instead });
    const id = freshId();
    this.link = h("input", { id, type: "text", readonly: true, onfocus: () => this.link.select() });
    this.button = h("button", { type: "button", onclick: () => this.#copy() });
    this.node = h("div", { class: "st-row st-share" }, h("label", { for: id }, name), this.link, this.button);
    this.trouble = h("p", { class: "st-warning st-trouble", role: "alert", tabindex: -1, hidden: true });
  }

  /** Load what the address says, now and when it changes. */
  begin() {
    this.#read(true);
    window.addEventListener("hashchange", () => this.#read(false));
  }

  /** A bad address is told where the widget is, and the reader is brought there. */
  #read(first) {
    let state = null, wrong = "";
    try {
      state = this.fromHash(window.location.hash);
    } catch (error) {
      wrong = error.message;
    }
    if (first || state) this.load(state);
    this.trouble.textContent = wrong && `The link cannot be read (${wrong}). ${first ? this.instead() : "Nothing is changed."}`;
    this.trouble.hidden = !wrong;
    if (state || wrong) this.widget.comeIntoView(wrong ? this.trouble : null);
  }

  /** What there is now as a link; whoever has changed something has read what was wrong. */
  show(state) {
    this.trouble.hidden = true;
    this.link.value = window.location.href.replace(/#.*/s, "") + this.toHash(state);
    this.button.textContent = "Copy";
  }

  /** Where the browser does not let a page copy, the address is selected, ready for the keys. */
  async #copy() {
    try {
      await navigator.clipboard.writeText(this.link.value);
      this.button.textContent = "Copied";
      this.widget.say("The link is copied.");
    } catch {
      this.link.focus();
      this.button.textContent = "Selected";
      this.widget.say("The link is selected: copy it with the keyboard.");
    }
  }
}
