import type { Messages, Texts } from "@plinth/console";
import {
  ALLERGEN_LABELS,
  type Allergen,
  DIETS,
  type DietId,
  LEFTOVER_WISHES,
  PATTERNS,
  type PatternId,
} from "#core";
import type { Refusal, Wishes } from "./plan-types.ts";
import { cuisineWords, inSentence, leftoverWishWords } from "./plan-words.ts";

/** One change that makes the wishes possible, worded as a button. */
export type Way = { readonly label: string; readonly change: Partial<Wishes> };

/** A wish that takes recipes away, and how many of each meal it leaves. */
export type Step = { readonly label: string; readonly left: string };

/** What the page says about a refusal. */
export type RefusalWords = {
  readonly conflicts: readonly string[];
  /** Each is enough alone. */
  readonly ways: readonly Way[];
  /** Several changes at once, when no single one helps: tried together by the planner. */
  readonly together: Way | undefined;
  /** How many recipes are left after each wish that takes some away. */
  readonly steps: readonly Step[];
  /** An exclusion for safety is part of the conflict: it is named but never offered for change. */
  readonly isAboutAllergens: boolean;
  readonly closest: string | undefined;
};

const dietLabel = (id: DietId) => DIETS.find((diet) => diet.id === id)?.label ?? id;
const patternLabel = (id: PatternId) => PATTERNS.find((p) => p.id === id)?.label ?? id;

const USD = { style: "currency", currency: "USD" } as const;

/** "$2", "$2.50". */
const dollars = (t: Texts, value: number): string =>
  t.number(value, {
    ...USD,
    ...(Number.isInteger(value) ? { maximumFractionDigits: 0 } : {}),
  });

const cuisinesOf = (t: Texts, { cuisines }: Wishes): string =>
  t.list((cuisines ?? []).map((one) => cuisineWords(t, one)));

/** What a constraint of the planner is called on the page. */
const conflictWords = (t: Texts, name: string, wishes: Wishes): string => {
  const [kind = "", detail = ""] = name.split(":", 2);
  switch (kind) {
    case "excludeAllergens":
      return t("No {allergen}", {
        allergen: inSentence(t, ALLERGEN_LABELS[detail as Allergen] ?? detail),
      });
    case "diet":
      return t("The {diet} diet", { diet: inSentence(t, dietLabel(wishes.diet)) });
    case "kcal":
      return t("{kcal} kcal a day", { kcal: Math.round(wishes.kcal) });
    case "dislikes":
      return t("The foods you leave out");
    case "never":
      return t("The recipes you never want again");
    case "pattern":
      return t("The pattern “{pattern}”", { pattern: t.of(patternLabel(wishes.pattern)) });
    case "days":
      return t.plural(
        wishes.days,
        "One day without too many repeats",
        "{n} days without too many repeats",
      );
    case "budget":
      return t("At most {money} a day", { money: dollars(t, wishes.budget ?? 0) });
    case "maxMinutes":
      return t("At most {minutes} minutes a recipe", { minutes: wishes.maxMinutes ?? 0 });
    case "cuisines":
      return t("Only {cuisines} for lunch and dinner", { cuisines: cuisinesOf(t, wishes) });
    case "leftovers":
      return t("Leftovers: {wish}", { wish: leftoverWishWords(t, wishes.leftovers ?? "none") });
    case "locked":
      return t("The meals you locked");
    case "otherMeals":
      return t("The other meals of that day");
    default:
      return t("One of your limits");
  }
};

/** How a food is called that a wish leaves out. */
type FoodName = (food: string) => string;
const plainName: FoodName = (food) => food.replaceAll("-", " ");

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** The single changes the planner has tried and found to work. */
const provenWays = (
  t: Texts,
  nearest: Refusal["nearest"],
  wishes: Wishes,
  isAlone: boolean,
  nameOf: FoodName,
): readonly Way[] => {
  const ways: Way[] = [];
  const kcal = nearest["kcal"] as { below?: unknown; above?: unknown } | undefined;
  for (const value of [kcal?.below, kcal?.above]) {
    if (isNumber(value))
      ways.push({
        label: t("Plan {kcal} kcal a day", { kcal: Math.round(value) }),
        change: { kcal: value },
      });
  }
  const minutes = nearest["maxMinutes"];
  if (isNumber(minutes)) {
    ways.push({
      label: t("Allow {minutes} minutes a recipe", { minutes }),
      change: { maxMinutes: minutes },
    });
  } else if (minutes === null)
    ways.push({ label: t("Drop the time limit"), change: { maxMinutes: null } });
  const budget = nearest["budget"];
  if (isNumber(budget)) {
    ways.push({
      label: t("Allow {money} a day", { money: t.number(budget, USD) }),
      change: { budget },
    });
  } else if (budget === null) ways.push({ label: t("Drop the budget"), change: { budget: null } });
  const days = nearest["days"];
  if (isNumber(days)) {
    ways.push({ label: t.plural(days, "Plan one day", "Plan {n} days"), change: { days } });
  }
  const pattern = PATTERNS.find((one) => one.id === nearest["pattern"]);
  if (pattern !== undefined) {
    ways.push({
      label: t("Switch to “{pattern}”", { pattern: t.of(pattern.label) }),
      change: { pattern: pattern.id },
    });
  }
  if ((nearest["change"] as Partial<Wishes> | undefined)?.cuisines !== undefined && isAlone) {
    ways.push({ label: t("Allow every cuisine"), change: { cuisines: [] } });
  }
  const leftovers = LEFTOVER_WISHES.find((one) => one === nearest["leftovers"]);
  if (leftovers !== undefined) {
    ways.push({
      label: t("Leftovers: {wish}", { wish: leftoverWishWords(t, leftovers) }),
      change: { leftovers },
    });
  }
  const dislike = nearest["dislike"];
  if (typeof dislike === "string" && wishes.dislikes.includes(dislike)) {
    const rest = wishes.dislikes.filter((one) => one !== dislike);
    ways.push({
      label: t("Allow {food}", { food: nameOf(dislike) }),
      change: { dislikes: rest },
    });
  }
  return ways;
};

const closestWords = (t: Texts, nearest: Refusal["nearest"]): string | undefined => {
  const day = nearest["closestDay"] as Readonly<Record<string, unknown>> | undefined;
  const { energyKcal, proteinG, fatG, carbG } = day ?? {};
  if (!isNumber(energyKcal) || !isNumber(proteinG) || !isNumber(fatG) || !isNumber(carbG)) {
    return undefined;
  }
  return t(
    "The closest day under all your limits has {kcal} kcal, {protein} g protein, {fat} g fat and {carb} g carbohydrate.",
    {
      kcal: Math.round(energyKcal),
      protein: Math.round(proteinG),
      fat: Math.round(fatG),
      carb: Math.round(carbG),
    },
  );
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isText = (value: unknown): value is string => typeof value === "string";

const leaveOutWords = (t: Texts, foods: readonly string[], nameOf: FoodName): string =>
  foods.length === 0
    ? t("nothing left out")
    : t("only {foods} left out", {
        foods: t.list(foods.map(nameOf)),
      });

/** What a changed wish is called, by field; undefined for a value that no wish has. */
const changeWords: Readonly<
  Record<string, (t: Texts, value: unknown, nameOf: FoodName) => string | undefined>
> = {
  kcal: (t, value) =>
    isNumber(value) ? t("{kcal} kcal a day", { kcal: Math.round(value) }) : undefined,
  diet: (t, value) => (value === "standard" ? t("the standard diet") : undefined),
  pattern: (t, value) => {
    const pattern = PATTERNS.find(({ id }) => id === value);
    return pattern && t("the pattern “{pattern}”", { pattern: t.of(pattern.label) });
  },
  days: (t, value) => (isNumber(value) ? t.plural(value, "one day", "{n} days") : undefined),
  dislikes: (t, value, nameOf) =>
    Array.isArray(value) && value.every(isText) ? leaveOutWords(t, value, nameOf) : undefined,
  budget: (t, value) => {
    if (isNumber(value)) return t("{money} a day", { money: dollars(t, value) });
    return value === null ? t("no budget") : undefined;
  },
  cuisines: (t, value) => (Array.isArray(value) ? t("every cuisine") : undefined),
  maxMinutes: (t, value) => {
    if (isNumber(value)) return t("{minutes} minutes a recipe", { minutes: value });
    return value === null ? t("no time limit") : undefined;
  },
  leftovers: (t, value) => {
    const wish = LEFTOVER_WISHES.find((one) => one === value);
    return wish && t("leftovers: {wish}", { wish: leftoverWishWords(t, wish) });
  },
};

/** All changes that the planner made together to have a plan. */
const wholeChange = (t: Texts, nearest: Refusal["nearest"], nameOf: FoodName): Way | undefined => {
  const change = nearest["change"];
  if (!isRecord(change)) return undefined;
  const words = Object.entries(change).map(([field, value]) =>
    Object.hasOwn(changeWords, field) ? changeWords[field]?.(t, value, nameOf) : undefined,
  );
  const known = words.filter((one) => one !== undefined);
  // Half of it would not be enough.
  if (known.length === 0 || known.length < words.length) return undefined;
  return { label: t("Plan with {changes}", { changes: t.list(known) }), change };
};

const slotWords = {
  B: "{n} for breakfast",
  L: "{n} for lunch",
  D: "{n} for dinner",
  S: "{n} between meals",
} as const satisfies Messages;

/** The wishes that take recipes away, one after the other; none where no wish does. */
const stepsOf = (t: Texts, refusal: Refusal, wishes: Wishes): readonly Step[] => {
  const steps = refusal.waterfall ?? [];
  const taking = steps.filter(({ left }, i) => {
    const before = steps[i - 1]?.left;
    return Object.keys(slotWords).some((slot) => before?.[slot] !== left[slot]);
  });
  if (taking.length < 2) return [];
  return taking.map(({ constraint, left }, i) => ({
    label: i === 0 ? t("All recipes") : conflictWords(t, constraint, wishes),
    left: t.list(
      Object.entries(slotWords).map(([slot, words]) =>
        t.of(words, { n: t.number(left[slot] ?? 0) }),
      ),
      { type: "unit", style: "short" },
    ),
  }));
};

/** Puts a refusal into words, with changes that help; allergens are never among them (MEAL-07). */
export const describeRefusal = (
  t: Texts,
  refusal: Refusal,
  wishes: Wishes,
  nameOf: FoodName = plainName,
): RefusalWords => {
  const { conflicts, nearest } = refusal;
  const ways = provenWays(t, nearest, wishes, conflicts.length === 1, nameOf);
  const isAboutAllergens = conflicts.some((name) => name.startsWith("excludeAllergens"));
  return {
    conflicts: conflicts.map((name) => conflictWords(t, name, wishes)),
    ways,
    together: ways.length > 0 || isAboutAllergens ? undefined : wholeChange(t, nearest, nameOf),
    steps: stepsOf(t, refusal, wishes),
    isAboutAllergens,
    closest: closestWords(t, nearest),
  };
};
