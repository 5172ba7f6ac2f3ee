/* Names that readers type or that come in a link. */

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The name without what cannot be seen. */
export function plain(name) { return name.replace(CONTROLS, "").trim(); }

/** A name that is written from right to left must not turn the numbers around it. */
export function isolated(name) { return RIGHT_TO_LEFT.test(name) ? `\u2068${plain(name)}\u2069` : name; }

/** The shortest beginnings that still tell the names apart. */
export function shortened(names) {
  const letters = names.map((name) => [...plain(name)]);
  const begin = (k) => letters.map((name) => name.slice(0, k).join(""));
  const longest = Math.max(...letters.map((name) => name.length));
  for (let k = 1; k < longest; k += 1) {
    if (new Set(begin(k)).size === names.length) return begin(k).map(isolated);
  }
  return names;
}

/** One letter or two that tell the names apart; where that takes more, the first ones: colors do the rest. */
export function initials(names) {
  const short = shortened(names), fits = short.every((name) => [...plain(name)].length <= 2);
  return fits ? short : names.map((name) => isolated([...plain(name)][0]));
}
