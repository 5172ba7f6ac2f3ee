/* A small widget: a title, one question, and one thing to move that answers it. */

import { freshId, h, Widget } from "./base.js";
import { Questions } from "./questions.js";

/** "−0.50": with a real minus, and none before a zero. */
export function decimal(number, digits = 2) {
  const text = Math.abs(number).toFixed(digits);
  return number < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** "+0.50", for what is added. */
export function signed(number, digits = 2) {
  const text = decimal(number, digits);
  return number > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A labelled slider on a line of its own: { line, input, told }; `told` is for its value in words. */
export function slider(name, range, oninput) {
  const id = freshId(), told = h("span", { class: "sts-told" });
  const input = h("input", { id, type: "range", ...range, oninput: () => oninput(Number(input.value)) });
  return { line: h("div", { class: "sts-slider" }, h("label", { for: id }, name), input, told), input, told };
}

/** With one question there is no other to go to: its button starts again. */
class OneQuestion extends Questions {
  constructor(question, state, say, again) {
    super([question], state, say);
    this.again = again;
    this.button.textContent = "Start again";
  }

  next() { this.again(); }
}

/**
 * A subclass has a `title`, a `question` (see Questions), `start()` for a fresh state, `content()`
 * for what stands below the question, and `show()`, which draws the state and says it in words.
 */
export class SmallWidget extends Widget {
  build() {
    const { title, question } = this.constructor;
    this.state = this.start();
    this.question = new OneQuestion(question, () => this.state, (text) => this.say(text), () => {
      this.question.restart();
      this.state = this.start();
      this.changed();
    });
    this.stage.classList.add("sts-stage");
    this.stage.append(h("p", { class: "st-title" }, title), this.question.node, ...this.content());
    this.show();
    this.question.watch();
  }

  /** Draw anew; a slider waits until it rests before it says anything. */
  changed(wait = 0) {
    const words = this.show();
    this.news = this.question.watch() || (this.pending ? this.news : "");
    clearTimeout(this.pending);
    const tell = () => { this.pending = 0; this.say(this.news + words); };
    if (wait) this.pending = setTimeout(tell, wait);
    else tell();
  }
}
