/* What the axiom switch asks. Its state: the game, the axioms that are on, and a basis of what may be changed. */

import { isFixed } from "./attainable.js";

const oneOff = ({ on }) => on.size === 3;

export const QUESTIONS = [
  {
    ask: () => "Three friends. Which axiom, switched off alone, lets C be paid as much as A, but B less than both?",
    answer: (state) => (state.game !== "friends" || !oneOff(state) || isFixed([-1, 2, -1], state.basis) ? ""
      : "Without symmetry or additivity any three payoffs will do whose sum is 200. Without one of the others, B "
        + "stays in the middle: if C is paid as much as A, so is B."),
  },
  {
    ask: () => "Choose the gloves. Which axiom, switched off alone, lets A be paid more than B?",
    answer: (state) => (state.game !== "gloves" || !oneOff(state) || isFixed([1, -1, 0], state.basis) ? ""
      : "Nothing but symmetry makes them equal. If the line-up C, A, B settles everything, A gets 60 and B 0."),
  },
  {
    ask: () => "Choose two and a watcher. Which axiom, switched off alone, lets C be paid for watching?",
    answer: (state) => (state.game !== "watcher" || !oneOff(state) || isFixed([0, 0, 1], state.basis) ? ""
      : "The null player axiom was all that kept C at 0. Equal split (4) is now possible, and any other way to share "
        + "120."),
  },
  {
    ask: () => "Three friends. Which two axioms must be off before every payoff is possible, whatever its sum?",
    answer: (state) => (state.game !== "friends" || state.on.size !== 2 || state.basis.length < 3 ? ""
      : "Efficiency, and with it symmetry or additivity. The null player axiom has no one to speak of: each friend "
        + "adds something."),
  },
];
