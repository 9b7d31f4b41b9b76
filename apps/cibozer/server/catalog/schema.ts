import { oneOf, strictObject, Type } from "plinth";
import { ALLERGENS, NUTRIENTS } from "#core/model";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const allergens = Type.Array(oneOf(ALLERGENS));
const per100 = Object.fromEntries(NUTRIENTS.map((name) => [name, nullable(Type.Number())]));
const amounts = Object.fromEntries(NUTRIENTS.map((name) => [name, Type.Number()]));

/** GET /api/v1/foods */
export const FoodList = Type.Object({
  foods: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      aisle: Type.String(),
      state: Type.String(),
      contains: allergens,
      mayContain: allergens,
      per100: Type.Object(per100),
    }),
  ),
});

const summary = {
  id: Type.String(),
  title: Type.String(),
  cuisine: Type.String(),
  slots: Type.Array(Type.String()),
  minutes: Type.Number(),
  contains: allergens,
  mayContain: allergens,
};

/** GET /api/v1/recipes */
export const RecipeList = Type.Object({ recipes: Type.Array(Type.Object(summary)) });

/** GET /api/v1/recipes/{id} */
export const RecipeSchema = Type.Object({
  ...summary,
  servings: Type.Number(),
  prepMinutes: Type.Number(),
  cookMinutes: Type.Number(),
  ingredients: Type.Array(
    Type.Object({ food: Type.String(), name: Type.String(), grams: Type.Number() }),
  ),
  steps: Type.Array(Type.String()),
  /** Of one serving. */
  nutrition: Type.Object({
    ...amounts,
    netCarbG: Type.Number(),
    atLeast: Type.Array(Type.String()),
  }),
});

/** Path of one recipe. */
export const RecipeParams = strictObject({ id: Type.String({ pattern: "^[a-z0-9-]{1,80}$" }) });
