/* What is seen in a setting of "Who is missing", in a sentence or two. */

import { compareWays } from "./missing.js";

/** Two digits, a real minus sign, no minus before zero. */
export function show(number) {
  const text = Math.abs(number).toFixed(2);
  return number < 0 && text !== "0.00" ? `−${text}` : text;
}

const isZero = (number) => show(number) === "0.00";

/** The credit of x₂ where the model does not read it. */
function unusedFeature({ model, x, mean, rho }, ways) {
  const credit = ways.at(-1).payoffs[1];
  if (isZero(credit)) return "The model never reads x₂, and here all four ways pay it 0.00.";
  const formula = mean === 0 ? "ρx₂/2" : "ρ(x₂ − μ)/2";
  const why = model === "first" ? `${formula} = ${show((rho * (x[1] - mean)) / 2)}` : show(credit);
  return `The model never reads x₂. The conditional game pays it ${why} all the same, for what it `
    + "tells about x₁; the other three pay it nothing.";
}

/** In a sum the conditional game moves ρ(x₁ - x₂)/2 from one to the other. */
function movedCredit({ x, rho }) {
  const moved = (rho * (x[0] - x[1])) / 2;
  if (isZero(moved)) return "No credit changes hands: marginal and conditional pay the same.";
  const [from, to] = moved > 0 ? ["x₂", "x₁"] : ["x₁", "x₂"];
  return `The conditional game moves ρ(x₁ − x₂)/2, here ${show(Math.abs(moved))}, from ${from} `
    + `to ${to}. The sum stays.`;
}

/** Where the mean prediction is not the prediction at the mean. */
function twoBases(ways) {
  const [, atMean, average] = ways.map(({ worths }) => worths[0]);
  if (isZero(average - atMean)) {
    return `The average prediction and the prediction for the average row agree: ${show(average)}.`;
  }
  return `The average prediction is ${show(average)}, the prediction for the average row is `
    + `${show(atMean)}. So baselines and expectations do not even divide the same sum.`;
}

/** With ρ = 1 or −1 all rows are on a line; is this one off it? */
export function neverOccurs({ x, mean, rho }) {
  return Math.abs(rho) === 1 && Math.abs(x[1] - mean - rho * (x[0] - mean)) > 1e-9;
}

/** What ρ and μ alone say. */
function aboutTheData(setting) {
  const { mean, rho } = setting;
  if (rho === 0) return "With ρ = 0 the features are independent, and marginal and conditional agree.";
  if (Math.abs(rho) === 1) {
    return `With ρ = ${rho === 1 ? "1" : "−1"} one feature determines the other`
      + `${neverOccurs(setting) ? ", and a row like x never occurs." : "."}`;
  }
  if (mean === 0) return "The mean row is zero, so the two baselines are one.";
  return "";
}

/** @param {{model, x, mean, rho}} setting */
export function remark(setting, ways = compareWays(setting)) {
  const about = {
    first: unusedFeature, positive: unusedFeature, step: unusedFeature, sum: movedCredit,
    product: (_, all) => twoBases(all), larger: (_, all) => twoBases(all),
  }[setting.model];
  return `${about(setting, ways)} ${aboutTheData(setting)}`.trim();
}
