/*
 * KernelSHAP's regression on coalitions that are drawn one after another, never one twice: all
 * single players first, then every size in turn. So the sizes are sampled about equally often,
 * which is their leverage, as in the package; drawn in pairs, a coalition comes with its complement.
 */

import { shuffled } from "./random.js";
import { choose, sizeOf } from "./games.js";

/** One stratum for each size drawn: the coalitions in random order, and the weight of one. */
function strataOf(n, paired, next) {
  const last = paired ? Math.floor(n / 2) : n - 1;
  return Array.from({ length: last }, (_, k) => {
    const size = k + 1;
    const half = paired && 2 * size === n; // half of them: no one's complement is among them
    const masks = [];
    for (let S = 1; S < 2 ** (half ? n - 1 : n); S += 1) if (sizeOf(S) === size) masks.push(S);
    return { masks: shuffled(masks, next), weight: (n - 1) / (choose(n, size) * size * (n - size)) };
  });
}

/** The order in which they are drawn: { S, stratum } for each. */
function drawingOrder(strata) {
  const order = strata[0].masks.map((S) => ({ S, stratum: 0 }));
  const others = strata.map((_, k) => k).slice(1)
    .sort((a, b) => strata[b].masks.length - strata[a].masks.length || b - a);
  const rounds = Math.max(...strata.map(({ masks }) => masks.length));
  for (let round = 0; round < rounds; round += 1) {
    for (const k of others) {
      if (round < strata[k].masks.length) order.push({ S: strata[k].masks[round], stratum: k });
    }
  }
  return order;
}

/** Inverse of a symmetric positive definite matrix (Gauss and Jordan), or null if it is singular. */
export function inverse(matrix) {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let k = 0; k < n; k += 1) {
    const pivot = rows[k][k];
    if (!(pivot > 1e-12)) return null;
    rows[k] = rows[k].map((entry) => entry / pivot);
    for (let i = 0; i < n; i += 1) {
      const factor = rows[i][k];
      if (i !== k && factor) rows[i] = rows[i].map((entry, j) => entry - factor * rows[k][j]);
    }
  }
  return rows.map((row) => row.slice(n));
}

export function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

export class Regression {
  constructor(worths, paired, next) {
    this.n = Math.log2(worths.length);
    this.worths = worths;
    this.paired = paired;
    this.total = worths.at(-1) - worths[0];
    this.strata = strataOf(this.n, paired, next);
    this.order = drawingOrder(this.strata);
    this.rows = this.order.map(({ S, stratum }) => this.row(S, stratum));
  }

  /** How many coalitions so many draws cost, nobody and everybody among them. */
  paid(draws) { return 2 + Math.min(draws, this.order.length) * (this.paired ? 2 : 1); }

  /** One draw as a row of the regression: centered, so that the values' sum is kept. */
  row(S, stratum) {
    const { worths, n, paired } = this;
    const signs = Array.from({ length: n }, (_, i) => ((S >> i) & 1 ? 1 : paired ? -1 : 0));
    const mean = signs.reduce((a, b) => a + b) / n;
    const against = paired ? worths.length - 1 - S : 0; // the complement, or nobody
    const target = worths[S] - worths[against] - mean * this.total;
    return { stratum, target, signs, mean, centered: Float64Array.from(signs, (sign) => sign - mean) };
  }

  /** Values and standard errors from the first draws; empty if they do not determine them. */
  estimate(draws) {
    const fit = new Fit(this, draws);
    if (!fit.solver) return { values: null, errors: null };
    const { values, residuals } = fit.solve(fit.rows.map(({ target }) => target), this.total);
    return { values, errors: fit.variances(fit.influence(residuals)).map(Math.sqrt) };
  }
}

/** The regression on the first draws: weighted least squares, with the values' sum held fixed. */
export class Fit {
  constructor({ rows, strata, n }, draws) {
    this.n = n;
    this.strata = strata;
    this.rows = rows.slice(0, draws);
    this.counts = strata.map(() => 0);
    for (const { stratum } of this.rows) this.counts[stratum] += 1;
    const weights = strata.map(({ masks, weight }, k) => (weight * masks.length) / this.counts[k]);
    this.weights = this.rows.map(({ stratum }) => weights[stratum]);
    this.gram = Array.from({ length: n }, () => new Array(n).fill(1)); // 1: the sum's direction
    this.rows.forEach((row, u) => addSquare(this.gram, row, this.weights[u]));
    this.solver = inverse(this.gram);
  }

  /** Whether all coalitions of the size of this row are drawn. */
  isComplete({ stratum }) { return this.counts[stratum] === this.strata[stratum].masks.length; }

  /** Values that sum to the total, and residuals, for such targets. */
  solve(targets, total) {
    const side = new Float64Array(this.n);
    this.rows.forEach(({ centered }, u) => {
      for (let i = 0; i < this.n; i += 1) side[i] += this.weights[u] * targets[u] * centered[i];
    });
    const found = this.solver.map((row) => dot(row, side));
    const share = (total - found.reduce((a, b) => a + b)) / this.n;
    const residuals = this.rows.map(({ centered }, u) => targets[u] - dot(centered, found));
    return { values: found.map((deviation) => share + deviation), residuals };
  }

  /**
   * What each row's residual, in a fit without the row, adds to the values. `used` is the row's
   * leverage in what else was fitted.
   */
  influence(residuals, used) {
    return this.rows.map(({ centered }, u) => {
      const move = this.solver.map((row) => this.weights[u] * dot(row, centered));
      const leverage = dot(move, centered) + (used?.[u] ?? 0);
      const residual = residuals[u] / (1 - Math.min(Math.max(leverage, 0), 1 - 1e-9));
      return move.map((part) => part * residual);
    });
  }

  /** How far another draw, without replacement within each size, would move the values. */
  variances(moves) {
    const { n, counts, strata } = this;
    const sums = counts.map(() => new Float64Array(n)), squares = counts.map(() => new Float64Array(n));
    this.rows.forEach((row, u) => {
      const k = row.stratum;
      for (let i = 0; i < n; i += 1) {
        sums[k][i] += moves[u][i];
        squares[k][i] += moves[u][i] ** 2;
      }
    });
    return Array.from({ length: n }, (_, i) => counts.reduce((variance, count, k) => {
      const scale = ((1 - count / strata[k].masks.length) * count) / Math.max(count - 1, 1);
      const mean = count > 1 ? sums[k][i] ** 2 / count : 0;
      return variance + scale * Math.max(squares[k][i] - mean, 0);
    }, 0));
  }
}

/** Add a row's part, so many times, to the matrix of the normal equations. */
export function addSquare(gram, { centered }, weight) {
  for (let i = 0; i < centered.length; i += 1) {
    const entry = weight * centered[i];
    for (let j = 0; j < centered.length; j += 1) gram[i][j] += entry * centered[j];
  }
}
