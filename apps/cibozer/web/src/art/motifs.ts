import type { FoodGroup } from "./food-groups.ts";

/** The side of a tile, in units of the plate. */
export const TILE = 16;

/** A colour, and the shape that it fills, or with a width the line that it draws. */
export type Mark = readonly [colour: string, path: string, width?: number];

/** A round of radius r, as a path. */
const round = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0`;

/** Ground colour of every food group and what lies on one tile of it, as seen from above. */
export const motifs: Readonly<Record<FoodGroup, readonly [ground: string, ...Mark[]]>> = {
  leaf: [
    "#6a9a3c",
    ["#9cc866", "M1 8c0-4.5 3.5-7 7-7 0 5-2.5 7-7 7"],
    ["#4f7d2a", "M9 15c0-4 3-6.5 6.5-6.5 0 4.5-2.5 6.5-6.5 6.5"],
  ],
  fruit: [
    "#c8413f",
    ["#e8695d", round(4.5, 4.5, 3.7)],
    ["#a82c35", round(12, 12, 3.6)],
    ["#f7b3a4", round(3.5, 3.3, 1.1)],
  ],
  grain: [
    "#eab54d",
    ["#fae3a2", "M1.5 7q0-5 5-6 0 5-5 6M10 8q5 1 4.5 6-5-1-4.5-6"],
    ["#cf9127", "M9 4q2.5-3 6-1.5-2.5 3-6 1.5M3.5 10q2.5 2.5 0 5.5-2.5-2.5 0-5.5"],
  ],
  pulse: [
    "#95592f",
    ["#d19b62", round(4.5, 4.5, 3.6)],
    ["#bd8149", round(12, 12, 3.6)],
    ["#e6bd8b", round(3.5, 3.4, 1.1)],
  ],
  dairy: ["#fbf1da", ["#e6d2a4", "M1.5 5c3-3.5 6 1.5 9-1.5M6 13c3-3.5 5.5 1.5 8.5-1.5", 1.7]],
  egg: [
    "#f3e6cb",
    ["#fffdf7", "M2 8c-1-5 4-8 8-6s7 6 4 10-11 2-12-4"],
    ["#f3b024", round(8.5, 7.5, 3.7)],
  ],
  fish: ["#ee9274", ["#fcd6c5", "M-2 5q5-5 10 0t10 0M-2 13q5-5 10 0t10 0", 1.4]],
  meat: [
    "#93463b",
    ["#6d2e28", "M2 3.5q4-2.5 6.5 1M9 12q3.5-2.5 6 .5", 2],
    ["#bd7263", "M9 4q3-2 5 .5M1.5 12q3-2 5.5.5", 2],
  ],
  nut: [
    "#bd8649",
    ["#ecc997", "M4.5 1c3 2.2 3 5.5 0 7.5-3-2-3-5.3 0-7.5"],
    ["#d8a768", "M12 8c3 2.2 3 5.5 0 7.5-3-2-3-5.3 0-7.5"],
  ],
  dressing: ["#7b3b78", ["#b678ad", "M1.5 5.5q3-4 6 0t6 0M3 13q3-4 6 0t6 0", 1.5]],
};

/** How the rim of a plate is decorated, by where the dish comes from. */
export const rimOf = (cuisine: string | undefined): string | undefined => rims[cuisine ?? ""];

const rims: Readonly<Record<string, string>> = {
  italian: "6 3 1 3",
  greek: "4 2 4 6",
  mediterranean: "4 2 4 6",
  spanish: "2 5",
  french: "1 3",
  british: "14 4",
  american: "10 3 2 3",
  mexican: "3 3",
  caribbean: "3 3",
  chinese: "8 2 2 2 2 2",
  japanese: "1 6",
  korean: "5 5",
  thai: "2 2 6 2",
  vietnamese: "2 2 6 2",
  indian: "1 2 4 2",
  "middle-eastern": "6 2 2 2",
  moroccan: "6 2 2 2",
  nordic: "12 6",
};
