/* The picture of the tree: where the mixed row goes, and where x and b end. */

import { svg } from "../core/base.js";
import { FEATURES, LEAVES, TREE } from "./tree.js";

const WIDTH = 340, STEP = 62, TOP = 20, GAP = WIDTH / LEAVES.length;

/** Nodes with their places, and edges that know the path to their lower end. */
function layOut(node, path, parts) {
  const y = TOP + STEP * path.length;
  if (typeof node === "number") {
    const at = { x: GAP * (parts.leaves.length + 0.5), y };
    parts.leaves.push(at);
    return at;
  }
  const ends = node.branches.map((branch, side) => layOut(branch, [...path, { feature: node.feature, side }], parts));
  const at = { x: (ends[0].x + ends.at(-1).x) / 2, y };
  ends.forEach((end, side) => parts.edges.push({
    from: at, to: end, path: [...path, { feature: node.feature, side }], text: FEATURES[node.feature].values[side],
  }));
  parts.splits.push({ ...at, feature: node.feature });
  return at;
}

export class Drawing {
  constructor() {
    const parts = { leaves: [], edges: [], splits: [] };
    layOut(TREE, [], parts);
    this.edges = parts.edges.map(({ from, to, path, text }) => ({
      path, line: svg("line", { class: "stt-edge", x1: from.x, y1: from.y, x2: to.x, y2: to.y }),
      label: svg("text", { class: "stt-label", x: (from.x + to.x) / 2 + (path.at(-1).side ? 7 : -7), y: (from.y + to.y) / 2 + 5, "text-anchor": "middle" }, text),
    }));
    const splits = parts.splits.map(({ x, y, feature }) => svg("g", { transform: `translate(${x} ${y})` },
      svg("rect", { class: "stt-split", x: -33, y: -14, width: 66, height: 28, rx: 6, style: `fill: var(--st-fill-${feature})` }),
      svg("text", { class: "stt-name", y: 5, "text-anchor": "middle", style: `fill: var(--st-on-fill-${feature})` }, FEATURES[feature].name)));
    this.leaves = parts.leaves.map(({ x, y }, k) => {
      const who = svg("text", { y: 31, "text-anchor": "middle" });
      const node = svg("g", { class: "stt-leaf", transform: `translate(${x} ${y})` },
        svg("rect", { x: -22, y: -14, width: 44, height: 28, rx: 14 }),
        svg("text", { y: 5, "text-anchor": "middle" }, LEAVES[k].value.show()), who);
      return { node, who };
    });
    this.node = svg("svg", { class: "stt-tree", viewBox: `0 0 ${WIDTH} ${TOP + 3 * STEP + 38}`, role: "img" },
      this.edges.map(({ line }) => line), this.edges.map(({ label }) => label), splits, this.leaves.map(({ node }) => node));
  }

  /** Light the way of a row; `ends` says who ends in which leaf. */
  show(row, lit, ends) {
    for (const { path, line } of this.edges) {
      line.classList.toggle("stt-taken", path.every(({ feature, side }) => row[feature] === side));
    }
    this.leaves.forEach(({ node, who }, k) => {
      node.classList.toggle("stt-lit", k === lit);
      who.textContent = Object.keys(ends).filter((name) => ends[name] === k).join(", ");
    });
    const words = Object.entries(ends).map(([name, k]) => `${name} at ${LEAVES[k].value.show()}`);
    this.node.setAttribute("aria-label", `A tree with five leaves. The mixed row ends at ${LEAVES[lit].value.show()}, ${words.join(", ")}.`);
  }
}
