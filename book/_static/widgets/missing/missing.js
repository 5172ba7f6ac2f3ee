/*
 * What a model of two features is worth when some of them are missing, in closed form.
 *
 * The features are normal with a common mean, variance 1 and correlation rho. Whatever stands in
 * for the missing ones, the model sees a normal pair, a *law*: means, variances and a covariance,
 * where a feature that is told, or a baseline, has variance 0. So a model needs one formula, its
 * expectation under a law. Coalitions are bit masks: 0 nobody, 1 {x₁}, 2 {x₂}, 3 both.
 */

const EDGE = 6; // erf differs from 1 by less than rounding beyond

/** The error function, by the series 2/√π · exp(-z²) · Σ 2^k z^(2k+1) / (1·3·…·(2k+1)). */
export function erf(z) {
  if (Math.abs(z) >= EDGE) return Math.sign(z);
  let term = z, total = z;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(total); k += 1) {
    term *= (2 * z * z) / (2 * k + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * total;
}

/** P(Z ≤ z) of a standard normal Z. */
export function normalShare(z) { return (1 + erf(z / Math.SQRT2)) / 2; }

export function normalDensity(z) { return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI); }

/** E[max(Y, 0)] of a normal Y: mean · P(Y > 0) + deviation · density at 0. */
export function positivePart(mean, deviation) {
  if (!(deviation > 0)) return Math.max(mean, 0);
  const z = mean / deviation;
  return mean * normalShare(z) + deviation * normalDensity(z);
}

const root = (variance) => Math.sqrt(Math.max(variance, 0));

/** max(a, b) = b + max(a - b, 0), and a - b is normal as well. */
function expectedLarger({ mean: [a, b], variance: [s, t], covariance }) {
  return b + positivePart(a - b, root(s + t - 2 * covariance));
}

function expectedStep({ mean: [a], variance: [s] }) {
  return s > 0 ? normalShare(a / root(s)) : Number(a > 0);
}

/** The models: what they are called, whether they read x₂, their expectation under a law. */
export const MODELS = {
  first: { name: "x₁", readsBoth: false, expectation: ({ mean }) => mean[0] },
  sum: { name: "x₁ + x₂", readsBoth: true, expectation: ({ mean }) => mean[0] + mean[1] },
  product: {
    name: "x₁ · x₂",
    readsBoth: true,
    expectation: ({ mean, covariance }) => mean[0] * mean[1] + covariance,
  },
  positive: {
    name: "max(x₁, 0)",
    readsBoth: false,
    expectation: ({ mean, variance }) => positivePart(mean[0], root(variance[0])),
  },
  larger: { name: "max(x₁, x₂)", readsBoth: true, expectation: expectedLarger },
  step: { name: "1 if x₁ > 0, else 0", readsBoth: false, expectation: expectedStep },
};

/** A law in which nothing is random. */
function fixed(mean) { return { mean, variance: [0, 0], covariance: 0 }; }

/** Told features as in x, the others as in the reference. */
function baseline(S, x, reference) {
  return fixed(x.map((value, i) => ((S >> i) & 1 ? value : reference)));
}

/** Told features as in x, the others from anybody. */
function marginal(S, x, mean, rho) {
  const told = [0, 1].map((i) => (S >> i) & 1);
  return {
    mean: x.map((value, i) => (told[i] ? value : mean)),
    variance: told.map((known) => (known ? 0 : 1)),
    covariance: S ? 0 : rho,
  };
}

/** Told features as in x, the other from those who share it: x₁ given x₂, or x₂ given x₁. */
function conditional(S, x, mean, rho) {
  if (S === 0 || S === 3) return marginal(S, x, mean, rho);
  const missing = S === 1 ? 1 : 0;
  const law = marginal(S, x, mean, rho);
  law.mean[missing] = mean + rho * (x[1 - missing] - mean);
  law.variance[missing] = 1 - rho * rho;
  return law;
}

/** The four ways: name, formula, and the law of what the model sees. */
export const WAYS = {
  zero: { name: "zero", law: (S, { x }) => baseline(S, x, 0) },
  mean: { name: "mean", law: (S, { x, mean }) => baseline(S, x, mean) },
  marginal: { name: "marginal", law: (S, { x, mean, rho }) => marginal(S, x, mean, rho) },
  conditional: { name: "conditional", law: (S, { x, mean, rho }) => conditional(S, x, mean, rho) },
};

/** Worths of the coalitions 0, 1, 2, 3. @param {{model, x, mean, rho}} setting */
export function worthsOf(way, setting) {
  const { expectation } = MODELS[setting.model];
  return [0, 1, 2, 3].map((S) => expectation(WAYS[way].law(S, setting)));
}

/** Shapley values of two players. */
export function payoffsOf([nobody, first, second, both]) {
  return [(first - nobody + both - second) / 2, (second - nobody + both - first) / 2];
}

/** One entry for each way: { way, name, worths, payoffs, total }. */
export function compareWays(setting) {
  return Object.keys(WAYS).map((way) => {
    const worths = worthsOf(way, setting);
    const payoffs = payoffsOf(worths);
    return { way, name: WAYS[way].name, worths, payoffs, total: payoffs[0] + payoffs[1] };
  });
}
