import { type Route, reply, route } from "plinth";
import { ContributedList, ContributedParams, ContributedRecipe } from "./schema.ts";
import type { Contributed } from "./service.ts";

const PATH = "/api/v1/contributed-recipes";
/** Nothing of it is kept on the way: what its author takes back is gone at once. */
const READ = { access: "user", scope: "plans:read" } as const;

/** The routes of recipes that people gave to all who plan. */
export const contributedRoutes = (contributed: Contributed): readonly Route[] => [
  route.get(
    PATH,
    {
      ...READ,
      summary: "Lists the recipes that others gave to all, newest first",
      responses: { 200: ContributedList },
    },
    async ({ principal, signal }) => ({
      recipes: [...(await contributed.listContributed(principal.userId, signal))],
    }),
  ),
  route.get(
    `${PATH}/:id`,
    {
      ...READ,
      summary: "Gives a recipe that somebody gave to all; its author's name where they chose one",
      params: ContributedParams,
      responses: { 200: ContributedRecipe },
      errors: ["NOT_FOUND"],
    },
    async ({ params, signal }) => reply(200, await contributed.getContributed(params.id, signal)),
  ),
];
