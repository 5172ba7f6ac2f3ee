/* Exact rational numbers: numerator and denominator are BigInts without a common divisor. */

const MOST_DIGITS = 12; // of a number that someone types

/** Greatest common divisor of two BigInts, at least 1. */
function gcd(a, b) {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a || 1n;
}

export class Fraction {
  /** @param {bigint} n numerator  @param {bigint} d denominator, not 0 */
  constructor(n, d = 1n) {
    if (d === 0n) throw new RangeError("a fraction with denominator 0");
    const common = d < 0n ? -gcd(n, d) : gcd(n, d);
    this.n = n / common;
    this.d = d / common;
    Object.freeze(this);
  }

  add(other) { return new Fraction(this.n * other.d + other.n * this.d, this.d * other.d); }
  sub(other) { return new Fraction(this.n * other.d - other.n * this.d, this.d * other.d); }
  mul(other) { return new Fraction(this.n * other.n, this.d * other.d); }
  div(other) { return new Fraction(this.n * other.d, this.d * other.n); }
  neg() { return new Fraction(-this.n, this.d); }

  /** -1, 0 or 1. */
  sign() { return this.n > 0n ? 1 : this.n < 0n ? -1 : 0; }

  /** Negative, 0 or positive, as this is smaller than, equal to or larger than the other. */
  compare(other) { return this.sub(other).sign(); }
  equals(other) { return this.n === other.n && this.d === other.d; }
  get isZero() { return this.n === 0n; }

  toNumber() { return Number(this.n) / Number(this.d); }

  /** "260/3" or "-7", as Python's Fraction prints it; typed back, it gives the same number. */
  toString() { return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`; }

  /** For readers: "0.9" where three decimals are exact, else "260/3", with a minus sign. */
  show() { return this.isShort ? this.decimal(3) : this.toString().replace("-", "−"); }

  /** Whether three decimals say it exactly. */
  get isShort() { return 1000n % this.d === 0n; }

  /** "86.67": at most so many digits after the point, half rounded away from 0, no zeros behind. */
  decimal(digits = 2) {
    const scale = 10n ** BigInt(digits);
    const size = this.n < 0n ? -this.n : this.n;
    const rounded = (2n * size * scale + this.d) / (2n * this.d);
    const after = (rounded % scale).toString().padStart(digits, "0").replace(/0+$/, "");
    const minus = this.n < 0n && rounded ? "−" : "";
    return `${minus}${rounded / scale}${after && digits ? `.${after}` : ""}`;
  }
}

export const inDecimals = (number) => number.show();
const inFractions = (number) => number.toString().replace("-", "−");

/** How to write numbers that stand side by side: as decimals if three digits are exact for all, else as fractions. */
export function commonForm(numbers) { return numbers.every((number) => number.isShort) ? inDecimals : inFractions; }

/** A fraction of two whole numbers. */
export function frac(n, d = 1) { return new Fraction(BigInt(n), BigInt(d)); }

export const ZERO = frac(0);
export const ONE = frac(1);

export function sum(fractions) { return fractions.reduce((a, b) => a.add(b), ZERO); }

/**
 * What someone typed ("100", "2/3", "-0.25", "1,5", with any minus sign) as a fraction,
 * or null if it is not a number or too long.
 */
export function parseFraction(text) {
  const plain = String(text).replace(/\s+/g, "").replace(/[−–]/g, "-").replace(",", ".");
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:\/(\d+))?$/.exec(plain);
  if (!found) return null;
  const [, sign, whole, after = "", below = "1"] = found;
  if (!(whole + after) || (whole + after).length > MOST_DIGITS) return null;
  if (below.length > MOST_DIGITS || BigInt(below) === 0n) return null;
  const size = new Fraction(BigInt(whole + after), 10n ** BigInt(after.length) * BigInt(below));
  return sign === "-" ? size.neg() : size;
}

/** Whether someone may be in the middle of typing a number: "", "-", "3/", "." */
export function isBeginning(text) { return /^\s*[+−–-]?\d{0,12}([.,]\d{0,12})?\/?\s*$/.test(text); }

/** Why what someone typed is not taken for a number. */
export function whyNoNumber(text) {
  const plain = String(text).replace(/\s+/g, "");
  if (/\/0+$/.test(plain)) return "0 cannot divide; type 2/3, say";
  if (/^[+−–-]?[\d.,]+(\/\d+)?$/.test(plain) && /\d{12}/.test(plain.replace(/[.,]/g, ""))) {
    return `at most ${MOST_DIGITS} digits`;
  }
  return "type a number: 100, 2/3 or 0.5";
}
