/* What the sampling race asks. Its state: { game, budget, right, race }. */

export const FEW = 128; // coalitions

function closestAfterFew({ budget, race }) {
  if (budget < FEW) return "";
  const [first, second] = race
    .map(({ name, points }) => ({ name, off: points.find(({ paid }) => paid === FEW).rmse }))
    .sort((a, b) => a.off - b.off);
  return second.off === 0 ? "More than one was exact." : `At 128 it was: ${first.name}. The next best, `
    + `${second.name}, was off by ${(second.off / first.off).toFixed(1)} times as much.`;
}

export const QUESTIONS = [
  {
    ask: () => "Which of the five will be closest when each has paid for 128 coalitions? Guess, then see.",
    guesses: ({ race }) => race.map(({ name }) => name),
    answer: closestAfterFew,
  },
  {
    ask: () => "In one of the four games, three of the five are exact from the first step on. Which, and why?",
    answer: ({ game }) => (game !== "pairs" ? "" : "Pairs: a line-up and its reverse pay a pair’s dividend half to each, "
      + "and so do a coalition and its complement."),
  },
  {
    ask: () => "Each method puts a band around its estimate for one player (below). Find a player, a seed and a budget, 128 "
      + "coalitions or more, for which only two of the five bands hold the exact value.",
    answer: ({ right, budget }) => (right > 2 || budget < FEW ? "" : `With ${budget.toLocaleString("en")} coalitions it is `
      + `${right} of 5. A band that is right 95 times in 100 is wrong at times; one run proves little.`),
  },
];
