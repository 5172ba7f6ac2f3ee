/* What "Leaf by leaf" asks. Its state: the rows x and b, and the coalition S. */

import { label } from "../core/games.js";
import { FEATURES, LEAVES, mixed, reached, totals } from "./tree.js";

const NAMES = FEATURES.map(({ name }) => name);
const risk = (row) => LEAVES[reached(row)].value;

export const QUESTIONS = [
  {
    ask: () => "Can the mixed row end in a leaf in which neither x nor b ends?",
    answer: ({ x, b, S }) => {
      const leaf = reached(mixed(x, b, S));
      return leaf === reached(x) || leaf === reached(b) ? ""
        : `With S = ${label(S, NAMES)} it ends at ${LEAVES[leaf].value.show()}. So this leaf takes part in the payments.`;
    },
  },
  {
    ask: () => "Let x smoke and b not. Can Smokes be paid nothing all the same?",
    answer: ({ x, b }) => (x[2] > b[2] && totals(x, b)[2].isZero
      ? "Yes: no mixed row gets to the split on Smokes, so it is a null player." : ""),
  },
  {
    ask: () => "Can a feature be charged although x has the higher risk?",
    answer: ({ x, b }) => {
      const paid = totals(x, b), i = paid.findIndex((value) => value.sign() < 0);
      return i < 0 || risk(x).compare(risk(b)) <= 0 ? ""
        : `Yes: ${NAMES[i]} is paid ${paid[i].show()}. Its worse value is that of b.`;
    },
  },
];
