/* What "Leaf by leaf" asks. Its state: the rows x and z, and the coalition S. */

import { label } from "../core/games.js";
import { FEATURES, LEAVES, mixed, reached, totals } from "./tree.js";

const NAMES = FEATURES.map(({ name }) => name);
const risk = (row) => LEAVES[reached(row)].value;

export const QUESTIONS = [
  {
    ask: () => "Can the mixed row end in a leaf in which neither x nor z ends?",
    answer: ({ x, z, S }) => {
      const leaf = reached(mixed(x, z, S));
      return leaf === reached(x) || leaf === reached(z) ? ""
        : `With S = ${label(S, NAMES)} it ends at ${LEAVES[leaf].value.show()}. So this leaf takes part in the payments.`;
    },
  },
  {
    ask: () => "Let x smoke and z not. Can Smokes be paid nothing all the same?",
    answer: ({ x, z }) => (x[2] > z[2] && totals(x, z)[2].isZero
      ? "Yes: no mixed row gets to the split on Smokes, so it is a null player." : ""),
  },
  {
    ask: () => "Can a feature be charged although x has the higher risk?",
    answer: ({ x, z }) => {
      const paid = totals(x, z), i = paid.findIndex((value) => value.sign() < 0);
      return i < 0 || risk(x).compare(risk(z)) <= 0 ? ""
        : `Yes: ${NAMES[i]} is paid ${paid[i].show()}. Its worse value is that of z.`;
    },
  },
];
