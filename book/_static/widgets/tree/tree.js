/*
 * A tree of three features, and what its leaves pay a row x against a row b. Rows are lists of 0
 * and 1; coalitions, and the sets P and Q of a leaf, are bit masks.
 */

import { frac, sum, ZERO } from "../core/fractions.js";
import { range, size, weight } from "../core/games.js";

export const FEATURES = [
  { name: "Age", values: ["young", "old"] },
  { name: "BP", values: ["normal", "high"] },
  { name: "Smokes", values: ["no", "yes"] },
];

/** A split has a feature and branches for 0 and 1; a leaf is a number of tenths. */
export const TREE = {
  feature: 0,
  branches: [
    { feature: 1, branches: [1, 3] },
    { feature: 2, branches: [{ feature: 1, branches: [4, 6] }, 9] },
  ],
};

function leavesOf(node, path) {
  if (typeof node === "number") return [{ value: frac(node, 10), path }];
  return node.branches.flatMap((branch, side) => leavesOf(branch, [...path, { feature: node.feature, side }]));
}

/** The leaves from left to right: { value, path }, a path being a list of { feature, side }. */
export const LEAVES = leavesOf(TREE, []);

/** The features on which a row leaves the path to a leaf, as a mask. */
export function fails({ path }, row) {
  return path.reduce((mask, { feature, side }) => (row[feature] === side ? mask : mask | (1 << feature)), 0);
}

/** Number of the leaf in which a row ends. */
export function reached(row) { return LEAVES.findIndex((leaf) => fails(leaf, row) === 0); }

/** The features of S as in x, the others as in b. */
export function mixed(x, b, S) { return x.map((value, i) => ((S >> i) & 1 ? value : b[i])); }

/** For one leaf: who is needed (P), who is in its way (Q), and what each feature is paid. */
export function payments(leaf, x, b) {
  const P = fails(leaf, b), Q = fails(leaf, x), p = size(P), n = size(P | Q);
  const paid = (i) => {
    if (P & Q) return ZERO;
    if ((P >> i) & 1) return leaf.value.mul(weight(p - 1, n));
    return (Q >> i) & 1 ? leaf.value.mul(weight(p, n)).neg() : ZERO;
  };
  return { P, Q, paid: range(x.length).map(paid) };
}

/** Payments of all leaves together: the Shapley values of x against b. */
export function totals(x, b) {
  const all = LEAVES.map((leaf) => payments(leaf, x, b).paid);
  return range(x.length).map((i) => sum(all.map((paid) => paid[i])));
}
