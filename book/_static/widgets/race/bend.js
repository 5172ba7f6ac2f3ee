/*
 * Games that bend along a weighted sum of players, l. With signs sᵢ = 1 (present) and -1 (absent)
 * they are e₃ and e₅, the sums of (lᵢ sᵢ)(lⱼ sⱼ)(lₖ sₖ) over all triples, and the same over fives. A
 * product of t signs, t odd, goes from -1 to 1 and is symmetric: each of its players gets 2/t of it.
 */

import { dot } from "./regression.js";

const ORDERS = [3, 5];

/** Elementary symmetric sums e₀ … e₅ from power sums p₁ … p₅ (Newton's identities). */
function symmetricSums(powers) {
  const sums = [1];
  for (let k = 1; k <= 5; k += 1) {
    let total = 0;
    for (let j = 1; j <= k; j += 1) total += (j % 2 ? 1 : -1) * sums[k - j] * powers[j];
    sums.push(total / k);
  }
  return sums;
}

/** The sums e₀ … e₄ when one term is left out. */
function leaveOut(sums, term) {
  const without = [1];
  for (let k = 1; k <= 4; k += 1) without.push(sums[k] - term * without[k - 1]);
  return without;
}

export class Bend {
  constructor(direction) {
    this.length = Math.hypot(...direction) || 1;
    this.l = direction.map((x) => x / this.length);
    this.powers = Array.from({ length: 6 }, (_, k) => this.l.reduce((sum, x) => sum + x ** k, 0));
    const sums = symmetricSums(this.powers);
    this.without = this.l.map((x) => leaveOut(sums, x));
    /** Shapley values of the two games: [of e₃, of e₅] for each player. */
    this.values = this.l.map((x, i) => ORDERS.map((t) => (2 / t) * x * this.without[i][t - 1]));
  }

  sumsAt(signs) {
    let [one, three, five] = [0, 0, 0];
    for (let i = 0; i < signs.length; i += 1) {
      const x = signs[i] * this.l[i], square = x * x;
      one += x;
      three += x * square;
      five += x * square * square;
    }
    const [all, , second, , fourth] = this.powers; // of even order: the signs do not matter
    return symmetricSums([all, one, second, three, fourth, five]);
  }

  /** v(S) - v(complement) of the two games. */
  differences(signs) {
    const sums = this.sumsAt(signs);
    return ORDERS.map((t) => 2 * sums[t]);
  }

  /** How the difference of a mix of the two changes with each entry of the direction. */
  slopeAt(signs, shares) {
    const sums = this.sumsAt(signs);
    return this.#along(signs.map((sign, i) => {
      const without = leaveOut(sums, sign * this.l[i]);
      return 2 * sign * dot(shares, ORDERS.map((t) => without[t - 1]));
    }));
  }

  /** And how each player's value changes. */
  valueSlopes(shares) {
    return this.l.map((x, i) => this.#along(this.l.map((y, j) => {
      const rest = i === j ? this.without[i] : leaveOut(this.without[i], y).map((e) => x * e);
      return dot(shares, ORDERS.map((t) => (2 / t) * rest[t - (i === j ? 1 : 2)]));
    })));
  }

  /** Only the direction counts, not its length. */
  #along(slope) {
    const part = dot(slope, this.l);
    return slope.map((s, i) => (s - part * this.l[i]) / this.length);
  }
}
