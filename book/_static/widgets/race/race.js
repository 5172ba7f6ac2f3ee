/*
 * Runs of five estimators of Shapley values on the same budgets, as the package made them when the
 * book was built: each is what it returns for a game, a budget and a seed.
 */

import { about, packed } from "./runs.js";

export const N = about.n;
export const SEEDS = about.seeds;
export const BUDGETS = about.budgets;
export const RUNNERS = about.runners; // { name, paid }: how many coalitions by budget
export const NAMES = [..."ABCDEFGHIJ"];

/** The games, all of ten players: { name, about, digits, exact }, with as many digits as are shown. */
export const GAMES = Object.fromEntries(Object.entries({
  pairs: ["Pairs", "Only single players and pairs have dividends."],
  airport: ["Airport", "Aircraft A to J need runways of 1 to 10; a coalition costs what its largest needs."],
  vote: ["Vote", "Parties with 9, 7, 6, 5, 4, 4, 3, 3, 2, 2 seats; more than half wins 1."],
  sigmoid: ["Sigmoid", "A sum of effects, of both signs, through a sigmoid, as in a network."],
}).map(([id, [name, words]]) => {
  const { digits, exact } = about.games[id];
  return [id, { name, about: words, digits, exact: exact.map((x) => x / 10 ** digits) }];
}));

/** All numbers of all runs: a list that `runsOf` cuts. */
export async function unpack() {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const whole = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(whole).json();
}

/**
 * What each runner found with a seed, a list of points by budget: { paid, rmse, right, values, half }.
 * `right` says for each player whether the exact value is in the band, `half` how far that reaches.
 */
export function runsOf(numbers, id, seed) {
  const { from, digits, exact } = about.games[id], unit = 10 ** digits, players = NAMES.map((_, i) => i);
  return RUNNERS.map(({ name, paid }, k) => ({
    name,
    points: BUDGETS.map((_, step) => {
      const run = ((seed - 1) * RUNNERS.length + k) * BUDGETS.length + step;
      const [rmse, right, ...rest] = numbers.slice(from + run * (2 * N + 2), from + (run + 1) * (2 * N + 2));
      return {
        paid: paid[step],
        rmse: rmse / (100 * unit),
        right: players.map((i) => Boolean((right >> i) & 1)),
        values: players.map((i) => (exact[i] + rest[i]) / unit),
        half: players.map((i) => rest[N + i] / unit),
      };
    }),
  }));
}
