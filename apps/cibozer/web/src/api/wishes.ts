import {
  ALLERGENS,
  DIETS,
  LEFTOVER_WISHES,
  MAX_DAYS,
  MAX_DISLIKES,
  MAX_KCAL,
  MAX_NOTE,
  MIN_KCAL,
  PATTERNS,
} from "#core";
import { keptText } from "./kept-wishes.ts";
import type { Wishes } from "./plan-types.ts";

/** Where a form starts. */
export const plainWishes: Wishes = {
  days: 7,
  kcal: 2000,
  diet: "standard",
  pattern: "three-meals",
  excludeAllergens: [],
  dislikes: [],
  maxMinutes: null,
  budget: null,
  note: "",
  seed: 1,
};

/** The kept settings, as far as they are still valid; {} when there are none. */
export const loadKeptWishes = (): Partial<Wishes> => {
  try {
    return readWishes(JSON.parse(keptText() ?? "{}"));
  } catch {
    return {};
  }
};

/** Takes over what fits and drops the rest: storage is not to be trusted. */
export const readWishes = (value: unknown): Partial<Wishes> => {
  if (typeof value !== "object" || value === null) return {};
  const kept = value as Readonly<Record<string, unknown>>;
  const { kcal, days, maxMinutes, budget, note } = kept;
  const diet = DIETS.find((one) => one.id === kept["diet"])?.id;
  const pattern = PATTERNS.find((one) => one.id === kept["pattern"])?.id;
  const leftovers = LEFTOVER_WISHES.find((one) => one === kept["leftovers"]);
  const dislikes = readTexts(kept["dislikes"], MAX_DISLIKES);
  const cuisines = readTexts(kept["cuisines"], MAX_CUISINES);
  const allergens = Array.isArray(kept["excludeAllergens"]) ? kept["excludeAllergens"] : [];
  return {
    ...(isBetween(kcal, MIN_KCAL, MAX_KCAL) ? { kcal } : {}),
    ...(isBetween(days, 1, MAX_DAYS) ? { days } : {}),
    ...(diet === undefined ? {} : { diet }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(dislikes.length === 0 ? {} : { dislikes }),
    ...(cuisines.length === 0 ? {} : { cuisines }),
    ...(leftovers === undefined ? {} : { leftovers }),
    ...(isBetween(maxMinutes, 1, MAX_MINUTES) ? { maxMinutes } : {}),
    ...(isAmount(budget) ? { budget } : {}),
    ...(typeof note === "string" && note !== "" ? { note: note.slice(0, MAX_NOTE) } : {}),
    excludeAllergens: ALLERGENS.filter((one) => allergens.includes(one)),
  };
};

const MAX_MINUTES = 1440;
/** Dollars a day, as the server takes them. */
const BUDGETS = { low: 0.5, high: 1000 } as const;

/** Most cuisines that the server takes. */
const MAX_CUISINES = 20;

const readTexts = (value: unknown, most: number): readonly string[] =>
  (Array.isArray(value) ? value : [])
    .filter((one) => typeof one === "string" && one.trim() !== "" && one.length <= 60)
    .slice(0, most);

const isAmount = (value: unknown): value is number =>
  typeof value === "number" && value >= BUDGETS.low && value <= BUDGETS.high;

const isBetween = (value: unknown, low: number, high: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;

/** Today's calendar date where the person is, YYYY-MM-DD. */
export const localDate = (now: Date): string => {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

/** A number for the next try; the server wants 32 bits. */
export const createSeed = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
