/* A walk from a reference to a patient in a hundred steps, and what it has paid on the way. */

import { FACTS } from "./facts.js";

export const AGES = FACTS.patients.map(({ age }) => age);
export const STEPS = FACTS.patients[0].rates[0].length;
export const YOUNG = FACTS.reference;

export function patient(age) { return FACTS.patients[AGES.indexOf(age)]; }

/** Slope times distance of feature i (Age, BP) in the middle of a step. */
export function rate(age, i, step) { return patient(age).rates[i][step] / 1e4; }

/** The same at the end of the walk, where the patient is: gradient × input. */
export function slope(age, i) { return patient(age).slopes[i] / 1e4; }

/** What feature i has been paid after so many steps. */
export function paid(age, i, steps) {
  return patient(age).rates[i].slice(0, steps).reduce((sum, one) => sum + one, 0) / 1e4 / STEPS;
}

export function risk(age, steps) { return patient(age).risks[steps] / 1e4; }

/** The first step after which half of all has been paid. */
export function halfway(age) {
  const both = (steps) => paid(age, 0, steps) + paid(age, 1, steps);
  let steps = 0;
  while (both(steps) < both(STEPS) / 2) steps += 1;
  return steps;
}
