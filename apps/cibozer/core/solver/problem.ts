import type { DayTargets } from "../model/plan.ts";
import { FAMILIES } from "../model/recipe.ts";
import { type DishSlot, type Pattern, SHARE_TOLERANCE } from "../rules/patterns.ts";
import { COUNTED_SOURCES, sameDayLimits } from "../rules/same-day.ts";
import type { RecipeFacts } from "./facts.ts";

/** Portions are quarters of a serving, from a half to two and a half. */
export const MIN_QUARTERS = 2;
export const MAX_QUARTERS = 10;

/** Every recipe and portion that may stand in one dish slot, column by column for speed. */
export type DishOptions = {
  readonly sitting: number;
  /** Whether uses here count as breakfasts for the variety rule. */
  readonly breakfast: boolean;
  /** Whether it is a main dish of lunch or dinner. */
  readonly main: boolean;
  readonly recipe: Int32Array;
  readonly quarters: Int32Array;
  readonly kcal: Float64Array;
  readonly protein: Float64Array;
  readonly fat: Float64Array;
  readonly carb: Float64Array;
  readonly netCarb: Float64Array;
  readonly usd: Float64Array;
  /** Penalty for a portion that looks odd on a plate. */
  readonly soft: Float64Array;
};

/** One day to fill. */
export type DayProblem = {
  readonly dishes: readonly DishOptions[];
  readonly targets: DayTargets;
  /** Energy each sitting aims at, and how far it may miss. */
  readonly sittingKcal: Float64Array;
  readonly sittingTolerance: number;
  /** US dollars a day, Infinity when there is no budget. */
  readonly budget: number;
  /** Most dishes of each family, and of each protein source, by their indices. */
  readonly familyLimits: Int32Array;
  readonly sourceLimits: Int32Array;
  /** Recipes that were pinned: these may stand beside each other whatever they are. */
  readonly pinned: ReadonlySet<number>;
  readonly facts: readonly RecipeFacts[];
};

/** What a dish slot is restricted to: a recipe, or a recipe at a portion (a locked meal). */
export type Pin = { readonly recipe: number; readonly quarters?: number | undefined };

/** Input of `buildProblem`. `allowed` are the recipes that pass the request's filters. */
export type ProblemInput = {
  readonly facts: readonly RecipeFacts[];
  readonly allowed: readonly RecipeFacts[];
  /** Of these, the recipes that lunch and dinner may have (cuisine); undefined = all. */
  readonly mains?: ReadonlySet<number> | undefined;
  readonly pattern: Pattern;
  readonly dishes: readonly DishSlot[];
  readonly targets: DayTargets;
  readonly budget: number | null;
  /** Recipes that are allowed but not what was asked for: taken when nothing else fits as well. */
  readonly secondChoice?: ReadonlySet<number> | undefined;
  /** Penalty of a recipe that may be eaten, but not what these people would think of; 0 = none. */
  readonly oddity?: ((facts: RecipeFacts) => number) | undefined;
  /** By dish index. */
  readonly pins?: ReadonlyMap<number, Pin> | undefined;
  /** Recipes a dish index must not have. */
  readonly bans?: ReadonlyMap<number, ReadonlySet<number>> | undefined;
};

/** Lays out the options of every dish. A dish without options makes the day impossible. */
export function buildProblem(input: ProblemInput): DayProblem {
  const { pattern, targets, dishes } = input;
  const kcal = targets.energyKcal;
  return {
    targets,
    facts: input.facts,
    budget: input.budget ?? Number.POSITIVE_INFINITY,
    ...limitsOf(input),
    pinned: new Set([...(input.pins?.values() ?? [])].map(({ recipe }) => recipe)),
    sittingKcal: Float64Array.from(pattern.sittings, (s) => s.share * kcal),
    sittingTolerance: SHARE_TOLERANCE * kcal,
    dishes: dishes.map((dish, i) => dishOptions(input, dish, i)),
  };
}

/**
 * The limits of a day. What is pinned was chosen by a person, or stands in a plan that was made
 * under other rules: it may stay, so the limits are never below what the pins need.
 */
function limitsOf({ facts, dishes, pins }: ProblemInput) {
  const { perFamily, perSource } = sameDayLimits(dishes.length);
  const pinned = [...(pins?.values() ?? [])].flatMap((pin) => facts[pin.recipe] ?? []);
  const count = (same: (f: RecipeFacts) => boolean) => pinned.filter(same).length;
  const familyLimits = Int32Array.from(FAMILIES, (_, family) =>
    Math.max(
      perFamily,
      count((f) => f.family === family),
    ),
  );
  const sourceLimits = Int32Array.from(COUNTED_SOURCES, (counted, source) =>
    counted
      ? Math.max(
          perSource,
          count((f) => f.source === source),
        )
      : dishes.length,
  );
  return { familyLimits, sourceLimits };
}

function dishOptions(input: ProblemInput, dish: DishSlot, index: number): DishOptions {
  const pin = input.pins?.get(index);
  const banned = input.bans?.get(index);
  const main = isMain(dish);
  const rows: (readonly [RecipeFacts, number])[] = [];
  const [low, high] = pin?.quarters ? [0, Number.POSITIVE_INFINITY] : kcalWindow(input, dish);
  for (const facts of candidates(input, dish, pin)) {
    if (banned?.has(facts.index)) continue;
    for (let q = MIN_QUARTERS; q <= MAX_QUARTERS; q += 1) {
      if (pin?.quarters !== undefined && pin.quarters !== q) continue;
      const kcal = (facts.kcal * q) / 4;
      if (kcal >= low && kcal <= high) rows.push([facts, q]);
    }
  }
  const column = (get: (f: RecipeFacts) => number) =>
    Float64Array.from(rows, ([f, q]) => (get(f) * q) / 4);
  return {
    sitting: dish.sitting,
    main,
    breakfast: input.pattern.sittings[dish.sitting]?.slots[0] === "B",
    recipe: Int32Array.from(rows, ([f]) => f.index),
    quarters: Int32Array.from(rows, ([, q]) => q),
    kcal: column((f) => f.kcal),
    protein: column((f) => f.protein),
    fat: column((f) => f.fat),
    carb: column((f) => f.carb),
    netCarb: column((f) => f.netCarb),
    usd: column((f) => f.usd),
    soft: Float64Array.from(rows, ([f, q]) => {
      const second = main && input.secondChoice?.has(f.index) ? SECOND_CHOICE : 0;
      const odd = input.oddity?.(f) ?? 0;
      const plate = platePenalty((f.grams * q) / 4);
      return (portionPenalty(q / 4) + plate + second + odd) / input.dishes.length;
    }),
  };
}

/** Penalty of a main dish that is only second choice. */
const SECOND_CHOICE = 0.15;

const isMain = (dish: DishSlot): boolean => dish.slots.every((s) => s === "L" || s === "D");

function candidates(input: ProblemInput, dish: DishSlot, pin: Pin | undefined) {
  // A pinned recipe may stand in any slot, but never in spite of diet, allergens or dislikes.
  if (pin) return input.allowed.filter((f) => f.index === pin.recipe);
  const main = isMain(dish);
  return input.allowed.filter(
    (f) =>
      f.recipe.slots.some((s) => dish.slots.includes(s)) &&
      (!main || !input.mains || input.mains.has(f.index)),
  );
}

/** A dish alone in its sitting must hit its share; several dishes may trade energy. */
function kcalWindow(input: ProblemInput, dish: DishSlot): readonly [number, number] {
  const kcal = input.targets.energyKcal;
  const share = input.pattern.sittings[dish.sitting]?.share ?? 0;
  const slack = SHARE_TOLERANCE * kcal;
  if (dish.weight === 1) return [share * kcal - slack, share * kcal + slack];
  return [0.45 * dish.weight * share * kcal, 1.6 * dish.weight * share * kcal];
}

const portionPenalty = (portion: number): number => {
  if (portion < 1) return (1 - portion) * 0.5;
  return (portion - 1) * 0.2 + Math.max(0, portion - 1.75) * 0.4;
};

/** Grams on one plate from which it is too full, and the penalty for each 100 g more. */
const FULL_PLATE_G = 700;
const PER_100_G = 0.12;

const platePenalty = (grams: number): number =>
  (Math.max(0, grams - FULL_PLATE_G) / 100) * PER_100_G;
