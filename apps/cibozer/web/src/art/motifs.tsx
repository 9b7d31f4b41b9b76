import type { ReactNode } from "react";
import type { FoodGroup } from "./food-groups.ts";

/** The side of a tile, in units of the plate. */
export const TILE = 16;

/** Ground colour and one tile of every food group: what it looks like from above, light on dark. */
export const motifs: Readonly<
  Record<FoodGroup, { readonly ground: string; readonly tile: ReactNode }>
> = {
  leaf: {
    ground: "#6a9a3c",
    tile: (
      <>
        <path fill="#9cc866" d="M1 8c0-4.5 3.5-7 7-7 0 5-2.5 7-7 7z" />
        <path fill="#4f7d2a" d="M9 15c0-4 3-6.5 6.5-6.5 0 4.5-2.5 6.5-6.5 6.500z" />
        <path fill="none" stroke="#5a8a31" strokeWidth=".9" d="M2 7.500l4.5-5" />
        <path fill="none" stroke="#86b555" strokeWidth=".9" d="M10 14.500l4-4.5" />
      </>
    ),
  },
  fruit: {
    ground: "#c8413f",
    tile: (
      <>
        <circle fill="#e8695d" cx="4.5" cy="4.5" r="3.7" />
        <circle fill="#a82c35" cx="12" cy="12" r="3.6" />
        <circle fill="#f7b3a4" cx="3.5" cy="3.3" r="1.1" />
        <circle fill="#e58078" cx="11" cy="10.8" r="1" />
      </>
    ),
  },
  grain: {
    ground: "#eab54d",
    tile: (
      <>
        <g fill="#fae3a2">
          <ellipse cx="4" cy="4" rx="1.6" ry="3.2" transform="rotate(40 4 4)" />
          <ellipse cx="12" cy="11" rx="1.6" ry="3.2" transform="rotate(-25 12 11)" />
        </g>
        <g fill="#cf9127">
          <ellipse cx="11.5" cy="3" rx="1.3" ry="2.6" transform="rotate(75 11.5 3)" />
          <ellipse cx="4" cy="12.5" rx="1.3" ry="2.6" transform="rotate(10 4 12.5)" />
        </g>
      </>
    ),
  },
  pulse: {
    ground: "#95592f",
    tile: (
      <>
        <circle fill="#d19b62" cx="4.5" cy="4.5" r="3.6" />
        <circle fill="#bd8149" cx="12" cy="12" r="3.6" />
        <circle fill="#e6bd8b" cx="3.5" cy="3.4" r="1.1" />
        <circle fill="#d5a06b" cx="11" cy="10.9" r="1" />
      </>
    ),
  },
  dairy: {
    ground: "#fbf1da",
    tile: (
      <path
        fill="none"
        stroke="#e6d2a4"
        strokeWidth="1.7"
        strokeLinecap="round"
        d="M1.5 5c3-3.5 6 1.5 9-1.500M6 13c3-3.5 5.5 1.5 8.5-1.5"
      />
    ),
  },
  egg: {
    ground: "#f3e6cb",
    tile: (
      <>
        <path fill="#fffdf7" d="M2 8c-1-5 4-8 8-6s7 6 4 10-11 2-12-4z" />
        <circle fill="#f3b024" cx="8.5" cy="7.5" r="3.7" />
        <circle fill="#fbd675" cx="7.4" cy="6.3" r="1.1" />
      </>
    ),
  },
  fish: {
    ground: "#ee9274",
    tile: (
      <path
        fill="none"
        stroke="#fcd6c5"
        strokeWidth="1.4"
        d="M-2 5q5-5 10 0t10 0M-2 13q5-5 10 0t10 0"
      />
    ),
  },
  meat: {
    ground: "#93463b",
    tile: (
      <g fill="none" strokeLinecap="round" strokeWidth="2">
        <path stroke="#6d2e28" d="M2 3.500q4-2.5 6.5 1M9 12q3.5-2.5 6 .5" />
        <path stroke="#bd7263" d="M9 4q3-2 5 .5M1.5 12q3-2 5.5.5" />
      </g>
    ),
  },
  nut: {
    ground: "#bd8649",
    tile: (
      <>
        <path fill="#ecc997" d="M4.5 1c3 2.2 3 5.5 0 7.5-3-2-3-5.3 0-7.500z" />
        <path fill="#d8a768" d="M12 8c3 2.2 3 5.5 0 7.5-3-2-3-5.3 0-7.500z" />
        <path fill="none" stroke="#bd8649" strokeWidth=".8" d="M4.5 2.500v4.500M12 9.500v4.5" />
      </>
    ),
  },
  dressing: {
    ground: "#7b3b78",
    tile: (
      <path
        fill="none"
        stroke="#b678ad"
        strokeWidth="1.5"
        strokeLinecap="round"
        d="M1.5 5.500q3-4 6 0t6 0M3 13q3-4 6 0t6 0"
      />
    ),
  },
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
