/* What the sampling race asks. Its state: { game, step, right, race, exact, budget }. */

import { distance } from "./race.js";

const FEW = 7; // the step after which everyone has paid for 128 coalitions

function closestAfterFew({ step, race, exact }) {
  if (step < FEW) return "";
  const [first, second] = race
    .map(({ name, points }) => ({ name, off: distance(points[FEW - 1].values, exact) }))
    .sort((a, b) => a.off - b.off);
  return second.off < 1e-9 ? "More than one was exact." : `At 128 it was: ${first.name}. The next best, `
    + `${second.name}, was off by ${(second.off / first.off).toFixed(1)} times as much.`;
}

export const QUESTIONS = [
  {
    ask: () => "Which of the five will be closest when each has paid for 128 coalitions? Guess, then see.",
    answer: closestAfterFew,
  },
  {
    ask: () => "In one of the four games, three of the five are exact from the first step on. Which, and why?",
    answer: ({ game }) => (game !== "pairs" ? "" : "Pairs: a line-up and its reverse pay a pair’s dividend half to each, "
      + "and so do a coalition and its complement."),
  },
  {
    ask: () => "Find a player and a moment, 128 coalitions or more, at which only two of the five bands hold the exact value.",
    answer: ({ right, step, budget }) => (right > 2 || step < FEW ? "" : `With ${budget} it is ${right} of 5. A band that `
      + "is right 95 times in 100 is wrong at times; one run proves little."),
  },
];
