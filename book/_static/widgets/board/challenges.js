/* Tasks for the game board, and when they are solved. */

import {
  contribution, coreTest, nullPlayers, objections, playerCount, range, shapleyValues,
} from "../core/games.js";

const playing = (worths) => range(playerCount(worths)).filter((i) =>
  !nullPlayers(worths).includes(i)).length;

/** The worths, turned so that more is better: costs change their sign. */
export function asGains({ worths, costs }) { return costs ? worths.map((x) => x.neg()) : worths; }

const paid = ({ worths }) => shapleyValues(worths);

/** Every challenge: its text; for a state of the board, whether its condition holds; what to say then. */
export const CHALLENGES = [
  {
    text: (names) => `Make ${names.at(-1)} a null player: one that adds nothing to any coalition.`,
    holds: ({ worths, names }) => nullPlayers(worths).includes(names.length - 1) && playing(worths) > 0,
    remark: ({ names }) => `${names.at(-1)} is paid 0: who adds nothing gets nothing.`,
  },
  {
    text: () => "Empty the core: no way to share satisfies every coalition.",
    holds: (state) => coreTest(asGains(state)).empty,
    remark: () => "However they share, some coalition would do better alone.",
  },
  {
    text: () => "Make a game that has a core, with the Shapley value outside it.",
    holds: (state) => !coreTest(asGains(state)).empty
      && objections(asGains(state), shapleyValues(asGains(state))).length > 0,
    remark: () => "The core heeds every coalition; the Shapley value only averages.",
    least: 3, // with two players the Shapley value is in every core
  },
  {
    text: () => "Make somebody’s payoff negative.",
    holds: ({ worths }) => shapleyValues(worths).some((payoff) => payoff.sign() < 0),
    remark: (state) => `${state.names[paid(state).findIndex((x) => x.sign() < 0)]} takes more away than it adds, on average.`,
  },
  {
    least: 3, // two players differ by what they are worth alone, however they play together
    text: () => "Give all players the same payoff, though no two are worth the same alone.",
    holds: ({ worths }) => {
      const payoffs = shapleyValues(worths), n = payoffs.length;
      const alone = new Set(range(n).map((i) => String(contribution(worths, i, 0))));
      return alone.size === n && payoffs.every((payoff) => payoff.equals(payoffs[0]));
    },
    remark: (state) => `Everybody is paid ${paid(state)[0].show()}: only the averages need to agree.`,
  },
];

/**
 * Which challenges have been solved since the game was loaded: those whose condition holds now
 * and did not hold at some time before. Call `watch(state)` after every change.
 */
export class Progress {
  constructor() { this.restart(); }

  restart() { this.marks = CHALLENGES.map(() => ({ missed: false, solved: false })); }

  /** Challenges that make sense for so many players. */
  static open(n) { return range(CHALLENGES.length).filter((k) => n >= (CHALLENGES[k].least ?? 2)); }

  /** The numbers of the challenges solved by this very change. */
  watch(state) {
    return Progress.open(state.names.length).filter((k) => {
      const mark = this.marks[k], holds = CHALLENGES[k].holds(state);
      const fresh = holds && mark.missed && !mark.solved;
      if (!holds) mark.missed = true;
      mark.solved ||= fresh;
      mark.holds = holds;
      return fresh;
    });
  }
}
