/* The state of the race as the end of an address: "#race=vote&seed=3&budget=128&player=A". */

import { entriesOf, quoted } from "../core/share.js";
import { BUDGETS, GAMES, NAMES, SEEDS } from "./race.js";

const KEY = "race";
export const START = { game: "airport", player: 9, seed: 1, step: 0 };

export function toHash({ game, player, seed, step }) {
  return `#${KEY}=${game}&seed=${seed}&budget=${BUDGETS[step]}${player === START.player ? "" : `&player=${NAMES[player]}`}`;
}

/** The state that an address ends in; null if it holds none. Throws an Error that says what is wrong. */
export function fromHash(hash) {
  const entries = entriesOf(hash, KEY);
  if (!entries) return null;
  const game = entries.get(KEY), seed = Number(entries.get("seed") ?? START.seed);
  if (!Object.hasOwn(GAMES, game)) throw new Error(`${quoted(game)} is no game`);
  if (!Number.isInteger(seed) || seed < 1 || seed > SEEDS) throw new Error(`seeds go from 1 to ${SEEDS}`);
  const step = BUDGETS.indexOf(Number(entries.get("budget") ?? BUDGETS[START.step]));
  if (step < 0) throw new Error(`budgets are ${BUDGETS.join(", ")}`);
  const player = NAMES.indexOf(entries.get("player") ?? NAMES[START.player]);
  if (player < 0) throw new Error(`players are ${NAMES[0]} to ${NAMES.at(-1)}`);
  return { game, player, seed, step };
}
