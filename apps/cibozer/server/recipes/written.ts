import type { OwnRecipe } from "#core";
import type { OwnRecipeBody } from "./schema.ts";

/** What a person wrote, as the planner's core takes it. */
export const ownOf = (id: string, body: OwnRecipeBody): OwnRecipe => ({
  id,
  title: body.title,
  slots: body.slots,
  servings: body.servings,
  prepMinutes: body.prepMinutes,
  cookMinutes: body.cookMinutes,
  lines: body.lines.map(({ text, food, grams }) => ({
    text,
    food: food ?? null,
    grams: grams ?? null,
  })),
  steps: body.steps,
});
