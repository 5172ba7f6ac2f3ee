/*
 * The paired regression with the bend taken out: a first regression says along which sum the worths
 * may bend, two more coefficients say how much, and the values of what is taken out are known.
 */

import { Bend } from "./bend.js";
import { addSquare, dot, Fit, inverse, Regression } from "./regression.js";

const PAIRS_PER_PLAYER = 4; // fewer tell too little of a bend
const FOLDS = 10;

export class BentRegression extends Regression {
  constructor(worths, next) { super(worths, true, next); }

  estimate(draws) {
    if (Math.min(draws, this.rows.length) < PAIRS_PER_PLAYER * this.n) return super.estimate(draws);
    const fit = new Fit(this, draws), folds = foldsOf(fit);
    const targets = fit.rows.map(({ target }) => target);
    const { values, residuals } = fit.solve(targets, this.total);
    const { bent, known } = bend(fit, folds, targets, this.total);
    const parts = [0, 1].map((c) => {
      const total = known.reduce((sum, pair) => sum + pair[c], 0);
      return fit.solve(fit.rows.map(({ mean }, u) => bent[u][c] - mean * total), total);
    });
    const { shares, used } = leastSquares(parts.map((part) => part.residuals), residuals, fit.weights);
    const left = residuals.map((r, u) => r - dot(shares, parts.map((part) => part.residuals[u])));
    const errors = errorsOf(fit, { values, residuals, left, used, shares });
    return {
      values: values.map((value, i) => value + dot(shares, parts.map((part, c) => known[i][c] - part.values[i]))),
      errors,
    };
  }
}

/** A fold for each row, equally many of each size in each; -1 where a size is complete. */
export function foldsOf(fit) {
  const seen = fit.strata.map(() => 0);
  return fit.rows.map((row) => {
    const k = row.stratum;
    seen[k] += 1;
    return fit.isComplete(row) ? -1 : (seen[k] + 2 * k) % FOLDS;
  });
}

/**
 * Each fold is bent along the values found without it, for a direction that has seen a row's own
 * answer fits its noise. Complete sizes have none: they are bent along all directions by turns.
 */
function bend(fit, folds, targets, total) {
  const bent = fit.rows.map(() => [0, 0]), known = Array.from({ length: fit.n }, () => [0, 0]);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const along = new Bend(valuesWithout(fit, folds, fold, targets).map((x) => x + total / fit.n));
    along.values.forEach((pair, i) => pair.forEach((x, c) => { known[i][c] += x / FOLDS; }));
    fit.rows.forEach(({ signs }, u) => {
      if (folds[u] >= 0 && folds[u] !== fold) return;
      const part = folds[u] < 0 ? 1 / FOLDS : 1;
      along.differences(signs).forEach((x, c) => { bent[u][c] += part * x; });
    });
  }
  return { bent, known };
}

/** Deviations of the values from their mean, as if the rows of one fold had not been drawn. */
function valuesWithout(fit, folds, fold, targets) {
  const gram = fit.gram.map((row) => [...row]), side = new Float64Array(fit.n);
  // what the other folds have drawn is not left to be drawn by this one: a share of its own rows,
  // all of them where a size is complete, makes up for that
  const told = fit.counts.map((count, k) => (count - count / FOLDS) / (fit.strata[k].masks.length - count / FOLDS));
  fit.rows.forEach((row, u) => {
    const away = folds[u] === fold ? 1 - told[row.stratum] : 0;
    if (away) addSquare(gram, row, -away * fit.weights[u]);
    for (let i = 0; i < fit.n; i += 1) side[i] += (1 - away) * fit.weights[u] * targets[u] * row.centered[i];
  });
  const found = inverse(gram).map((row) => dot(row, side));
  const mean = found.reduce((a, b) => a + b) / fit.n;
  return found.map((x) => x - mean);
}

/** Coefficients of two columns in weighted least squares, and each row's leverage in finding them. */
function leastSquares(columns, target, weights) {
  const roots = weights.map(Math.sqrt), scaled = (column) => column.map((x, u) => x * roots[u]);
  const smallest = 1e-10 * Math.max(...roots), goal = scaled(target);
  const unit = (column) => {
    const length = Math.hypot(...column);
    return { length, axis: column.map((x) => (length > smallest ? x / length : 0)) };
  };
  const [first, second] = columns.map(scaled);
  const one = unit(first), slant = dot(one.axis, second);
  const two = unit(second.map((x, u) => x - slant * one.axis[u]));
  const b = two.length > smallest ? dot(two.axis, goal) / two.length : 0;
  const a = one.length > smallest ? (dot(one.axis, goal) - slant * b) / one.length : 0;
  return { shares: [a, b], used: roots.map((_, u) => one.axis[u] ** 2 + two.axis[u] ** 2) };
}

/**
 * The residuals hold the noise of the direction too. Where what a row does to the direction, and so
 * to the values, goes together with the rest, it counts as well.
 */
function errorsOf(fit, { values, residuals, left, used, shares }) {
  const along = new Bend(values), players = values.map((_, i) => i);
  const influence = fit.influence(left, used), plain = fit.influence(residuals);
  const slopes = along.valueSlopes(shares), slopesAt = fit.rows.map(({ signs }) => along.slopeAt(signs, shares));
  const missed = players.map((j) => {
    const total = slopes.reduce((sum, row) => sum + row[j], 0);
    const found = fit.solve(fit.rows.map(({ mean }, u) => slopesAt[u][j] - mean * total), total).values;
    return found.map((x, i) => slopes[i][j] - x);
  });
  const turned = plain.map((move) => players.map((i) => dot(move, missed.map((row) => row[i]))));
  const both = fit.variances(influence.map((move, u) => move.map((x, i) => x + turned[u][i])));
  const alone = fit.variances(turned);
  return fit.variances(influence).map((variance, i) => Math.sqrt(Math.max(variance, both[i] - alone[i])));
}
