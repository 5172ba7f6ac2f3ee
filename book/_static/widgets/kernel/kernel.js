/* Payoffs by a regression on the worths of all coalitions, whose weights depend on their size. */

import { frac, sum } from "../core/fractions.js";
import { members, playerCount, range, size } from "../core/games.js";

export const NAMES = ["A", "B", "C", "D"];

const FRIENDS = [0, 100, 80, 180, 60, 160, 140, 200], COSTS = [12, 24, 40, 60];
const everyone = range(2 ** NAMES.length);

/** Three friends and a watcher; four airplanes and the runway that the largest needs. */
export const GAMES = [
  { name: "Friends and a watcher", worths: everyone.map((S) => frac(FRIENDS[S & 7])), span: [-10, 100] },
  { name: "Airport", worths: everyone.map((S) => frac(Math.max(0, ...members(S, NAMES.length).map((i) => COSTS[i])))), span: [-5, 40] },
];

/** Number of ways to choose k of n. */
function choose(k, n) { return range(k).reduce((count, j) => (count * (n - j)) / (j + 1), 1); }

/** The best additive fit: weights[s - 1] is the weight of one coalition of size s, for s = 1 … n - 1. */
export function fitted(worths, weights) {
  const n = playerCount(worths), inner = range(worths.length).slice(1, -1);
  const gain = (S) => worths[S].sub(worths[0]), weight = (S) => frac(weights[size(S) - 1]);
  const b = range(n).map((i) => sum(inner.filter((S) => (S >> i) & 1).map((S) => weight(S).mul(gain(S)))));
  const mean = sum(b).div(frac(n)), gamma = sum(weights.map((m, k) => frac(m * choose(k, n - 2))));
  return b.map((one) => gain(worths.length - 1).div(frac(n)).add(one.sub(mean).div(gamma)));
}

/** Whether these payoffs are those. */
export function same(some, others) { return some.every((value, i) => value.equals(others[i])); }
