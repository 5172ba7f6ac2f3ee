/* The state of the line-up machine as the end of an address: "#lineups=ABC,BAC&worths=0,…,200&names=Ann,Ben,Cleo". */

import { parseFraction } from "../core/fractions.js";
import { isolated, plain } from "../core/names.js";
import { decoded, entriesOf, quoted } from "../core/share.js";
import { FRIENDS, Lineups } from "./state.js";

const KEY = "lineups", PLACES = "ABC", LONGEST_NAME = 8;

const asLetters = (order) => order.map((i) => PLACES[i]).join("");

/** Line-ups in the order in which they were tried, the one that stands last; the rest only if it was changed. */
export function toHash(state) {
  const tried = [...state.seen].filter((k) => k !== state.current).concat(state.current);
  const worths = state.worths.map(String).join(","), names = state.names.map(plain);
  return [`#${KEY}=${tried.map((k) => asLetters(state.orders[k])).join(",")}`,
    worths === FRIENDS.worths.map(String).join(",") ? "" : `&worths=${worths}`,
    names.join() === FRIENDS.names.join() ? "" : `&names=${names.map(encodeURIComponent).join(",")}`].join("");
}

/** The state that an address ends in; null if it holds none. Throws an Error that says what is wrong. */
export function fromHash(hash) {
  const entries = entriesOf(hash, KEY);
  if (!entries) return null;
  const state = new Lineups({ names: namesFrom(entries.get("names")), worths: worthsFrom(entries.get("worths")) });
  const tried = entries.get(KEY).split(",").map((text) => {
    const k = state.orders.findIndex((order) => asLetters(order) === text);
    if (k < 0) throw new Error(`${quoted(text)} is no order of A, B, C`);
    return k;
  });
  state.seen = new Set(tried);
  state.current = tried.at(-1);
  return state;
}

function worthsFrom(text) {
  if (text === undefined) return FRIENDS.worths;
  const worths = text.split(",").map(parseFraction);
  if (worths.length !== 8) throw new Error(`it has ${worths.length} worths and needs 8`);
  if (worths.includes(null)) throw new Error(`${quoted(text.split(",")[worths.indexOf(null)])} is no number`);
  return worths;
}

function namesFrom(text) {
  if (text === undefined) return FRIENDS.names;
  const names = text.split(",").map((name) => plain(decoded(name)));
  if (names.length !== 3) throw new Error(`it has ${names.length} names and needs 3`);
  return names.map((name, i) => isolated([...name].slice(0, LONGEST_NAME).join("")) || FRIENDS.names[i]);
}
