/* Shapley's weights: coalitions of s others, of n players. */

export const MOST = 30;

/** Number of coalitions of s of the n - 1 others. */
export function many(s, n) {
  let count = 1;
  for (let k = 1; k <= s; k += 1) count = (count * (n - k)) / k;
  return count;
}

/** One of them weighs one part in so many. */
export function parts(s, n) { return n * many(s, n); }

/** The fewest players with whom one coalition weighs less than one part in so many. */
export function fewest(least) {
  let n = 2;
  while (parts(n >> 1, n) <= least) n += 1;
  return n;
}

/** "92,378" */
export function grouped(count) { return count.toLocaleString("en-US"); }
