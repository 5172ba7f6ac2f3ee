/* What "Who is missing" asks. Its state: the setting, and what compareWays finds in it. */

import { MODELS } from "./missing.js";
import { show } from "./remarks.js";

const same = (a, b) => show(a - b) === "0.00";

export const QUESTIONS = [
  {
    ask: () => "Take a model that reads x₁ only. Can x₂ be paid a negative amount?",
    answer: ({ setting, ways }) => {
      const credit = ways.at(-1).payoffs[1];
      return MODELS[setting.model].readsBoth || show(credit)[0] !== "−" ? ""
        : `The conditional game pays it ${show(credit)}: told x₂, one expects a smaller f than before.`;
    },
  },
  {
    ask: () => "Choose x₁ + x₂ and a ρ that is not 0. Where must the star be for marginal and conditional to pay the same?",
    answer: ({ setting: { model, rho, x }, ways }) => {
      const [marginal, conditional] = ways.slice(-2).map(({ payoffs }) => payoffs[0]);
      return model !== "sum" || !rho || !same(marginal, conditional) ? ""
        : `On the diagonal: both features are ${show(x[0])}, and what each tells about the other is worth the same.`;
    },
  },
  {
    ask: () => "Choose x₁ · x₂. At which ρ do the mean baseline and the marginal game have the same v(∅)?",
    answer: ({ setting: { model }, ways }) => {
      const [, mean, marginal] = ways.map(({ worths }) => worths[0]);
      return model !== "product" || !same(mean, marginal) ? ""
        : "At ρ = 0: only then is the mean of the product the product of the means.";
    },
  },
  {
    ask: () => "Make all four ways pay the same, with two features that both are paid something.",
    answer: ({ ways }) => {
      const alike = ways.every(({ payoffs }) => payoffs.every((x, i) => same(x, ways[0].payoffs[i])));
      return !alike || ways[0].payoffs.some((x) => same(x, 0)) ? ""
        : "Then nobody needs to choose. With a sum, that takes μ = 0 and features that tell nothing, or the same.";
    },
  },
];
