/* Shapley's weights: coalitions of s others, of n players. */

export const MOST = 20;

/** Number of coalitions of s of the n - 1 others. */
export function many(s, n) {
  let count = 1;
  for (let k = 1; k <= s; k += 1) count = (count * (n - k)) / k;
  return count;
}

/** One of them weighs one part in so many. */
export function parts(s, n) { return n * many(s, n); }

/** "92,378" */
export function grouped(count) { return count.toLocaleString("en-US"); }
