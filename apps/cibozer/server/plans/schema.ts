import { idText, list, oneOf, type Static, shortText, strictObject, Type } from "plinth";
import {
  ALLERGENS,
  DIET_IDS,
  LEFTOVER_WISHES,
  MAX_DAYS,
  MAX_DISLIKES,
  MAX_KCAL,
  MAX_NOTE,
  MIN_KCAL,
  NUTRIENTS,
  PATTERN_IDS,
} from "#core/model";

import { LanguageParam } from "../reader.ts";

/** The files that a plan can be had as. */
export const FILE_FORMATS = ["json", "csv", "txt", "ics"] as const;

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const seed = Type.Integer({ minimum: 0, maximum: 4_294_967_295 });
const slot = Type.String({ pattern: "^[a-z0-9-]{1,40}$" });

/** A meal of a plan: day counted from 0, and its slot. */
const MealRefSchema = strictObject({
  day: Type.Integer({ minimum: 0, maximum: MAX_DAYS - 1 }),
  slot,
});

/** What a person asks for; everything has a default. */
export const PlanRequestBody = strictObject({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DAYS })),
  kcal: Type.Optional(Type.Number({ minimum: MIN_KCAL, maximum: MAX_KCAL })),
  diet: Type.Optional(oneOf(DIET_IDS)),
  excludeAllergens: Type.Optional(list(oneOf(ALLERGENS), { max: ALLERGENS.length })),
  dislikes: Type.Optional(list(shortText({ max: 60 }), { max: MAX_DISLIKES })),
  pattern: Type.Optional(oneOf(PATTERN_IDS)),
  maxMinutes: Type.Optional(nullable(Type.Integer({ minimum: 1, maximum: 1440 }))),
  budget: Type.Optional(nullable(Type.Number({ minimum: 0.5, maximum: 1000 }))),
  cuisines: Type.Optional(list(shortText({ max: 40 }), { max: 20 })),
  /** Whether the plan cooks for two days at once. */
  leftovers: Type.Optional(oneOf(LEFTOVER_WISHES)),
  units: Type.Optional(oneOf(["metric", "us"])),
  note: Type.Optional(Type.String({ maxLength: MAX_NOTE })),
  seed: Type.Optional(seed),
  startDate: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" })),
});
export type PlanRequestBody = Static<typeof PlanRequestBody>;

export const SwapBody = strictObject({
  day: Type.Integer({ minimum: 0, maximum: MAX_DAYS - 1 }),
  slot,
  seed: Type.Optional(seed),
  locked: Type.Optional(list(MealRefSchema, { max: 200 })),
  /** An earlier meal of which this one is to be what is left over. */
  from: Type.Optional(MealRefSchema),
});
export type SwapBody = Static<typeof SwapBody>;

export const ResolveBody = strictObject({
  locked: Type.Optional(list(MealRefSchema, { max: 200 })),
  /** Days to solve again; the others stay. Absent = all. */
  days: Type.Optional(
    list(Type.Integer({ minimum: 0, maximum: MAX_DAYS - 1 }), { min: 1, max: MAX_DAYS }),
  ),
  /** Keeps every recipe and fits the portions to the targets. */
  portionsOnly: Type.Optional(Type.Boolean()),
  seed: Type.Optional(seed),
});
export type ResolveBody = Static<typeof ResolveBody>;

/** Longest note on a dish, in characters. */
const MAX_MEAL_NOTE = 200;

/** One change by hand. Which members it needs depends on its kind. */
export const EditBody = strictObject({
  change: oneOf(["move", "copy", "portion", "lock", "note", "leftover"]),
  day: Type.Integer({ minimum: 0, maximum: MAX_DAYS - 1 }),
  slot,
  /** Where a move or a copy goes. */
  to: Type.Optional(MealRefSchema),
  /** Servings, in quarters. */
  portion: Type.Optional(Type.Number({ minimum: 0.5, maximum: 2.5, multipleOf: 0.25 })),
  locked: Type.Optional(Type.Boolean()),
  note: Type.Optional(Type.String({ maxLength: MAX_MEAL_NOTE })),
  /** Whether the meal is what an earlier one of its recipe leaves. */
  leftover: Type.Optional(Type.Boolean()),
  /** The revision that the change was made upon; another one is refused. */
  revision: Type.Optional(Type.Integer({ minimum: 1 })),
});
export type EditBody = Static<typeof EditBody>;

const amounts = Object.fromEntries(NUTRIENTS.map((name) => [name, Type.Number()]));

const NutritionSchema = Type.Object({
  ...amounts,
  netCarbG: Type.Number(),
  atLeast: Type.Array(Type.String()),
});

const TotalsSchema = Type.Object({
  ...amounts,
  netCarbG: Type.Number(),
  atLeast: Type.Array(Type.String()),
  costUsd: Type.Number(),
});

const MealSchema = Type.Object({
  slot: Type.String(),
  sitting: Type.String(),
  label: Type.String(),
  time: Type.String(),
  recipe: Type.Object({ id: Type.String(), title: Type.String() }),
  portion: Type.Number(),
  ingredients: Type.Array(Type.Object({ food: Type.String(), grams: Type.Number() })),
  nutrition: NutritionSchema,
  costUsd: Type.Number(),
});

const groceryLine = {
  food: Type.String(),
  name: Type.String(),
  grams: Type.Number(),
  purchaseGrams: Type.Number(),
  weight: Type.String(),
  household: nullable(Type.String()),
  costUsd: nullable(Type.Number()),
  priceIsEstimate: Type.Boolean(),
  checkLabelFor: Type.Array(Type.String()),
};

const listOf = <T extends Parameters<typeof Type.Object>[0]>(line: T) => ({
  aisles: Type.Array(Type.Object({ aisle: Type.String(), lines: Type.Array(Type.Object(line)) })),
  costUsd: Type.Number(),
});

const GroceriesSchema = Type.Object(listOf(groceryLine));

/** What to buy: the plan's sums, what is at home, what is left, and what is in the basket. */
export const BasketSchema = Type.Object({
  ...listOf({
    ...groceryLine,
    isStaple: Type.Boolean(),
    atHomeGrams: Type.Number(),
    buyGrams: Type.Number(),
    buyWeight: Type.String(),
    packs: nullable(Type.String()),
  }),
  checked: Type.Array(Type.String()),
});

/** Foods ticked off, or not any more; those that are not named stay as they are. */
export const ChecksBody = strictObject({
  changes: list(
    strictObject({ food: Type.String({ pattern: "^[a-z0-9-]{1,60}$" }), done: Type.Boolean() }),
    { min: 1, max: 400 },
  ),
});
export type ChecksBody = Static<typeof ChecksBody>;

export const ChecksReply = Type.Object({ checked: Type.Array(Type.String()) });

const RequestSchema = Type.Object({
  days: Type.Integer(),
  kcal: Type.Number(),
  diet: Type.String(),
  excludeAllergens: Type.Array(Type.String()),
  dislikes: Type.Array(Type.String()),
  pattern: Type.String(),
  maxMinutes: nullable(Type.Number()),
  budget: nullable(Type.Number()),
  cuisines: Type.Array(Type.String()),
  leftovers: Type.String(),
  units: Type.String(),
  note: Type.String(),
  seed: Type.Number(),
  startDate: Type.String(),
});

const TargetsSchema = Type.Object({
  energyKcal: Type.Number(),
  proteinG: Type.Number(),
  fatG: Type.Number(),
  carbG: Type.Number(),
  tolerance: Type.Object({
    energyKcal: Type.Number(),
    proteinG: Type.Number(),
    fatG: Type.Number(),
    carbG: Type.Number(),
  }),
  maxNetCarbG: nullable(Type.Number()),
});

const days = Type.Array(
  Type.Object({ date: Type.String(), meals: Type.Array(MealSchema), totals: TotalsSchema }),
);

/** Meals that are not cooked, each with the earlier one that it is left of. */
export const LeftoverList = Type.Array(
  Type.Object({
    day: Type.Integer(),
    slot: Type.String(),
    from: Type.Object({ day: Type.Integer(), slot: Type.String() }),
  }),
);

/** What others see of a plan that is shared. */
export const SharedDays = { days, targets: TargetsSchema, groceries: GroceriesSchema };

/** A saved plan. */
export const PlanSchema = Type.Object({
  id: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  request: RequestSchema,
  targets: TargetsSchema,
  days,
  locked: Type.Array(Type.Object({ day: Type.Integer(), slot: Type.String() })),
  notes: Type.Array(Type.Object({ day: Type.Integer(), slot: Type.String(), text: Type.String() })),
  leftovers: LeftoverList,
  /** Rises with every change. */
  revision: Type.Integer(),
  canUndo: Type.Boolean(),
  groceries: GroceriesSchema,
  /** null = changed by hand since it was solved. */
  gap: nullable(Type.Number()),
  unmatchedDislikes: Type.Array(Type.String()),
});

/** One line of the list of plans. */
export const PlanSummaryList = Type.Object({
  plans: Type.Array(
    Type.Object({
      id: Type.String(),
      createdAt: Type.String(),
      updatedAt: Type.String(),
      days: Type.Integer(),
      kcal: Type.Number(),
      diet: Type.String(),
      startDate: Type.String(),
      note: Type.String(),
    }),
  ),
});

export const PlanParams = strictObject({ id: idText() });
const SERVED = {
  /** Days of the plan from 0, such as "0,1,4"; absent = all. */
  days: Type.Optional(Type.String({ pattern: "^\\d{1,2}(,\\d{1,2}){0,29}$", maxLength: 100 })),
  /** How many times the plan's portions are cooked, for everybody who eats. */
  scale: Type.Optional(Type.Number({ minimum: 0.1, maximum: 30 })),
};
export const GroceryQuery = strictObject({
  units: Type.Optional(oneOf(["metric", "us"])),
  ...SERVED,
});
/** What of a plan is taken along, and for whom: the choice of the list's page. */
export const SERVING_FIELDS = {
  ...SERVED,
  /** Who of the household eats along, by their places from 0, such as "0,2"; `scale` is then theirs. */
  along: Type.Optional(Type.String({ pattern: "^\\d{1,2}(,\\d{1,2}){0,10}$", maxLength: 40 })),
};
export type GroceryQuery = Static<typeof GroceryQuery>;
export const FileQuery = strictObject({
  format: Type.Optional(oneOf(FILE_FORMATS)),
  lang: LanguageParam,
  ...SERVING_FIELDS,
});
