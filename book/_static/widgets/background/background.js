/* What a patient's prediction looks like next to some people: sums of one-to-one comparisons. */

import { range } from "../core/games.js";
import { FACTS } from "./facts.js";

export const YEARS = FACTS.count[0].map((_, k) => FACTS.first + k);
export const YOUNGEST = YEARS[0];
export const OLDEST = YEARS.at(-1);
export const PATIENT = FACTS.patient;
export const EVERYBODY = { from: YOUNGEST, to: OLDEST, bp: "any", twin: false };

/** Whether people of this blood pressure, 0 or 1, are among those chosen. */
function wanted(level, bp) { return bp === "any" || Number(bp) === level; }

/** How many people of each year of age are chosen. */
export function crowd({ from, to, bp, twin }) {
  return YEARS.map((year, k) => (twin ? Number(year === Math.floor(FACTS.twin.age))
    : year < from || year > to ? 0
      : range(2).reduce((sum, level) => sum + (wanted(level, bp) ? FACTS.count[level][k] : 0), 0)));
}

/** Number of people, and what they are on average: their age, the base value, what Age and BP are paid. */
export function compared(choice) {
  if (choice.twin) return { people: 1, ...FACTS.twin };
  const { from, to, bp } = choice;
  const total = (table) => range(2).filter((level) => wanted(level, bp)).reduce((sum, level) =>
    sum + YEARS.reduce((part, year, k) => part + (year < from || year > to ? 0 : table[level][k]), 0), 0);
  const people = total(FACTS.count);
  const mean = (table) => (people ? total(table) / 1e4 / people : 0);
  return { people, age: mean(FACTS.ages), base: mean(FACTS.base), paid: FACTS.paid.map(mean) };
}
