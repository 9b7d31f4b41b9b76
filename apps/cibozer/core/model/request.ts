import { DIET_IDS, type DietId, PATTERN_IDS, type PatternId } from "./diet-ids.ts";
import { ALLERGENS, type Allergen } from "./food.ts";
import { LEFTOVER_WISHES, type LeftoverWish } from "./leftover-wish.ts";

/**
 * Hard floor of a day's energy. REQUIREMENTS.md names the floor (MEAL-14) but not its number;
 * 1200 kcal is the least that common guidance gives to adults without medical supervision.
 * Plans are for adults only.
 */
export const MIN_KCAL = 1200;
/** Ceiling of a day's energy (MEAL-01). */
export const MAX_KCAL = 6000;
/** Longest plan (MEAL-01). */
export const MAX_DAYS = 30;
/** Most exclusions (MEAL-01). */
export const MAX_DISLIKES = 100;
/** Longest note in characters (MEAL-01). */
export const MAX_NOTE = 500;

/** A request with every default filled in. */
export type PlanRequest = {
  readonly days: number;
  /** Kilocalories a day. */
  readonly kcal: number;
  readonly diet: DietId;
  readonly excludeAllergens: readonly Allergen[];
  /** Food ids, kinds, aisles or words; a recipe with any match is left out. */
  readonly dislikes: readonly string[];
  readonly pattern: PatternId;
  /** Preparation and cooking together, per recipe; null = no limit. */
  readonly maxMinutes: number | null;
  /** US dollars a day by table prices; null = no limit. */
  readonly budget: number | null;
  /** Lunch and dinner keep to these cuisines (and to dishes of no particular one); [] = any. */
  readonly cuisines: readonly string[];
  /** Whether the plan cooks for two days at once. */
  readonly leftovers: LeftoverWish;
  readonly units: "metric" | "us";
  readonly note: string;
  readonly seed: number;
  /** Date of the first day, YYYY-MM-DD. */
  readonly startDate: string;
  /** Ids of recipes that are never to be planned again. */
  readonly never: readonly string[];
  /** What people gave recipes, 1 (poor) to 5, by id: it moves what is chosen and forbids nothing. */
  readonly ratings: Readonly<Record<string, number>>;
  /** Ids of recipes that were eaten in the week before: other things come first. */
  readonly recent: readonly string[];
};

/** What a caller may send; everything but the energy and the date has a default. */
export type PlanRequestInput = {
  readonly [Key in keyof PlanRequest]?: PlanRequest[Key] | undefined;
} & { readonly startDate: string };

/** One thing wrong with a request. `field` is its property name. */
export type RequestProblem = { readonly field: keyof PlanRequest; readonly message: string };
/** The normalised request, or everything wrong with it. */
export type NormalisedRequest =
  | { readonly ok: true; readonly request: PlanRequest }
  | { readonly ok: false; readonly problems: readonly RequestProblem[] };

const DEFAULTS = {
  days: 1,
  kcal: 2000,
  diet: "standard",
  excludeAllergens: [],
  dislikes: [],
  pattern: "three-meals",
  maxMinutes: null,
  budget: null,
  cuisines: [],
  leftovers: "none",
  units: "metric",
  note: "",
  seed: 1,
  never: [],
  ratings: {},
  recent: [],
} as const satisfies Omit<PlanRequest, "startDate">;

const between = (value: number, low: number, high: number) =>
  Number.isFinite(value) && value >= low && value <= high;

const isDate = (text: string) => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
};

const unique = <T extends string>(list: readonly T[]): readonly T[] => [...new Set(list)];

/** Each rule: the field, whether a request passes, and what to say when it does not. */
const RULES: readonly (readonly [keyof PlanRequest, (r: PlanRequest) => boolean, string])[] = [
  [
    "days",
    (r) => Number.isInteger(r.days) && between(r.days, 1, MAX_DAYS),
    `must be a whole number from 1 to ${MAX_DAYS}`,
  ],
  [
    "kcal",
    (r) => between(r.kcal, MIN_KCAL, MAX_KCAL),
    `must be from ${MIN_KCAL} to ${MAX_KCAL} kcal a day`,
  ],
  ["diet", (r) => DIET_IDS.includes(r.diet), `must be one of ${DIET_IDS.join(", ")}`],
  ["pattern", (r) => PATTERN_IDS.includes(r.pattern), `must be one of ${PATTERN_IDS.join(", ")}`],
  [
    "excludeAllergens",
    (r) => r.excludeAllergens.every((a) => ALLERGENS.includes(a)),
    `may hold only ${ALLERGENS.join(", ")}`,
  ],
  [
    "dislikes",
    (r) => r.dislikes.length <= MAX_DISLIKES,
    `may hold at most ${MAX_DISLIKES} entries`,
  ],
  [
    "dislikes",
    (r) => r.dislikes.every((d) => d.length <= 60),
    "entries may have at most 60 characters",
  ],
  [
    "maxMinutes",
    (r) => r.maxMinutes === null || between(r.maxMinutes, 1, 1440),
    "must be from 1 to 1440 minutes",
  ],
  [
    "budget",
    (r) => r.budget === null || between(r.budget, 0.5, 1000),
    "must be from 0.5 to 1000 US dollars a day",
  ],
  [
    "leftovers",
    (r) => LEFTOVER_WISHES.includes(r.leftovers),
    `must be one of ${LEFTOVER_WISHES.join(", ")}`,
  ],
  ["units", (r) => r.units === "metric" || r.units === "us", "must be metric or us"],
  ["note", (r) => r.note.length <= MAX_NOTE, `may have at most ${MAX_NOTE} characters`],
  [
    "seed",
    (r) => Number.isInteger(r.seed) && between(r.seed, 0, 4294967295),
    "must be a whole number from 0 to 4294967295",
  ],
  [
    "ratings",
    (r) => Object.values(r.ratings).every((rating) => between(rating, 1, 5)),
    "must be from 1 to 5",
  ],
  ["startDate", (r) => isDate(r.startDate), "must be a date, YYYY-MM-DD"],
];

/** Fills defaults, trims and removes duplicates, then says everything that is wrong. Pure. */
export function normaliseRequest(input: PlanRequestInput): NormalisedRequest {
  const given = Object.fromEntries(Object.entries(input).filter(([, v]) => v !== undefined));
  const merged: PlanRequest = { ...DEFAULTS, ...(given as PlanRequestInput & PlanRequest) };
  const words = merged.dislikes.map((d) => d.trim().toLowerCase()).filter((d) => d !== "");
  const request: PlanRequest = {
    ...merged,
    dislikes: unique(words),
    excludeAllergens: unique(merged.excludeAllergens),
    cuisines: unique(merged.cuisines.map((c) => c.trim().toLowerCase()).filter((c) => c !== "")),
    note: merged.note.trim(),
  };
  const problems = RULES.filter(([, passes]) => !passes(request)).map(([field, , message]) => ({
    field,
    message,
  }));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, request };
}
