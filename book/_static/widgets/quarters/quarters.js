/* What the network says of every coalition of quarters; coalitions are bit masks. */

import { range } from "../core/games.js";
import { FACTS } from "./facts.js";

export const NAMES = FACTS.names;
export const PAYOFFS = FACTS.payoffs;
export const PICTURES = { sharp: FACTS.sharp, blurred: FACTS.blurred };
export const WHOLE = 2 ** NAMES.length - 1;
export const ALL = range(WHOLE + 1);

/** Log-odds of a house cat, with the quarters in S sharp. */
export function worth(S) { return FACTS.worths[S] / 100; }

/** What quarter i adds to the other quarters of S. */
export function adds(i, S) { return worth(S | (1 << i)) - worth(S & ~(1 << i)); }

/** The quarter that alone is missing from S, or -1. */
export function missing(S) { return NAMES.findIndex((_, i) => (S | (1 << i)) === WHOLE && S !== WHOLE); }
