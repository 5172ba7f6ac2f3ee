/*
 * Which payoffs a game can get from rules that keep a set of axioms in every game.
 *
 * The Shapley value keeps all four, so these payoffs are its own plus a linear space, returned as a
 * basis. The chapter proves what the space is when one axiom is off; the rest goes the same way:
 * with additivity a rule is given by what it pays in the unanimity games (worths are fractions),
 * without it every game is settled by itself.
 */

import { frac, ONE, sum, ZERO } from "../core/fractions.js";
import { dividends, members, nullPlayers, playerCount, range, size, without } from "../core/games.js";

export const AXIOMS = ["efficiency", "symmetry", "null player", "additivity"];

const times = (y, c) => y.map((x) => x.mul(c));
const minus = (y, z) => y.map((x, i) => x.sub(z[i]));
const isZero = (y) => y.every((x) => x.isZero);
const indicator = (group, n) => range(n).map((i) => (group.includes(i) ? ONE : ZERO));

/** Whether the players i and j add the same to every coalition without them. */
function alike(worths, i, j) {
  return without(i, playerCount(worths)).filter((S) => !((S >> j) & 1))
    .every((S) => worths[S | (1 << i)].equals(worths[S | (1 << j)]));
}

/** The players in groups: whom the axioms make equal, if symmetry is on; null players left out, if that is on. */
function groups(worths, on) {
  const found = [], nulls = on.has("null player") ? nullPlayers(worths) : [];
  for (const i of range(playerCount(worths)).filter((player) => !nulls.includes(player))) {
    const group = on.has("symmetry") && found.find(([j]) => alike(worths, i, j));
    if (group) group.push(i);
    else found.push([i]);
  }
  return found;
}

/** Without additivity: every group may be paid anything, with efficiency at the cost of the first. */
function settledAlone(worths, on) {
  const n = playerCount(worths), teams = groups(worths, on);
  if (!on.has("efficiency")) return teams.map((team) => indicator(team, n));
  const share = (team) => times(indicator(team, n), frac(1, team.length));
  return teams.slice(1).map((team) => minus(share(team), share(teams[0])));
}

/** With additivity: what may be changed in the payoffs of each dividend. */
function settledByDividends(worths, on) {
  const n = playerCount(worths), table = dividends(worths);
  const paying = range(2 ** n).filter((T) => !table[T].isZero);
  if (!on.has("symmetry")) return paying.flatMap((T) => ofOne(on.has("null player") ? members(T, n) : range(n), n, on));
  const bySize = range(n).map((k) => range(n).map((i) =>
    sum(paying.filter((T) => size(T) === k + 1 && (T >> i) & 1).map((T) => table[T]))));
  if (!on.has("null player")) {
    if (!on.has("efficiency")) return paying.length ? [indicator(range(n), n), ...bySize] : [];
    return bySize.map((y) => minus(y, range(n).map(() => sum(y).div(frac(n)))));
  }
  return on.has("efficiency") ? [] : bySize;
}

/** What may be changed in one dividend between these players: transfers, or each payoff by itself. */
function ofOne(team, n, on) {
  const units = team.map((i) => indicator([i], n));
  return on.has("efficiency") ? units.slice(1).map((unit) => minus(unit, units[0])) : units;
}

/** A basis of the space that these vectors span, each with a 1 where all others have 0. */
export function basisOf(vectors) {
  const basis = [];
  for (let vector of vectors) {
    for (const { y, at } of basis) vector = minus(vector, times(y, vector[at]));
    if (isZero(vector)) continue;
    const at = vector.findIndex((x) => !x.isZero), y = times(vector, ONE.div(vector[at]));
    for (const other of basis) other.y = minus(other.y, times(y, other.y[at]));
    basis.push({ y, at });
  }
  return basis.map(({ y }) => y);
}

/**
 * A basis of the space.
 * @param {Fraction[]} worths  @param {Set<string>} on the axioms that hold
 */
export function freedom(worths, on) {
  return basisOf((on.has("additivity") ? settledByDividends : settledAlone)(worths, on));
}

/** Whether the sum of payoffs with these factors is the same in all payoffs that are possible. */
export function isFixed(factors, basis) {
  return basis.every((y) => sum(y.map((x, i) => x.mul(frac(factors[i])))).isZero);
}

/** Whether these payoffs are possible, those of the Shapley value being `value`. */
export function isPossible(payoffs, value, basis) {
  return basisOf([...basis, minus(payoffs, value)]).length === basis.length;
}

/**
 * The possible payoffs with a given sum: one of them, and a basis of what may be changed; null if there are none.
 */
export function slice(total, value, basis) {
  const off = total.sub(sum(value)), lift = basis.find((y) => !sum(y).isZero);
  if (!lift) return off.isZero ? { point: value, basis } : null;
  const raised = (y, amount) => times(lift, amount.div(sum(lift))).map((x, i) => x.add(y[i]));
  return { point: raised(value, off), basis: basisOf(basis.map((y) => raised(y, sum(y).neg()))) };
}
