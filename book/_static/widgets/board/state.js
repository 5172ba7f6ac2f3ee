/* The games that the board begins with, and a game as the end of an address. */

import { frac, parseFraction } from "../core/fractions.js";
import { members, playerCount, range } from "../core/games.js";
import { isolated, plain } from "../core/names.js";
import { decoded, entriesOf, quoted } from "../core/share.js";

const LETTERS = ["A", "B", "C", "D"];
const FEWEST = 2, MOST = LETTERS.length, KEY = "game"; // an address ends in #game=…
export const LONGEST_NAME = 12;

/** Worths of a game of n players, from a function of the coalition's players. */
function worthsOf(n, worth) { return range(2 ** n).map((S) => worth(members(S, n), S)); }

function most(numbers) { return Math.max(0, ...numbers); }

const BAKED = [100, 80, 60], OVEN = 200, RUNWAYS = [12, 24, 40, 60];

/** Each preset: a title, the players, the worths, and whether they are costs. */
export const PRESETS = {
  "three-friends": {
    title: "Three friends", names: LETTERS.slice(0, 3),
    worths: worthsOf(3, (S) => frac(Math.min(S.reduce((sum, i) => sum + BAKED[i], 0), OVEN))),
    story: "A, B and C bake 100, 80 and 60 loaves; the oven holds 200.",
  },
  "age-bp": {
    title: "Age and BP", names: ["Age", "BP"],
    worths: [2, 6, 7, 9].map((tenths) => frac(tenths, 10)),
    story: "A model’s answer when it is told nothing, Age, BP, or both.",
  },
  gloves: {
    title: "Gloves", names: ["L1", "L2", "R1"],
    worths: worthsOf(3, (S) => frac(Math.min(S.filter((i) => i < 2).length, S.filter((i) => i === 2).length))),
    story: "Two own a left glove, one a right glove; a pair is worth 1.",
  },
  airport: {
    title: "Airport", names: LETTERS, costs: true,
    worths: worthsOf(4, (S) => frac(most(S.map((i) => RUNWAYS[i])))),
    story: "Four aircraft share a runway that costs what the largest of them needs.",
  },
  majority: {
    title: "Majority", names: LETTERS.slice(0, 3),
    worths: worthsOf(3, (S) => frac(S.length > 1 ? 1 : 0)),
    story: "Two votes of three decide; a coalition that decides is worth 1.",
  },
  unanimity: {
    title: "Unanimity", names: LETTERS.slice(0, 3),
    worths: worthsOf(3, (_, S) => frac((S & 3) === 3 ? 1 : 0)),
    story: "Worth 1 as soon as A and B are both there; C is not needed.",
  },
};

/** The preset as a state that may be changed. */
export function preset(key) {
  const { names, worths, costs = false } = PRESETS[key];
  return { names: [...names], worths: [...worths], costs };
}

/** The same game with n players: a new one adds nothing, one that leaves takes its coalitions along. */
export function withPlayers({ names, worths, costs }, n) {
  const before = playerCount(worths);
  const unused = LETTERS.filter((letter) => !names.includes(letter));
  const more = unused.slice(0, Math.max(0, n - before));
  return {
    names: [...names.slice(0, n), ...more], costs,
    worths: range(2 ** n).map((S) => worths[S & (2 ** before - 1)]),
  };
}

/** "#game=0,100,80,180&players=A,B" for a state; `&costs` at the end if the worths are costs. */
export function toHash({ names, worths, costs }) {
  const players = names.map((name) => encodeURIComponent(plain(name))).join(",");
  return `#${KEY}=${worths.join(",")}&players=${players}${costs ? "&costs" : ""}`;
}

/** The state that an address ends in; null if it holds no game. Throws an Error that says what is wrong. */
export function fromHash(hash) {
  const entries = entriesOf(hash, KEY);
  if (!entries) return null;
  const texts = decoded(entries.get(KEY)).split(",");
  const n = Math.log2(texts.length);
  if (!Number.isInteger(n) || n < FEWEST || n > MOST) {
    throw new Error(`${texts.length} worths, but 2, 3 or 4 players need 4, 8 or 16`);
  }
  const worths = texts.map((text) => parseFraction(text) ?? fail(`${quoted(text)} is not a number`));
  const names = entries.get("players")?.split(",").map((name) => plain(decoded(name))) ?? LETTERS.slice(0, n);
  if (names.length !== n) fail(`${names.length} names for ${n} players`);
  if (new Set(names).size < n) fail("two players have the same name");
  if (names.some((name) => !name || name.length > LONGEST_NAME)) fail("a name is empty or too long");
  return { names: names.map(isolated), worths, costs: entries.has("costs") };
}

function fail(what) { throw new Error(what); }

// Where a scale may end, in tenths of a power of ten, and the number of steps from 0 to there.
const ENDS = [[15, 30], [20, 40], [30, 60], [50, 50], [100, 50], [150, 30]];

/** The next multiple of `step` after `value`, `count` of them away; down if that is negative. */
export function stepped(value, step, count) {
  if (!count) return value;
  const places = value.div(step), whole = places.n / places.d; // cut towards 0
  const beyond = places.sub(frac(whole)).sign(); // a number between two steps counts as the one behind it
  const from = count > 0 && beyond < 0 ? whole - 1n : count < 0 && beyond > 0 ? whole + 1n : whole;
  return step.mul(frac(from + BigInt(count)));
}

/** How worths change by hand: in steps of a round number, and what the largest of them is drawn as. */
export function scaleOf(worths) {
  const largest = Math.max(...worths.map((worth) => Math.abs(worth.toNumber()))) || 1;
  const power = Math.floor(Math.log10(largest));
  const [end, steps] = ENDS.find(([tenths]) => tenths >= (12 * largest) / 10 ** power);
  const unit = power < 0 ? frac(1, 10 ** -power) : frac(10 ** power);
  return { step: frac(end, 10 * steps).mul(unit), high: frac(end, 10).mul(unit) };
}
