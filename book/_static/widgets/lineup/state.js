/* A game, the order in which its players stand, and the orders that have been tried. */

import { contribution, gameOf, lineups, playerCount, range, walk } from "../core/games.js";
import { frac, sum } from "../core/fractions.js";

/** Games by their worths, as in the package. */
export const FRIENDS = { names: ["A", "B", "C"], worths: gameOf(["0", "100", "80", "180", "60", "160", "140", "200"]) };
export const PREDICTION = { names: ["Age", "BP"], worths: gameOf(["1/5", "3/5", "7/10", "9/10"]) };

export class Lineups {
  constructor({ names, worths }) {
    this.names = [...names];
    this.worths = [...worths];
    this.orders = lineups(playerCount(worths));
    this.restart();
  }

  restart() {
    this.seen = new Set();
    this.visit(0);
  }

  /** Put the players into line-up number k. */
  visit(k) {
    this.current = k;
    this.seen.add(k);
  }

  visitAll() { this.orders.forEach((_, k) => this.seen.add(k)); }

  get players() { return range(this.names.length); }
  get order() { return this.orders[this.current]; }
  get done() { return this.seen.size === this.orders.length; }

  /** The first line-up not tried yet; after all of them, the one after this. */
  get next() {
    const k = this.orders.findIndex((_, other) => !this.seen.has(other));
    return k < 0 ? (this.current + 1) % this.orders.length : k;
  }

  numberOf(order) { return this.orders.findIndex((other) => String(other) === String(order)); }

  /** Who stands before each player in line-up k, and what the player adds. */
  walk(k) { return walk(this.worths, this.orders[k]); }

  /** What a player is worth without the others. */
  alone(i) { return contribution(this.worths, i, 0); }

  /** What each adds on average over the line-ups tried. */
  get averages() {
    const walks = [...this.seen].map((k) => this.walk(k));
    return this.players.map((i) => sum(walks.map(({ adds }) => adds[i])).div(frac(walks.length)));
  }

  /** Where a bar begins: what nobody is worth. */
  get base() { return this.worths[0]; }
  get total() { return this.worths.at(-1); }

  /** "100" where bars begin at 0; on a base value, how far a piece moves it: "+0.3". */
  inBar(value) { return this.base.isZero || value.sign() < 0 ? value.show() : `+${value.show()}`; }

  /** In this order: who adds what, in words. */
  inWords(k) {
    const { adds } = this.walk(k);
    return this.orders[k].map((i) => `${this.names[i]} adds ${adds[i].show()}`).join(", ");
  }
}
