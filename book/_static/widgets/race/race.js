/*
 * Five estimators of Shapley values on the same budget. After each step every one of them has paid
 * for as many coalitions as two line-ups pass: 2 (n - 1). Nobody and everybody are paid once.
 */

import { shuffled, stream } from "./random.js";
import { BentRegression } from "./bentregression.js";
import { Regression } from "./regression.js";

export const FIRST_STEP = 2; // a standard error needs two pairs of line-ups

/** What each player adds in a line-up. */
export function walked(worths, lineup) {
  const added = new Array(lineup.length);
  let here = 0;
  for (const player of lineup) {
    added[player] = worths[here | (1 << player)] - worths[here];
    here |= 1 << player;
  }
  return added;
}

/** Means and standard errors of units (lists of numbers), updated one by one (Welford). */
class RunningMean {
  constructor(n) {
    this.count = 0;
    this.values = new Array(n).fill(0);
    this.squares = new Array(n).fill(0);
  }

  add(unit) {
    this.count += 1;
    unit.forEach((number, i) => {
      const before = number - this.values[i];
      this.values[i] += before / this.count;
      this.squares[i] += before * (number - this.values[i]);
    });
  }

  /** Values and standard errors so far. */
  estimate() {
    const { count } = this;
    const errors = this.squares.map((sum) => Math.sqrt(sum / (count - 1) / count));
    return { values: [...this.values], errors };
  }
}

/** Line-ups, each followed by its reverse if antithetic: { lineups, points } for all steps. */
function runLineups(worths, steps, antithetic, next) {
  const n = Math.log2(worths.length);
  const players = Array.from({ length: n }, (_, i) => i);
  const running = new RunningMean(n), lineups = [], points = [];
  for (let step = 1; step <= steps; step += 1) {
    const one = shuffled(players, next);
    const other = antithetic ? [...one].reverse() : shuffled(players, next);
    lineups.push(one, other);
    const [first, second] = [walked(worths, one), walked(worths, other)];
    if (antithetic) running.add(first.map((number, i) => (number + second[i]) / 2));
    else [first, second].forEach((unit) => running.add(unit));
    points.push({ paid: 2 + 2 * step * (n - 1), ...running.estimate() });
  }
  return { lineups, points };
}

/** The regression, with as many draws as the same steps pay for: { drawn, points }. */
function runRegression(regression, steps) {
  const each = (regression.n - 1) * (regression.paired ? 1 : 2);
  const points = Array.from({ length: steps }, (_, k) => {
    const draws = (k + 1) * each;
    return { paid: regression.paid(draws), ...regression.estimate(draws) };
  });
  return { drawn: regression.order.map(({ S }) => S), points };
}

/**
 * Who races; `run` gives the points of steps 1, 2, …: { paid, values, errors }. Each draws from a
 * stream of its own, its lane; the last two draw the same pairs, so that one sees what the bend is.
 */
export const RUNNERS = [
  { name: "line-ups", lane: 0, run: (v, steps, next) => runLineups(v, steps, false, next) },
  { name: "antithetic", lane: 1, run: (v, steps, next) => runLineups(v, steps, true, next) },
  { name: "kernel", lane: 2, run: (v, steps, next) => runRegression(new Regression(v, false, next), steps) },
  { name: "kernel, paired", lane: 3, run: (v, steps, next) => runRegression(new Regression(v, true, next), steps) },
  { name: "bend taken out", lane: 3, run: (v, steps, next) => runRegression(new BentRegression(v, next), steps) },
];

/** Steps until a regression has seen every coalition. */
export function stepsOf(n) { return Math.ceil((2 ** n - 2) / (2 * (n - 1))); }

/** Coalitions that each runner may have paid for after a step. */
export function budgetAt(step, n) { return 2 + 2 * step * (n - 1); }

/** The whole race of one seed. */
export function runRace(worths, seed, steps = stepsOf(Math.log2(worths.length))) {
  return RUNNERS.map(({ name, lane, run }) => ({ name, ...run(worths, steps, stream(seed, lane)) }));
}

/** Root mean square distance of the values from the exact ones. */
export function distance(values, exact) {
  const squares = values.reduce((sum, value, i) => sum + (value - exact[i]) ** 2, 0);
  return Math.sqrt(squares / exact.length);
}
