/* The games of the race: ten players, so that all 1,024 worths and the exact values are at hand. */

export const N = 10;
export const NAMES = [..."ABCDEFGHIJ"];

const SEATS = [9, 7, 6, 5, 4, 4, 3, 3, 2, 2];
const EFFECTS = [2.4, -1.5, 1.2, 0.9, -0.8, 0.7, 0.6, -0.4, 0.3, 0.2];

/** Dividends of the game of pairs: i + 1 for player i, and one from -5 to 5 for each pair. */
const bonus = (i, j) => (i === j ? i + 1 : ((3 * i + 5 * j) % 11) - 5);

const total = (numbers) => numbers.reduce((a, b) => a + b, 0);
const sumOver = (numbers) => (members) => total(members.map((i) => numbers[i]));
const seatsOf = sumOver(SEATS);
const effectOf = sumOver(EFFECTS);

/** Each game: name, digits worth showing, what it is, and the worth of members in their order. */
export const GAMES = {
  pairs: {
    name: "Pairs",
    digits: 2,
    about: "Only single players and pairs have dividends.",
    worth: (members) =>
      total(members.map((i) => total(members.filter((j) => j >= i).map((j) => bonus(i, j))))),
  },
  airport: {
    name: "Airport",
    digits: 2,
    about: "Aircraft A to J need runways of 1 to 10; a coalition costs what its largest needs.",
    worth: (members) => (members.length ? members.at(-1) + 1 : 0),
  },
  vote: {
    name: "Vote",
    digits: 3,
    about: "Parties with 9, 7, 6, 5, 4, 4, 3, 3, 2, 2 seats; more than half wins 1.",
    worth: (members) => Number(2 * seatsOf(members) > total(SEATS)),
  },
  sigmoid: {
    name: "Sigmoid",
    digits: 3,
    about: "A sum of effects, of both signs, through a sigmoid, as in a network.",
    worth: (members) => 1 / (1 + Math.exp(1 - effectOf(members))),
  },
};

/** Worths of all coalitions by bit mask: player i is in S exactly when bit i of S is set. */
export function worthsOfGame(id) {
  const players = Array.from({ length: N }, (_, i) => i);
  return Float64Array.from({ length: 2 ** N }, (_, S) =>
    GAMES[id].worth(players.filter((i) => (S >> i) & 1)));
}

export function sizeOf(mask) {
  let size = 0;
  for (let rest = mask; rest; rest &= rest - 1) size += 1;
  return size;
}

/** n over k. */
export function choose(n, k) {
  let ways = 1;
  for (let i = 1; i <= k; i += 1) ways = (ways * (n - k + i)) / i;
  return Math.round(ways);
}

/** Exact Shapley values: what each player adds, a size of coalitions with weight 1/n in all. */
export function exactValues(worths) {
  const n = Math.log2(worths.length);
  return Array.from({ length: n }, (_, i) => {
    const bySize = new Float64Array(n);
    for (let S = 0; S < worths.length; S += 1) {
      if (!((S >> i) & 1)) bySize[sizeOf(S)] += worths[S | (1 << i)] - worths[S];
    }
    return total([...bySize].map((added, s) => added / choose(n - 1, s))) / n;
  });
}
