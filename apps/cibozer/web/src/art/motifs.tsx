import type { ReactNode } from "react";
import type { FoodGroup } from "./food-groups.ts";

/** Ground colour, ink colour and one tile of every food group, drawn on a 12 x 12 grid. */
export const motifs: Readonly<
  Record<FoodGroup, { readonly ground: string; readonly tile: ReactNode }>
> = {
  leaf: {
    ground: "#6f9a3f",
    tile: (
      <g fill="#a9c96f">
        <path d="M1 6C1 2.5 4 1 6 1c0 3.5-2 5-5 5z" />
        <path d="M7 12c0-3.5 3-5 5-5 0 3.5-2 5-5 5z" />
      </g>
    ),
  },
  fruit: {
    ground: "#cf4f4a",
    tile: (
      <g fill="#f0938a">
        <circle cx="3" cy="3" r="2.2" />
        <circle cx="9" cy="9" r="2.2" />
      </g>
    ),
  },
  grain: {
    ground: "#e5a41c",
    tile: (
      <g fill="#f8d27a">
        <ellipse cx="3" cy="3.5" rx="1.2" ry="2.6" transform="rotate(35 3 3.5)" />
        <ellipse cx="9" cy="9" rx="1.2" ry="2.6" transform="rotate(-25 9 9)" />
      </g>
    ),
  },
  pulse: {
    ground: "#8b5a34",
    tile: (
      <g fill="none" stroke="#c9945f" strokeWidth="1.8" strokeLinecap="round">
        <path d="M1.5 4.500a2.4 2.4 0 014.8 0" />
        <path d="M7 10.500a2.2 2.2 0 014.2 0" />
      </g>
    ),
  },
  dairy: {
    ground: "#f3e2b3",
    tile: (
      <g fill="#dcbf78">
        <circle cx="3" cy="4" r="1.6" />
        <circle cx="9.5" cy="9.5" r="1" />
        <circle cx="9" cy="2" r=".8" />
      </g>
    ),
  },
  egg: {
    ground: "#fffaf0",
    tile: (
      <g fill="#f2b51d">
        <circle cx="6" cy="6" r="3.4" />
      </g>
    ),
  },
  fish: {
    ground: "#e58468",
    tile: (
      <g fill="none" stroke="#f8c0a8" strokeWidth="1.4">
        <path d="M0 6a3 3 0 016 0 3 3 0 016 0M-3 12a3 3 0 016 0 3 3 0 016 0 3 3 0 016 0" />
      </g>
    ),
  },
  meat: {
    ground: "#94423a",
    tile: (
      <g fill="none" stroke="#c97c6d" strokeWidth="1.5" strokeLinecap="round">
        <path d="M1 3c3-2 4 2 7 0M4 9c3-2 4 2 7 0" />
      </g>
    ),
  },
  nut: {
    ground: "#b98046",
    tile: (
      <g fill="#e3b67d">
        <path d="M3 1.500c2 1.5 2 4 0 5-2-1-2-3.5 0-5zM9 6.500c2 1.5 2 4 0 5-2-1-2-3.5 0-5z" />
      </g>
    ),
  },
  dressing: {
    ground: "#7d3f7f",
    tile: (
      <g fill="#b981b8">
        <path d="M3 1.500c1.8 2.2 1.8 4 0 4s-1.8-1.8 0-4zM9 6.500c1.8 2.2 1.8 4 0 4s-1.8-1.8 0-4z" />
      </g>
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
