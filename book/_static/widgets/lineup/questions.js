/* What the line-up machine asks. Its state: see state.js. */

import { contribution, label, shapleyValues } from "../core/games.js";
import { exactly } from "../core/bars.js";

const LAST = 2; // the player that the first questions are about

/** What each of the three is worth alone. */
function aloneOf(state) { return state.players.map((i) => state.alone(i)); }

/** "A, B and C" */
function list(texts) { return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`; }

/** What the last player adds in each line-up, the larger first, and how often. */
function counted(state) {
  const adds = state.orders.map((_, k) => state.walk(k).adds[LAST]).sort((a, b) => b.compare(a));
  const different = adds.filter((value, k) => !k || !value.equals(adds[k - 1]));
  return different.map((value) => ({ value, times: adds.filter((other) => other.equals(value)).length }));
}

function averageOfTheLast(state) {
  if (!state.done) return "";
  const parts = counted(state).map(({ value, times }) => `${value.show()} in ${times === 1 ? "one" : times}`);
  return `${state.names[LAST]} is paid ${exactly(state.averages[LAST])}. It adds ${list(parts)} of the six line-ups.`;
}

function guessesForTheLast(state) {
  const values = counted(state).map(({ value }) => value);
  return values.length < 2 ? [values[0].show(), "more", "less"]
    : [values[0].show(), `between ${values[0].show()} and ${values.at(-1).show()}`, values.at(-1).show()];
}

function whenAllIsAdded(state) {
  const { before, adds } = state.walk(state.current), name = state.names[LAST];
  if (!adds[LAST].equals(state.alone(LAST))) return "";
  return before[LAST] === 0 ? "Who comes first always adds what they are worth alone."
    : `Here ${name} adds as much to ${label(before[LAST], state.names)} as to nobody.`;
}

/** Who is paid how much less, or more, than they are worth alone. */
function comparedWithAlone(state) {
  if (!state.done) return "";
  const { names, averages } = state, alone = aloneOf(state);
  const more = averages.map((value, i) => value.sub(alone[i]));
  const say = (x) => `${x.show().replace("−", "")} ${x.sign() < 0 ? "less" : "more"} than alone`;
  if (more.every((x) => x.isZero)) return "Everybody is paid what they are worth alone.";
  if (more.every((x) => x.equals(more[0]))) return `Nobody: everybody is paid ${say(more[0])}.`;
  return `${list(names.map((name, i) => `${name} is paid ${more[i].isZero ? "the same" : say(more[i])}`))}.`;
}

function twoAlike({ names, worths }) {
  const values = shapleyValues(worths);
  for (const [i, j, k] of [[0, 1, 2], [0, 2, 1], [1, 2, 0]]) {
    if (!values[i].equals(values[j])) continue;
    const alike = [0, 1 << k].every((S) =>
      contribution(worths, i, S).equals(contribution(worths, j, S)));
    return `${names[i]} and ${names[j]} are paid ${values[i].show()}. ${alike
      ? "They add the same to every coalition: then it must be so."
      : "Yet they do not add the same to every coalition: only the averages agree."}`;
  }
  return "";
}

export const QUESTIONS = [
  {
    ask: (state) => `Alone, ${state.names[LAST]} is worth ${state.alone(LAST).show()}. What is ${state.names[LAST]} `
      + "paid on average over all six line-ups? Guess first.",
    guesses: guessesForTheLast,
    answer: averageOfTheLast,
  },
  {
    ask: (state) => `Does it matter when ${state.names[LAST]} arrives? Find a line-up in which `
      + `${state.names[LAST]} adds ${state.alone(LAST).show()}, as much as alone.`,
    answer: whenAllIsAdded,
  },
  {
    ask: () => "Walk through all six line-ups. Is anybody paid what they are worth alone?",
    guesses: ({ names }) => ["nobody", ...names],
    answer: comparedWithAlone,
  },
  {
    ask: () => "Two of them shall be paid the same. Which worth do you change (below)?",
    answer: twoAlike,
  },
];
