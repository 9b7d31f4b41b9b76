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
import { inSentence, leftoverWishWords } from "./plan-words.ts";

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

const dietLabel = (id: DietId) => DIETS.find((diet) => diet.id === id)?.label ?? id;
const patternLabel = (id: PatternId) => PATTERNS.find((p) => p.id === id)?.label ?? id;

const USD = { style: "currency", currency: "USD" } as const;

/** "$2", "$2.50". */
const dollars = (t: Texts, value: number): string =>
  t.number(value, {
    ...USD,
    ...(Number.isInteger(value) ? { maximumFractionDigits: 0 } : {}),
  });

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

/** What giving a limit up means; a limit that is not here is never given up. */
const drops: Readonly<Record<string, Partial<Wishes>>> = {
  diet: { diet: "standard" },
  kcal: { kcal: 2000 },
  dislikes: { dislikes: [] },
  pattern: { pattern: "three-meals" },
  days: { days: 1 },
  budget: { budget: null },
  maxMinutes: { maxMinutes: null },
  leftovers: { leftovers: "none" },
};
/** What that is called. */
const dropWords: Readonly<Record<string, string>> = {
  diet: "the standard diet",
  kcal: "2,000 kcal a day",
  dislikes: "nothing left out",
  pattern: "three meals a day",
  days: "one day",
  budget: "no budget",
  maxMinutes: "no time limit",
  leftovers: "nothing left over",
} satisfies Messages;

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** The single changes the planner has tried and found to work. */
const provenWays = (t: Texts, nearest: Refusal["nearest"], wishes: Wishes): readonly Way[] => {
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
      label: t("Allow {food}", { food: dislike.replaceAll("-", " ") }),
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

/** Puts a refusal into words, with changes that help; allergens are never among them (MEAL-07). */
export const describeRefusal = (t: Texts, refusal: Refusal, wishes: Wishes): RefusalWords => {
  const soft = refusal.conflicts.filter((name) => Object.hasOwn(drops, name));
  const ways = provenWays(t, refusal.nearest, wishes);
  const isAboutAllergens = refusal.conflicts.some((name) => name.startsWith("excludeAllergens"));
  const together =
    ways.length > 0 || soft.length === 0 || isAboutAllergens
      ? undefined
      : {
          label: t("Plan with {changes}", {
            changes: t.list(soft.map((name) => t.of(dropWords[name] ?? name))),
          }),
          change: Object.assign({}, ...soft.map((name) => drops[name])) as Partial<Wishes>,
        };
  return {
    conflicts: refusal.conflicts.map((name) => conflictWords(t, name, wishes)),
    ways,
    together,
    isAboutAllergens,
    closest: closestWords(t, refusal.nearest),
  };
};
