/* An address to copy. */

import { freshId, h } from "./base.js";

export class Share {
  /** @param {Function} say what tells screen readers something */
  constructor(name, say) {
    const id = freshId();
    this.say = say;
    this.link = h("input", { id, type: "text", readonly: true, onfocus: () => this.link.select() });
    this.button = h("button", { type: "button", onclick: () => this.#copy() });
    this.node = h("div", { class: "st-row st-share" }, h("label", { for: id }, name), this.link, this.button);
  }

  show(address) {
    this.link.value = address;
    this.button.textContent = "Copy";
  }

  /** Where the browser does not let a page copy, the address is selected, ready for the keys. */
  async #copy() {
    try {
      await navigator.clipboard.writeText(this.link.value);
      this.button.textContent = "Copied";
      this.say("The link is copied.");
    } catch {
      this.link.focus();
      this.button.textContent = "Selected";
      this.say("The link is selected: copy it with the keyboard.");
    }
  }
}
