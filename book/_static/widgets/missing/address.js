/* The state of "Who is missing" as the end of an address: "#missing=first&x=1,2&mean=0&rho=0.8&picture=2". */

import { entriesOf, quoted } from "../core/share.js";
import { MODELS } from "./missing.js";

const KEY = "missing";

/** How far the numbers go, and in which steps. */
export const LIMITS = { rho: { limit: 1, step: 0.05 }, x: { limit: 3, step: 0.1 }, mean: { limit: 1, step: 0.1 } };
export const START = { setting: { model: "first", x: [1, 2], mean: 0, rho: 0.8 }, missing: 0 };

/** @param {number} missing which feature is filled in in the picture, 0 or 1 */
export function toHash({ setting: { model, x, mean, rho }, missing }) {
  return `#${KEY}=${model}&x=${x.join(",")}&mean=${mean}&rho=${rho}${missing ? "&picture=2" : ""}`;
}

/** The state that an address ends in; null if it holds none. Throws an Error that says what is wrong. */
export function fromHash(hash) {
  const entries = entriesOf(hash, KEY);
  if (!entries) return null;
  const model = entries.get(KEY), picture = entries.get("picture") ?? "1";
  if (!Object.hasOwn(MODELS, model)) throw new Error(`${quoted(model)} is no model`);
  const x = (entries.get("x") ?? START.setting.x.join(",")).split(",").map((text) => number("x", text));
  if (x.length !== 2) throw new Error(`it has ${x.length} features and needs 2`);
  if (!["1", "2"].includes(picture)) throw new Error("picture is 1 or 2");
  const [mean, rho] = ["mean", "rho"].map((name) => number(name, entries.get(name) ?? `${START.setting[name]}`));
  return { setting: { model, x, mean, rho }, missing: Number(picture) - 1 };
}

/** A number as a slider can show it. */
function number(name, text) {
  const { limit, step } = LIMITS[name], value = text ? Number(text) : NaN;
  if (!(Math.abs(value) <= limit)) throw new Error(`${name} goes from −${limit} to ${limit}, not ${quoted(text)}`);
  return Number((Math.round(value / step) * step).toFixed(2));
}
