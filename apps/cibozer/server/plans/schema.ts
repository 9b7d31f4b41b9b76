import { idText, list, oneOf, type Static, shortText, strictObject, Type } from "plinth";
import {
  ALLERGENS,
  DIET_IDS,
  MAX_DAYS,
  MAX_DISLIKES,
  MAX_KCAL,
  MAX_NOTE,
  MIN_KCAL,
  NUTRIENTS,
  PATTERN_IDS,
} from "#core/model";

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
});
export type SwapBody = Static<typeof SwapBody>;

export const ResolveBody = strictObject({
  locked: Type.Optional(list(MealRefSchema, { max: 200 })),
  seed: Type.Optional(seed),
});
export type ResolveBody = Static<typeof ResolveBody>;

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

/** The shopping list of a plan. */
export const GroceriesSchema = Type.Object({
  aisles: Type.Array(
    Type.Object({
      aisle: Type.String(),
      lines: Type.Array(
        Type.Object({
          food: Type.String(),
          name: Type.String(),
          grams: Type.Number(),
          purchaseGrams: Type.Number(),
          weight: Type.String(),
          household: nullable(Type.String()),
          costUsd: nullable(Type.Number()),
          priceIsEstimate: Type.Boolean(),
          checkLabelFor: Type.Array(Type.String()),
        }),
      ),
    }),
  ),
  costUsd: Type.Number(),
});

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

/** A saved plan. */
export const PlanSchema = Type.Object({
  id: Type.String(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  request: RequestSchema,
  targets: TargetsSchema,
  days: Type.Array(
    Type.Object({
      date: Type.String(),
      meals: Type.Array(MealSchema),
      totals: TotalsSchema,
    }),
  ),
  locked: Type.Array(Type.Object({ day: Type.Integer(), slot: Type.String() })),
  groceries: GroceriesSchema,
  gap: Type.Number(),
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
export const GroceryQuery = strictObject({ units: Type.Optional(oneOf(["metric", "us"])) });
