/* What the game board says about a game, in words. */

import { sum } from "../core/fractions.js";
import { coreTest, label, members, nullPlayers, objections, range, shapleyValues } from "../core/games.js";
import { asGains } from "./challenges.js";

function list(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** Who is a null player; "" if nobody is. */
export function onNullPlayers({ names, worths }) {
  const found = nullPlayers(worths).map((i) => names[i]);
  if (!found.length) return "";
  return `${list(found)} ${found.length > 1 ? "are null players: they add" : "is a null player: adds"} nothing to any coalition.`;
}

/** What player i gets of each dividend: "100 − 40/3", without the zeros. @param {Function} write a number */
export function sharesOf(i, shares, write) {
  const parts = shares.map((share, S) => ({ share, S })).filter(({ S, share }) => (S >> i) & 1 && !share.isZero);
  return parts.map(({ share }, k) => {
    const text = write(share).replace("−", "");
    return share.sign() < 0 ? `${k ? " − " : "−"}${text}` : `${k ? " + " : ""}${text}`;
  }).join("") || "0";
}

/** Is the core empty, and is the Shapley value in it? { head, text } @param {Function} write a number */
export function onCore(state, write) {
  const gains = asGains(state), { names, costs } = state;
  const test = coreTest(gains);
  return test.empty ? { head: "The core is empty.", text: whyEmpty(test, state, write) }
    : { head: "The core is not empty.", text: onValue(gains, state, write) };
}

function worthOf(S, { worths }) { return worths[S].sub(worths[0]); }

function whyEmpty({ collection }, state, write) {
  const { names, costs, worths } = state;
  const terms = collection.map(({ S, share }) => share.mul(worthOf(S, state)));
  const demand = sum(terms), total = worthOf(worths.length - 1, state);
  const sets = collection.map(({ S, share }) =>
    share.n === share.d ? label(S, names) : `${share} ${label(S, names)}`);
  const adding = terms.map((term) => (term.sign() < 0 ? `(${write(term)})` : write(term))).join(" + ");
  const comparison = `${adding} = ${write(demand)}, ${costs ? "less" : "more"} than the ${write(total)} of all together`;
  const split = collection.every(({ share }) => share.n === share.d);
  return split ? `Split into ${list(sets)}, they ${costs ? "pay" : "earn"} ${comparison}.`
    : `${list(sets)} count every player exactly once and ${costs ? "pay" : "earn"} ${comparison}.`;
}

function onValue(gains, { names, costs }, write) {
  const payoffs = shapleyValues(gains);
  const against = objections(gains, payoffs);
  if (!against.length) return "The Shapley value is in it: no coalition does better alone.";
  const S = against.at(-1), sign = (x) => write(costs ? x.neg() : x);
  const paid = sum(members(S, names.length).map((i) => payoffs[i]));
  const alone = gains[S].sub(gains[0]);
  return `The Shapley value is outside: ${label(S, names)} ${costs ? "would pay" : "would earn"} ${sign(alone)} alone, `
    + `but ${costs ? "is charged" : "is paid"} ${sign(paid)}.`;
}

/** The payoffs for screen readers. */
export function onPayoffs({ names, worths }, write) {
  const payoffs = shapleyValues(worths);
  return range(names.length).map((i) => `${names[i]} ${write(payoffs[i])}`).join(", ");
}
