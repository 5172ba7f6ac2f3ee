/* The games of the axiom switch, all of A, B and C, and the rules of the chapter. */

import { frac, sum, ZERO } from "../core/fractions.js";
import { contribution, gameOf, lineups, nullPlayers, range, shapleyValues, walk, without } from "../core/games.js";

export const NAMES = ["A", "B", "C"];
const PLAYERS = range(NAMES.length);

/** Worths by bit mask; what is told of the game. */
export const GAMES = {
  friends: {
    title: "Three friends", story: "They bake 100, 80 and 60; the oven holds 200.",
    worths: gameOf([0, 100, 80, 180, 60, 160, 140, 200]),
  },
  watcher: {
    title: "Two and a watcher", story: "A and B bake 100 and 80, the oven holds 120. C watches.",
    worths: gameOf([0, 100, 80, 120, 0, 100, 80, 120]),
  },
  gloves: {
    title: "Gloves", story: "A and B have a left glove each, C a right one. A pair is worth 60.",
    worths: gameOf([0, 0, 0, 0, 0, 60, 60, 60]),
  },
};

const gained = (worths) => worths.at(-1).sub(worths[0]);

/** What each player adds, averaged over the coalitions without it. */
function plainAverage(worths) {
  return PLAYERS.map((i) => {
    const adds = without(i, PLAYERS.length).map((S) => contribution(worths, i, S));
    return sum(adds).div(frac(adds.length));
  });
}

function equalAmong(players, worths) {
  const share = gained(worths).div(frac(players.length));
  return PLAYERS.map((i) => (players.includes(i) ? share : ZERO));
}

export const RULES = [
  { name: "Shapley value", pay: shapleyValues },
  { name: "plain average", pay: plainAverage },
  { name: "one line-up", pay: (worths) => walk(worths, PLAYERS).adds },
  { name: "equal split", pay: (worths) => equalAmong(PLAYERS, worths) },
  {
    name: "equal among contributors",
    pay: (worths) => equalAmong(PLAYERS.filter((i) => !nullPlayers(worths).includes(i)), worths),
  },
];

/** The six line-ups, each beside those from which it differs by one exchange of neighbors. */
const AROUND = [0, 2, 3, 5, 4, 1].map((k) => lineups(PLAYERS.length)[k]);

/** What the line-ups pay: in these games the corners of all their weighted averages, in order. */
export function cornersOf(worths) { return AROUND.map((order) => walk(worths, order).adds); }
