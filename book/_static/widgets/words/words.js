/* What the network says of every part of the sentence; coalitions of words are bit masks. */

import { FACTS } from "./facts.js";

export const WORDS = FACTS.words;
export const PAYOFFS = FACTS.payoffs;
export const EVERYTHING = 2 ** WORDS.length - 1;

/** Log-odds that the review is positive, of the words in S. */
export function logOdds(S) { return FACTS.worths[S] / 1000; }

export function probability(S) { return 1 / (1 + Math.exp(-logOdds(S))); }

/** What word i adds to the other words of S. */
export function adds(i, S) { return logOdds(S | (1 << i)) - logOdds(S & ~(1 << i)); }

/** To how many coalitions of others word i adds something. */
export function raised(i) {
  return FACTS.worths.filter((_, S) => !((S >> i) & 1) && adds(i, S) > 0.0005).length;
}

/** The sentence that is left. */
export function left(S) { return WORDS.filter((_, i) => (S >> i) & 1).join(" "); }

