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
  /** What the dish is called; `dishLabel` knows better once there is a recipe. */
  readonly label: string;
  readonly time: string;
  readonly slots: readonly RecipeSlot[];
  /** Nominal part of the sitting's energy. */
  readonly weight: number;
};

/** kcal from which a main sitting, and a snack, gets one dish more: nobody eats four portions. */
const MAIN_DISH_KCAL = 850;
const SNACK_DISH_KCAL = 420;
/** Where most of a day is eaten at once, smaller dishes make a meal of courses, not of heaps. */
const FEAST_KCAL = 1700;
const FEAST_DISH_KCAL = 700;
/** The same for a sitting that is a snack or a small meal. */
const SMALL_MEAL_KCAL = 650;
const MAX_DISHES = 6;

/** A course of lunch or dinner; `slots` null = another main. `weight` is its part of the energy. */
type Course = {
  readonly name: string;
  readonly slots: readonly RecipeSlot[] | null;
  readonly weight: number;
};

const course = (name: string, weight: number, slots: string | null = null): Course => ({
  name,
  weight,
  slots: slots === null ? null : ([...slots] as RecipeSlot[]),
});

/**
 * The courses by how many there are: something beside or after a main dish, both, a starter, and a
 * second main only for those who eat a day at once. A side that may be a dessert is named later.
 */
const COURSES: readonly (readonly Course[])[] = [
  [course("main", 1)],
  [course("main", 0.72), course("side", 0.28, "AT")],
  [course("main", 0.48), course("side", 0.28, "A"), course("dessert", 0.24, "T")],
  [
    course("main", 0.46),
    course("side", 0.2, "A"),
    course("starter", 0.18, "A"),
    course("dessert", 0.16, "T"),
  ],
  [
    course("main", 0.32),
    course("side", 0.15, "A"),
    course("starter", 0.13, "A"),
    course("second main", 0.28),
    course("dessert", 0.12, "T"),
  ],
  [
    course("main", 0.27),
    course("side", 0.14, "A"),
    course("starter", 0.12, "A"),
    course("second main", 0.23),
    course("second side", 0.13, "AT"),
    course("dessert", 0.11, "T"),
  ],
];

/** A second breakfast dish is another breakfast or something sweet; parts of a snack are snacks. */
const MORE_BREAKFAST: readonly RecipeSlot[] = ["B", "T"];

/** The dishes of a day. A sitting with much energy gets a side, then more courses. */
export function dishSlots(pattern: Pattern, kcal: number): readonly DishSlot[] {
  return pattern.sittings.flatMap((at, index) => {
    const each = dishKcal(at, kcal * at.share);
    const count = Math.min(MAX_DISHES, Math.max(1, Math.ceil((kcal * at.share) / each)));
    return Array.from({ length: count }, (_, i): DishSlot => {
      const { name, slots, weight } = courseOf(at, i, count);
      return {
        slot: i === 0 ? at.id : `${at.id}-${i + 1}`,
        sitting: index,
        label: i === 0 ? at.label : `${at.label}, ${name}`,
        time: at.time,
        slots: slots ?? at.slots,
        weight,
      };
    });
  });
}

/**
 * The dishes of a plan that exists, by the slots it names: plans outlive changes of how many dishes
 * a sitting has, and can still be swapped and resolved. Slots that fit no sitting are left out.
 */
export function dishSlotsOf(
  pattern: Pattern,
  kcal: number,
  slots: readonly string[],
): readonly DishSlot[] {
  const usual = dishSlots(pattern, kcal);
  if (usual.length === slots.length && usual.every((dish) => slots.includes(dish.slot))) {
    return usual;
  }
  return pattern.sittings.flatMap((at, sitting) => {
    const own = slots.filter((slot) => slot === at.id || slot.replace(/-\d$/, "") === at.id);
    return own.map((slot, i): DishSlot => {
      const known = usual.find((dish) => dish.slot === slot);
      const { name, slots: allowed } = courseOf(at, i, Math.min(own.length, MAX_DISHES));
      const label = slot === at.id ? at.label : `${at.label}, ${name}`;
      const fresh = { slot, sitting, label, time: at.time, slots: allowed ?? at.slots };
      return { ...(known ?? fresh), weight: 1 / own.length };
    });
  });
}

function courseOf(at: Sitting, i: number, count: number): Course {
  if (isSnack(at)) return { name: `part ${i + 1}`, slots: null, weight: 1 / count };
  const found = COURSES[count - 1]?.[i] ?? course("main", 1 / count);
  const breakfast = at.slots[0] === "B" && i > 0;
  return breakfast ? { ...found, name: "second dish", slots: MORE_BREAKFAST } : found;
}

const dishKcal = (at: Sitting, kcal: number): number => {
  if (isSnack(at)) return at.slots.length > 1 ? SMALL_MEAL_KCAL : SNACK_DISH_KCAL;
  return kcal > FEAST_KCAL ? FEAST_DISH_KCAL : MAIN_DISH_KCAL;
};

const isSnack = (at: Sitting): boolean => at.slots[0] === "S";

/** Recipes a course needs for each dish a day that has it, so that a week need not repeat itself. */
const ENOUGH_FOR_A_COURSE = 8;

/**
 * Opens courses for which a request leaves too few recipes (who eats neither plants nor milk has no
 * desserts) to sides, desserts and small mains. `count` says how many recipes suit some slots.
 */
export function openCourses(
  dishes: readonly DishSlot[],
  pattern: Pattern,
  count: (slots: readonly RecipeSlot[]) => number,
): readonly DishSlot[] {
  return dishes.map((dish) => {
    const own = pattern.sittings[dish.sitting]?.slots ?? [];
    if (!dish.slots.some((slot) => slot === "A" || slot === "T")) return dish;
    const alike = dishes.filter((other) => other.slots.join() === dish.slots.join()).length;
    if (count(dish.slots) >= ENOUGH_FOR_A_COURSE * alike) return dish;
    return { ...dish, slots: [...new Set([...dish.slots, ...own, ...sidesAt(own)])] };
  });
}

const sidesAt = (own: readonly RecipeSlot[]): readonly RecipeSlot[] =>
  own[0] === "B" ? MORE_BREAKFAST : ["A", "T"];

/** The label of a dish with its recipe: what stands for a side may be a dessert, or the reverse. */
export function dishLabel(dish: DishSlot, { slots }: { readonly slots: readonly RecipeSlot[] }) {
  if (!dish.slots.includes("A") || !dish.slots.includes("T")) return dish.label;
  if (slots.includes("A")) return dish.label.replace(/dessert$/, "side");
  return slots.includes("T") ? dish.label.replace(/(second )?side$/, "dessert") : dish.label;
}
