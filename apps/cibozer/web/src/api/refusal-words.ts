import {
  ALLERGEN_LABELS,
  type Allergen,
  DIETS,
  type DietId,
  PATTERNS,
  type PatternId,
} from "#core";
import type { Refusal, Wishes } from "./plan-types.ts";

/** One change that makes the wishes possible, worded as a button. */
export type Way = { readonly label: string; readonly change: Partial<Wishes> };

/** What the page says about a refusal. */
export type RefusalWords = {
  readonly conflicts: readonly string[];
  /** Each is enough alone. */
  readonly ways: readonly Way[];
  /** Several limits at once, when no single change helps. */
  readonly together: Way | undefined;
  /** An exclusion for safety is part of the conflict: it is named but never offered for change. */
  readonly isAboutAllergens: boolean;
  readonly closest: string | undefined;
};

const whole = (value: number) => Math.round(value).toLocaleString("en");
const dietLabel = (id: DietId) => DIETS.find((diet) => diet.id === id)?.label ?? id;
const patternLabel = (id: PatternId) => PATTERNS.find((p) => p.id === id)?.label ?? id;

/** What a constraint of the planner is called on the page. */
const conflictWords = (name: string, wishes: Wishes): string => {
  const [kind = "", detail = ""] = name.split(":", 2);
  switch (kind) {
    case "excludeAllergens":
      return `No ${(ALLERGEN_LABELS[detail as Allergen] ?? detail).toLowerCase()}`;
    case "diet":
      return `The ${dietLabel(wishes.diet).toLowerCase()} diet`;
    case "kcal":
      return `${whole(wishes.kcal)} kcal a day`;
    case "dislikes":
      return "The foods you leave out";
    case "never":
      return "The recipes you never want again";
    case "pattern":
      return `The pattern “${patternLabel(wishes.pattern)}”`;
    case "days":
      return `${wishes.days} days without too many repeats`;
    case "budget":
      return `At most $${wishes.budget ?? 0} a day`;
    case "maxMinutes":
      return `At most ${wishes.maxMinutes ?? 0} minutes a recipe`;
    case "locked":
      return "The meals you locked";
    case "otherMeals":
      return "The other meals of that day";
    default:
      return "One of your limits";
  }
};

/** What giving a limit up means, and its words; a limit that is not here is never given up. */
const drops: Readonly<Record<string, Way>> = {
  diet: { label: "the standard diet", change: { diet: "standard" } },
  kcal: { label: "2,000 kcal a day", change: { kcal: 2000 } },
  dislikes: { label: "nothing left out", change: { dislikes: [] } },
  pattern: { label: "three meals a day", change: { pattern: "three-meals" } },
  days: { label: "one day", change: { days: 1 } },
  budget: { label: "no budget", change: { budget: null } },
  maxMinutes: { label: "no time limit", change: { maxMinutes: null } },
};

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** The single changes the planner has tried and found to work. */
const provenWays = (nearest: Refusal["nearest"], wishes: Wishes): readonly Way[] => {
  const ways: Way[] = [];
  const kcal = nearest["kcal"] as { below?: unknown; above?: unknown } | undefined;
  for (const value of [kcal?.below, kcal?.above]) {
    if (isNumber(value))
      ways.push({ label: `Plan ${whole(value)} kcal a day`, change: { kcal: value } });
  }
  const minutes = nearest["maxMinutes"];
  if (isNumber(minutes)) {
    ways.push({ label: `Allow ${minutes} minutes a recipe`, change: { maxMinutes: minutes } });
  } else if (minutes === null)
    ways.push({ label: "Drop the time limit", change: { maxMinutes: null } });
  const budget = nearest["budget"];
  if (isNumber(budget)) {
    ways.push({ label: `Allow $${budget.toFixed(2)} a day`, change: { budget } });
  } else if (budget === null) ways.push({ label: "Drop the budget", change: { budget: null } });
  const days = nearest["days"];
  if (isNumber(days)) {
    ways.push({ label: days === 1 ? "Plan one day" : `Plan ${days} days`, change: { days } });
  }
  const pattern = PATTERNS.find((one) => one.id === nearest["pattern"]);
  if (pattern !== undefined) {
    ways.push({ label: `Switch to “${pattern.label}”`, change: { pattern: pattern.id } });
  }
  const dislike = nearest["dislike"];
  if (typeof dislike === "string" && wishes.dislikes.includes(dislike)) {
    const rest = wishes.dislikes.filter((one) => one !== dislike);
    ways.push({ label: `Allow ${dislike.replaceAll("-", " ")}`, change: { dislikes: rest } });
  }
  return ways;
};

const closestWords = (nearest: Refusal["nearest"]): string | undefined => {
  const day = nearest["closestDay"] as Readonly<Record<string, unknown>> | undefined;
  const { energyKcal, proteinG, fatG, carbG } = day ?? {};
  if (!isNumber(energyKcal) || !isNumber(proteinG) || !isNumber(fatG) || !isNumber(carbG)) {
    return undefined;
  }
  return `The closest day under all your limits has ${whole(energyKcal)} kcal, ${whole(proteinG)} g protein, ${whole(fatG)} g fat and ${whole(carbG)} g carbohydrate.`;
};

/** Puts a refusal into words, with changes that help; allergens are never among them (MEAL-07). */
export const describeRefusal = (refusal: Refusal, wishes: Wishes): RefusalWords => {
  const soft = refusal.conflicts.flatMap((name) =>
    Object.hasOwn(drops, name) ? (drops[name] ?? []) : [],
  );
  const ways = provenWays(refusal.nearest, wishes);
  const isAboutAllergens = refusal.conflicts.some((name) => name.startsWith("excludeAllergens"));
  const together =
    ways.length > 0 || soft.length === 0 || isAboutAllergens
      ? undefined
      : {
          label: `Plan with ${soft.map(({ label }) => label).join(" and ")}`,
          change: Object.assign({}, ...soft.map(({ change }) => change)) as Partial<Wishes>,
        };
  return {
    conflicts: refusal.conflicts.map((name) => conflictWords(name, wishes)),
    ways,
    together,
    isAboutAllergens,
    closest: closestWords(refusal.nearest),
  };
};
