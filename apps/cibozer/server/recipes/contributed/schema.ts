import { strictObject, Type } from "plinth";
import { read, summary } from "../schema.ts";

/** The name that its author chose to be shown; null = none. */
const credit = Type.Union([Type.String(), Type.Null()]);

export const ContributedParams = strictObject({
  id: Type.String({ pattern: "^contributed-[a-zA-Z0-9-]{1,60}$" }),
});

/** GET /api/v1/contributed-recipes */
export const ContributedList = strictObject({
  recipes: Type.Array(strictObject({ ...summary, credit })),
});

/** GET /api/v1/contributed-recipes/{id} */
export const ContributedRecipe = strictObject({ id: Type.String(), credit, ...read });
