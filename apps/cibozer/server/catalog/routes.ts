import { platformErrors, type Route, reply, route } from "plinth";
import type { Solver } from "../solver/index.ts";
import { FoodList, RecipeList, RecipeParams, RecipeSchema } from "./schema.ts";

/**
 * What is shipped with a release: the same for everyone, and for an hour nobody asks again. The
 * planner's worker has the tables; it is asked once and not by every reader.
 */
const CATALOG = {
  access: { public: true, because: "what plans are made of; it holds nothing of anybody" },
  cache: { public: "1h" },
  reuse: { for: "1h", tags: ["catalog"] },
  limit: { rule: "120/minute", by: "address", name: "catalog" },
} as const;

/** The routes of foods and recipes. */
export const catalogRoutes = (solver: Solver): readonly Route[] => [
  route.get(
    "/api/v1/foods",
    {
      ...CATALOG,
      summary: "Lists all foods with their nutrients and allergens",
      responses: { 200: FoodList },
    },
    async ({ signal }) => reply(200, await solver.run({ kind: "foods" }, signal)),
  ),
  route.get(
    "/api/v1/recipes",
    {
      ...CATALOG,
      summary: "Lists all recipes with their allergens",
      responses: { 200: RecipeList },
    },
    async ({ signal }) => reply(200, await solver.run({ kind: "recipes" }, signal)),
  ),
  route.get(
    "/api/v1/recipes/:id",
    {
      ...CATALOG,
      summary: "Gives one recipe with its ingredients, steps and nutrition",
      params: RecipeParams,
      responses: { 200: RecipeSchema },
      errors: ["NOT_FOUND"],
    },
    async ({ params, signal }) => {
      const recipe = await solver.run({ kind: "recipe", id: params.id }, signal);
      if (recipe === null) throw platformErrors.make.NOT_FOUND();
      return reply(200, recipe);
    },
  ),
];
