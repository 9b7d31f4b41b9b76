import type { PatternId } from "../model/diet-ids.ts";
import type { RecipeSlot } from "../model/recipe.ts";

/** One time at the table. `share` is its part of the day's energy. */
export type Sitting = {
  readonly id: string;
  readonly label: string;
  /** Local clock time, HH:MM. */
  readonly time: string;
  readonly share: number;
  /** What the first dish may be. */
  readonly slots: readonly RecipeSlot[];
};

/** A way to spread the day's energy (MEAL-03). */
export type Pattern = {
  readonly id: PatternId;
  readonly label: string;
  readonly sittings: readonly Sitting[];
};

/** A sitting may miss its share by this many points of the day's energy: portions are quarters. */
export const SHARE_TOLERANCE = 0.05;

const sitting = (id: string, label: string, time: string, pct: number, slots: string): Sitting => ({
  id,
  label,
  time,
  share: pct / 100,
  slots: [...slots] as RecipeSlot[],
});

/** The seven patterns, in the order they are offered. */
export const PATTERNS: readonly Pattern[] = [
  {
    id: "three-meals",
    label: "Three meals",
    sittings: [
      sitting("breakfast", "Breakfast", "07:30", 25, "B"),
      sitting("lunch", "Lunch", "12:30", 40, "L"),
      sitting("dinner", "Dinner", "19:00", 35, "D"),
    ],
  },
  {
    id: "three-plus-two",
    label: "Three meals, two snacks",
    sittings: [
      sitting("breakfast", "Breakfast", "07:30", 20, "B"),
      sitting("morning-snack", "Morning snack", "10:00", 10, "S"),
      sitting("lunch", "Lunch", "12:30", 30, "L"),
      sitting("afternoon-snack", "Afternoon snack", "15:30", 10, "S"),
      sitting("dinner", "Dinner", "19:00", 30, "D"),
    ],
  },
  {
    id: "five-even",
    label: "Five even meals",
    sittings: [
      sitting("breakfast", "Breakfast", "07:00", 20, "B"),
      sitting("second-breakfast", "Second breakfast", "10:00", 20, "SB"),
      sitting("lunch", "Lunch", "13:00", 20, "L"),
      sitting("afternoon-meal", "Afternoon meal", "16:00", 20, "SL"),
      sitting("dinner", "Dinner", "19:00", 20, "D"),
    ],
  },
  {
    id: "two-meals",
    label: "Two meals",
    sittings: [
      sitting("lunch", "Lunch", "12:00", 50, "L"),
      sitting("dinner", "Dinner", "19:00", 50, "D"),
    ],
  },
  {
    id: "one-meal",
    label: "One meal",
    sittings: [sitting("dinner", "Dinner", "18:00", 100, "D")],
  },
  {
    id: "16-8",
    label: "16:8 fasting (12:00 to 20:00)",
    sittings: [
      sitting("lunch", "Lunch", "12:00", 40, "L"),
      sitting("snack", "Snack", "16:00", 15, "S"),
      sitting("dinner", "Dinner", "19:30", 45, "D"),
    ],
  },
  {
    id: "18-6",
    label: "18:6 fasting (13:00 to 19:00)",
    sittings: [
      sitting("lunch", "Lunch", "13:00", 45, "L"),
      sitting("dinner", "Dinner", "18:30", 55, "D"),
    ],
  },
];

/** The pattern of that name. Throws on a name that is none. */
export function requirePattern(id: PatternId): Pattern {
  const pattern = PATTERNS.find((p) => p.id === id);
  if (!pattern) throw new Error(`no pattern ${id}`);
  return pattern;
}

/** One dish of a sitting, before a recipe is chosen. */
export type DishSlot = {
  readonly slot: string;
  readonly sitting: number;
  readonly label: string;
  readonly time: string;
  readonly slots: readonly RecipeSlot[];
  /** Nominal part of the sitting's energy. */
  readonly weight: number;
};

/** kcal from which a main sitting, and a snack, gets one dish more: nobody eats four portions. */
const MAIN_DISH_KCAL = 850;
const SNACK_DISH_KCAL = 420;
const MAX_DISHES = 6;
/** What the second, third … dish of a main sitting may be: something small, then a starter. */
const EXTRA_SLOTS: readonly (readonly RecipeSlot[])[] = [
  ["S"],
  ["L"],
  ["S"],
  ["B", "S"],
  ["L", "D"],
];
const WEIGHTS: readonly (readonly number[])[] = [
  [1],
  [0.68, 0.32],
  [0.5, 0.2, 0.3],
  [0.38, 0.17, 0.28, 0.17],
  [0.28, 0.14, 0.24, 0.14, 0.2],
  [0.24, 0.12, 0.2, 0.12, 0.14, 0.18],
];

/** The dishes of a day. A sitting with much energy gets a side, then more courses. */
export function dishSlots(pattern: Pattern, kcal: number): readonly DishSlot[] {
  return pattern.sittings.flatMap((at, index) => {
    const snack = at.slots[0] === "S";
    const each = snack ? SNACK_DISH_KCAL : MAIN_DISH_KCAL;
    const count = Math.min(MAX_DISHES, Math.max(1, Math.ceil((kcal * at.share) / each)));
    return Array.from({ length: count }, (_, i) => ({
      slot: i === 0 ? at.id : `${at.id}-${i + 1}`,
      sitting: index,
      label: i === 0 ? at.label : `${at.label}, ${extraName(snack, i)}`,
      time: at.time,
      slots: i === 0 || snack ? at.slots : (EXTRA_SLOTS[i - 1] ?? ["S"]),
      weight: snack ? 1 / count : (WEIGHTS[count - 1]?.[i] ?? 1 / count),
    }));
  });
}

const extraName = (snack: boolean, i: number): string => {
  if (snack) return `part ${i + 1}`;
  return ["side", "starter", "second side", "dessert", "second main"][i - 1] ?? `dish ${i + 1}`;
};
