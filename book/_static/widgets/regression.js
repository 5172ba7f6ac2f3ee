/*
 * KernelSHAP's regression on coalitions that are drawn one after another, never one twice: all
 * single players first, then every size in turn. So the sizes are sampled about equally often,
 * which is their leverage, as in the package; drawn in pairs, a coalition comes with its complement.
 */

import { shuffled } from "./random.js";
import { choose, sizeOf } from "./racegames.js";

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
function inverse(matrix) {
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

function dot(a, b) {
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
    return { stratum, target, centered: Float64Array.from(signs, (sign) => sign - mean) };
  }

  /** Values and standard errors from the first draws; empty if they do not determine them. */
  estimate(draws) {
    const rows = this.rows.slice(0, draws);
    const counts = this.strata.map(() => 0);
    for (const { stratum } of rows) counts[stratum] += 1;
    const weights = this.strata.map(({ masks, weight }, k) => (weight * masks.length) / counts[k]);
    const { gram, side } = this.equations(rows, weights);
    const solver = inverse(gram);
    if (!solver) return { values: null, errors: null };
    const found = solver.map((row) => dot(row, side));
    const share = (this.total - found.reduce((a, b) => a + b)) / this.n;
    return {
      values: found.map((deviation) => share + deviation),
      errors: this.standardErrors(rows, counts, weights, solver, found),
    };
  }

  /** The normal equations of the weighted rows. */
  equations(rows, weights) {
    const { n } = this;
    const gram = Array.from({ length: n }, () => new Array(n).fill(1)); // 1: the sum's direction
    const side = new Array(n).fill(0);
    for (const { stratum, centered, target } of rows) {
      for (let i = 0; i < n; i += 1) {
        const entry = weights[stratum] * centered[i];
        side[i] += entry * target;
        for (let j = 0; j < n; j += 1) gram[i][j] += entry * centered[j];
      }
    }
    return { gram, side };
  }

  /** How far another draw, without replacement within each size, would move the values. */
  standardErrors(rows, counts, weights, solver, found) {
    const { n } = this;
    const sums = counts.map(() => new Float64Array(n)), squares = counts.map(() => new Float64Array(n));
    const move = new Float64Array(n);
    for (const row of rows) {
      const k = row.stratum;
      if (counts[k] === this.strata[k].masks.length) continue; // all drawn: no error
      influence(row, weights[k], solver, found, move);
      for (let i = 0; i < n; i += 1) {
        sums[k][i] += move[i];
        squares[k][i] += move[i] * move[i];
      }
    }
    return found.map((_, i) => Math.sqrt(counts.reduce((variance, count, k) => {
      const scale = ((1 - count / this.strata[k].masks.length) * count) / Math.max(count - 1, 1);
      const mean = count > 1 ? sums[k][i] ** 2 / count : 0;
      return variance + scale * Math.max(squares[k][i] - mean, 0);
    }, 0)));
  }
}

/** What a row's residual, in a fit without the row, adds to the values; written into `move`. */
function influence({ centered, target }, weight, solver, found, move) {
  for (let i = 0; i < move.length; i += 1) move[i] = weight * dot(solver[i], centered);
  const leverage = Math.min(Math.max(dot(move, centered), 0), 1 - 1e-9);
  const residual = (target - dot(centered, found)) / (1 - leverage);
  for (let i = 0; i < move.length; i += 1) move[i] *= residual;
}
