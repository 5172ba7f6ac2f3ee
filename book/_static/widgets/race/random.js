/* Random numbers that are the same on every machine: 32 bits of state, a seed gives a stream. */

/** Scramble 32 bits: every input bit moves about half of the output bits. */
export function scramble(bits) {
  let z = bits | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** A stream of whole numbers from 0 to 2³² - 1: the state walks in steps of the golden ratio. */
export function stream(seed, lane = 0) {
  let state = scramble(scramble(seed) + lane);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    return scramble(state);
  };
}

/** A whole number below k, each equally likely: numbers from an incomplete last round are redrawn. */
export function below(k, next) {
  const complete = 2 ** 32 - (2 ** 32 % k);
  let drawn = next();
  while (drawn >= complete) drawn = next();
  return drawn % k;
}

/** A copy in random order (Fisher and Yates). */
export function shuffled(list, next) {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = below(last + 1, next);
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}
