/* What the axiom switch says: which payoffs are possible, and why. */

import { frac, sum } from "../core/fractions.js";
import { AXIOMS, basisOf, isFixed } from "./attainable.js";
import { NAMES } from "./rules.js";

/** Sums of payoffs that may be the same in all possible payoffs, by their factors, and what is said if so. */
const LIMITS = [
  ...NAMES.map((name, i) => ({
    factors: NAMES.map((_, j) => Number(i === j)), text: (amount) => `${name} gets ${amount.show()}`,
  })),
  { factors: [1, 1, 1], text: (amount) => `the three get ${amount.show()} together` },
  { factors: [1, -1, 0], text: () => "A and B get the same" },
  { factors: [-1, 2, -1], text: () => "B gets the mean of what A and C get" },
];

/** The limits that tell the possible payoffs from all others, none of which follows from the rest. */
export function limitsOf(value, basis) {
  const kept = [];
  for (const { factors, text } of LIMITS.filter((limit) => isFixed(limit.factors, basis))) {
    const row = factors.map((factor) => frac(factor));
    if (basisOf([...kept.map((limit) => limit.row), row]).length === kept.length) continue;
    kept.push({ row, text: text(sum(row.map((factor, i) => factor.mul(value[i])))) });
  }
  return kept.reverse().map(({ text }) => text);
}

function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "Without efficiency and symmetry", "With all four axioms". */
function given(on) {
  const off = AXIOMS.filter((axiom) => !on.has(axiom));
  if (!off.length) return "With all four axioms";
  if (!on.size) return "Without any axiom";
  return `Without ${list(off.map((axiom) => (axiom === "null player" ? "the null player axiom" : axiom)))}`;
}

/** Which payoffs are possible, in one sentence. */
export function verdict(value, basis, on) {
  if (!basis.length) {
    const paid = list(NAMES.map((name, i) => `${name} ${value[i].show()}`));
    return `${given(on)}, one choice of payoffs is left, the Shapley value: ${paid}.`;
  }
  const limits = limitsOf(value, basis);
  return limits.length ? `${given(on)}, all payoffs are possible in which ${list(limits)}.`
    : `${given(on)}, all payoffs are possible, whatever their sum.`;
}

/** Why, in terms of dividends: by the first letters of the axioms that hold beside additivity. */
const REASONS = {
  esn: "The members of a coalition must share its dividend equally. Nothing is left to choose.",
  sn: "The members of a coalition all get the same multiple of its dividend. It depends only on how many there are.",
  en: "A rule may share each dividend among its members as it likes. The averages of line-ups, with any weights, "
    + "fill the dashed border.",
  es: "A rule may share any part of the dividends of one size equally among all three. "
    + "The members share the rest equally.",
  n: "Each member of a coalition may get any multiple of its dividend.",
  s: "Everybody may get the same on top, and the members any multiple that depends only on how many there are.",
  e: "A rule may share each dividend among all three as it likes.",
  "": "Each dividend may pay anything to anybody.",
};

const ALONE = "A rule may settle every game in its own way, as long as the other axioms hold in this one.";

export function reason(on) {
  if (!on.has("additivity")) return ALONE;
  return REASONS[AXIOMS.slice(0, 3).filter((axiom) => on.has(axiom)).map((axiom) => axiom[0]).join("")];
}

/** What the picture shows, for those who do not see it. */
export function inPicture(total, cut) {
  const shape = cut ? ["one point", "a line", "the whole plane"][cut.basis.length] : "nothing";
  return `Payoffs of A, B and C with the sum ${total.show()}; possible: ${shape}`;
}
