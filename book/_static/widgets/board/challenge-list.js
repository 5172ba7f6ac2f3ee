/* The challenges of the game board: the first open one as a question, and the others as a list. */

import { h } from "../core/base.js";
import { CHALLENGES, Progress } from "./challenges.js";
import { Questions } from "../core/questions.js";

/** "Empty the core: …" as "Can you empty the core: …?" */
function asQuestion(text) { return `Can you ${text[0].toLowerCase()}${text.slice(1).replace(/\.$/, "?")}`; }

export class ChallengeList {
  /** @param {Function} state the board's state as it is now  @param {Function} say see Questions */
  constructor(state, say) {
    this.progress = new Progress();
    this.questions = new Questions(CHALLENGES.map(({ text, least = 2 }, k) => ({
      ask: ({ names }) => asQuestion(text(names)),
      hint: () => this.#already(k),
      answer: () => this.progress.marks[k].remark ?? "",
      fits: ({ names }) => names.length >= least,
    })), state, say);
    this.tasks = CHALLENGES.map(() => {
      const mark = h("span", { class: "st-mark", "aria-hidden": "true" });
      const text = h("span"), status = h("span", { class: "st-status" });
      return { mark, text, status, node: h("li", null, mark, h("span", null, text, " ", status)) };
    });
    this.node = h("ul", { class: "st-challenges" }, this.tasks.map((task) => task.node));
    this.questions.onturn = () => this.#leaveOutAsked();
  }

  restart() {
    this.progress.restart();
    this.questions.restart();
  }

  /** The question above shows one of them: the list has the others. */
  #leaveOutAsked() {
    const open = Progress.open(this.questions.state()?.names.length ?? 0);
    this.tasks.forEach((task, k) => { task.node.hidden = !open.includes(k) || k === this.questions.at; });
  }

  #already(k) {
    const { solved, holds } = this.progress.marks[k];
    return holds && !solved ? "It is so already; undo it first." : "";
  }

  /** Show what holds and what is solved; returns what is new, in words, or "". */
  watch(state) {
    const [fresh] = this.progress.watch(state);
    const text = fresh === undefined ? "" : CHALLENGES[fresh].text(state.names);
    if (text) this.progress.marks[fresh].remark = CHALLENGES[fresh].remark(state);
    this.tasks.forEach((task, k) => {
      const { solved } = this.progress.marks[k];
      task.node.classList.toggle("st-solved", solved);
      task.mark.textContent = solved ? "✓" : "○";
      task.text.textContent = CHALLENGES[k].text(state.names);
      task.status.textContent = solved ? "Solved!" : this.#already(k);
    });
    if (text) this.questions.solve(fresh);
    else this.questions.watch();
    this.#leaveOutAsked();
    return text ? `Challenge solved: ${text} ${this.progress.marks[fresh].remark} ` : "";
  }
}
