/* What the line-up machine asks. Its state: names, worths, the line-up as it stands, how many were seen. */

import { contribution, label, range, shapleyValues, walk } from "../core/games.js";

const LAST = 2; // the player that the first question is about

/** What each of the three is worth alone. */
function aloneOf(worths) { return range(3).map((i) => contribution(worths, i, 0)); }

/** "A, B and C" */
function list(texts) { return `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`; }

function whenAllIsAdded({ names, worths, order }) {
  const { before, adds } = walk(worths, order);
  if (!adds[LAST].equals(aloneOf(worths)[LAST])) return "";
  return before[LAST] === 0 ? "Who comes first always adds what they are worth alone."
    : `Here ${names[LAST]} adds as much to ${label(before[LAST], names)} as to nobody.`;
}

/** Who is paid how much less, or more, than they are worth alone. */
function comparedWithAlone({ names, worths, seen }) {
  if (seen < 6) return "";
  const more = shapleyValues(worths).map((value, i) => value.sub(aloneOf(worths)[i]));
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
    ask: ({ names, worths }) => `Does it matter when ${names[LAST]} arrives? Find a line-up in which `
      + `${names[LAST]} adds ${aloneOf(worths)[LAST].show()}, as much as alone.`,
    answer: whenAllIsAdded,
  },
  {
    ask: () => "Walk through all six line-ups. Is anybody paid what they are worth alone?",
    answer: comparedWithAlone,
  },
  {
    ask: () => "Two of them shall be paid the same. Which worth do you change (below)?",
    answer: twoAlike,
  },
];
