/*
 * Games of few players. A game is the list of its worths, 2**n Fractions indexed by bit mask:
 * player i is in coalition S exactly when bit i of S is set, as in the package.
 */

import { Fraction, frac, ONE, sum } from "./fractions.js";

export function playerCount(worths) { return Math.log2(worths.length); }

/** Number of players in the coalition with this mask. */
export function size(mask) { return mask ? (mask & 1) + size(mask >> 1) : 0; }

export function members(mask, n) { return range(n).filter((i) => (mask >> i) & 1); }

export function range(n) { return Array.from({ length: n }, (_, k) => k); }

/** "{A, B}", or "∅" for nobody. */
export function label(mask, names) {
  return mask ? `{${members(mask, names.length).map((i) => names[i]).join(", ")}}` : "∅";
}

export function factorial(n) { return n < 2 ? 1 : n * factorial(n - 1); }

/** Weight of a coalition of size s when one of n players joins it: s! (n-s-1)! / n! */
export function weight(s, n) { return frac(factorial(s) * factorial(n - s - 1), factorial(n)); }

/** What player i adds to coalition S (without i). */
export function contribution(worths, i, S) { return worths[S | (1 << i)].sub(worths[S]); }

/** All coalitions without player i, by mask. */
export function without(i, n) { return range(2 ** n).filter((S) => !((S >> i) & 1)); }

/** Shapley values: the weighted sum over coalitions. */
export function shapleyValues(worths) {
  const n = playerCount(worths);
  return range(n).map((i) =>
    sum(without(i, n).map((S) => weight(size(S), n).mul(contribution(worths, i, S)))));
}

/** Harsanyi dividends, by mask; that of the empty coalition is its worth. */
export function dividends(worths) {
  const table = [...worths];
  for (const i of range(playerCount(worths))) {
    for (const S of without(i, playerCount(worths))) {
      table[S | (1 << i)] = table[S | (1 << i)].sub(table[S]);
    }
  }
  return table;
}

/** All orders of 0 … n-1, in lexicographic order. */
export function lineups(n) {
  const extend = (order) => order.length === n ? [order]
    : range(n).filter((i) => !order.includes(i)).flatMap((i) => extend([...order, i]));
  return extend([]);
}

/** One line-up: for each player the coalition that stands before it and what it adds to it. */
export function walk(worths, order) {
  const before = [], adds = [];
  let here = 0;
  for (const i of order) {
    before[i] = here;
    adds[i] = contribution(worths, i, here);
    here |= 1 << i;
  }
  return { before, adds };
}

/** Players that add nothing to any coalition. */
export function nullPlayers(worths) {
  const n = playerCount(worths);
  return range(n).filter((i) => without(i, n).every((S) => contribution(worths, i, S).isZero));
}

/**
 * Solve sum over S of x[S] * (S contains i) = 1 for every player i: the weights with which the
 * coalitions cover everybody exactly once. Null without a unique solution.
 */
function coverEverybodyOnce(masks, n) {
  const rows = range(n).map((i) => [...masks.map((S) => frac((S >> i) & 1)), ONE]);
  masks.forEach((_, column) => {
    const pivot = rows.findIndex((row, r) => r >= column && !row[column].isZero);
    if (pivot < 0) return;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const scale = rows[column][column];
    rows[column] = rows[column].map((x) => x.div(scale));
    rows.forEach((row, r) => {
      if (r !== column && !row[column].isZero) {
        rows[r] = row.map((x, c) => x.sub(row[column].mul(rows[column][c])));
      }
    });
  });
  const solved = rows.every((row, r) =>
    r < masks.length ? row[r].equals(ONE) : row.at(-1).isZero);
  return solved ? rows.slice(0, masks.length).map((row) => row.at(-1)) : null;
}

/** All sets of at most n of the given coalitions. */
function* collections(masks, n, chosen = []) {
  if (chosen.length) yield chosen;
  if (chosen.length === n) return;
  for (const [k, S] of masks.entries()) yield* collections(masks.slice(k + 1), n, [...chosen, S]);
}

const known = new Map();

/**
 * The minimal balanced collections of proper coalitions of n players, each a list of
 * { S, share }: shares are positive, and those of the coalitions of any one player sum to 1.
 */
export function balancedCollections(n) {
  if (!known.has(n)) {
    const found = [];
    for (const masks of collections(range(2 ** n).slice(1, -1), n)) {
      const shares = coverEverybodyOnce(masks, n);
      if (shares?.every((x) => x.sign() > 0)) {
        found.push(masks.map((S, k) => ({ S, share: shares[k] })));
      }
    }
    known.set(n, found);
  }
  return known.get(n);
}

/**
 * Is the core empty? By Bondareva and Shapley, exactly when some balanced collection is worth
 * more than the grand coalition. Worths count from v(∅).
 * @returns {{ empty: boolean, demand: Fraction, total: Fraction, collection: ?Array }}
 *   the collection that is worth most, what it is worth, and what there is to share
 */
export function coreTest(worths) {
  const n = playerCount(worths);
  const total = worths.at(-1).sub(worths[0]);
  let best = { demand: null, collection: null };
  for (const collection of balancedCollections(n)) {
    const demand = sum(collection.map(({ S, share }) => share.mul(worths[S].sub(worths[0]))));
    if (!best.demand || demand.compare(best.demand) > 0) best = { demand, collection };
  }
  return { ...best, total, empty: Boolean(best.demand) && best.demand.compare(total) > 0 };
}

/** The proper coalitions that would earn more alone than their members are paid. */
export function objections(worths, payoffs) {
  const n = playerCount(worths);
  return range(2 ** n).slice(1, -1).filter((S) =>
    worths[S].sub(worths[0]).compare(sum(members(S, n).map((i) => payoffs[i]))) > 0);
}

/** Worths written as Python writes them ("7", "-2/3"), as Fractions. */
export function gameOf(texts) {
  return texts.map((text) => {
    const [n, d = "1"] = String(text).split("/");
    return new Fraction(BigInt(n), BigInt(d));
  });
}
