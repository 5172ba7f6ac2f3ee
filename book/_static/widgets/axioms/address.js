/* The state of the axiom switch as the end of an address: "#off=symmetry,null-player&game=gloves&step=25". */

import { entriesOf, quoted } from "../core/share.js";
import { AXIOMS } from "./attainable.js";
import { GAMES } from "./rules.js";

export const STEPS = 20; // of the sum, up to what there is to share
export const LAST = 25; // and up to the end
const KEY = "off";

const plain = (axiom) => axiom.replace(" ", "-");

/** @param {{game: string, on: Set<string>, step: number}} state */
export function toHash({ game, on, step }) {
  const off = AXIOMS.filter((axiom) => !on.has(axiom)).map(plain);
  return `#${KEY}=${off.join(",")}&game=${game}${step === STEPS ? "" : `&step=${step}`}`;
}

/** The state that an address ends in; null if it holds none. Throws an Error that says what is wrong. */
export function fromHash(hash) {
  const entries = entriesOf(hash, KEY);
  if (!entries) return null;
  const off = entries.get(KEY).split(",").filter(Boolean);
  const unknown = off.find((axiom) => !AXIOMS.map(plain).includes(axiom));
  if (unknown !== undefined) throw new Error(`${quoted(unknown)} is no axiom`);
  const game = entries.get("game") ?? "friends", step = Number(entries.get("step") ?? STEPS);
  if (!Object.hasOwn(GAMES, game)) throw new Error(`${quoted(game)} is no game`);
  if (!Number.isInteger(step) || step < 0 || step > LAST) throw new Error(`the sum is no step from 0 to ${LAST}`);
  const on = new Set(AXIOMS.filter((axiom) => !off.includes(plain(axiom))));
  return { game, on, step: on.has("efficiency") ? STEPS : step };
}
