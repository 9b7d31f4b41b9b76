import { platformErrors, type Route, reply, route } from "plinth";
import { contributedRoutes } from "./contributed/contributed-routes.ts";
import { proposalRoutes } from "./proposals/proposal-routes.ts";
import {
  ImportBody,
  OwnRecipeBody,
  OwnRecipeChange,
  OwnRecipeList,
  OwnRecipeParams,
  OwnRecipeView,
  PhotoBody,
  RecipeDraft,
} from "./schema.ts";
import type { OwnRecipes } from "./service.ts";

const PATH = "/api/v1/own-recipes";
const ONE = `${PATH}/:id`;
const OWN = { access: "user", dataClass: "personal" } as const;
const WRITING = { rule: "60/minute, 600/hour", by: "user", name: "recipes" } as const;
/** What an outbound call may answer instead of a page. */
const OUTBOUND = [
  "OUTBOUND_URL_REFUSED",
  "OUTBOUND_ADDRESS_REFUSED",
  "OUTBOUND_REDIRECT_REFUSED",
  "OUTBOUND_ANSWER_TOO_LARGE",
  "OUTBOUND_ANSWER_INVALID",
  "OUTBOUND_UNREACHABLE",
  "OUTBOUND_TIMEOUT",
];

/** What examples show. */
const SOUP = {
  title: "Tomato soup",
  slots: ["L", "D"],
  servings: 2,
  prepMinutes: 10,
  cookMinutes: 25,
  lines: [{ text: "800 g tomatoes" }, { text: "2 tbsp olive oil" }],
  steps: ["Simmer the tomatoes in the oil.", "Blend."],
} as const;

const writingRoutes = (recipes: OwnRecipes): readonly Route[] => [
  route.post(
    PATH,
    {
      ...OWN,
      scope: "plans:write",
      summary: "Keeps a recipe of the caller's; what is in it follows from its ingredient lines",
      limit: WRITING,
      bodyLimit: "256kb",
      body: OwnRecipeBody,
      responses: { 201: OwnRecipeView },
      errors: ["RECIPE_LIMIT_REACHED"],
      audit: "recipe.created",
      example: SOUP,
    },
    async ({ principal, body, signal }) => {
      const made = await recipes.create(principal.userId, body, signal);
      return reply(201, made, ["Location", `${PATH}/${made.id}`]);
    },
  ),
  route.put(
    ONE,
    {
      ...OWN,
      scope: "plans:write",
      summary:
        "Replaces a recipe of the caller's; plans keep the dish as it was when they were made",
      limit: WRITING,
      bodyLimit: "256kb",
      params: OwnRecipeParams,
      body: OwnRecipeChange,
      responses: { 200: OwnRecipeView },
      errors: ["NOT_FOUND", "CONFLICT"],
      audit: "recipe.changed",
      example: { ...SOUP, revision: 1 },
    },
    async ({ principal, params, body, signal }) =>
      reply(200, await recipes.replace(principal.userId, params.id, body, signal)),
  ),
  route.delete(
    ONE,
    {
      ...OWN,
      scope: "plans:write",
      summary: "Deletes a recipe of the caller's with its photo; plans that have it keep the dish",
      params: OwnRecipeParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "recipe.removed",
    },
    async ({ principal, params }) => {
      await recipes.remove(principal.userId, params.id);
      return reply(204);
    },
  ),
  route.post(
    `${PATH}/import`,
    {
      ...OWN,
      scope: "plans:write",
      summary: "Reads a recipe from a page, or from its address; nothing is saved",
      limit: { rule: "20/minute, 100/hour", by: "user", name: "recipe-import" },
      bodyLimit: "2mb",
      body: ImportBody,
      // Somebody else's page is full of scripts; it is searched for one thing and shown to nobody.
      inspect: { page: "off" },
      responses: { 200: RecipeDraft },
      errors: ["NO_RECIPE_FOUND", ...OUTBOUND],
      timeout: "20s",
      audit: "recipe.imported",
      example: {
        page: '{"@type": "Recipe", "name": "Soup", "recipeIngredient": ["800 g tomatoes"]}',
      },
    },
    async ({ body, signal }) => reply(200, await recipes.importPage(body, signal)),
  ),
];

const photoRoutes = (recipes: OwnRecipes): readonly Route[] => [
  route.put(
    `${ONE}/photo`,
    {
      ...OWN,
      scope: "plans:write",
      summary: "Sets the photo of a recipe, made anew at 1600 pixels and without metadata",
      params: OwnRecipeParams,
      upload: { photo: { types: ["image/png", "image/jpeg", "image/webp"] } },
      body: PhotoBody,
      responses: { 200: OwnRecipeView },
      limit: "30/hour",
      // A slow line, a scanner and an image take their time, each within its own bound.
      timeout: "90s",
      errors: ["NOT_FOUND", "FILE_INFECTED", "SCANNER_UNAVAILABLE", "IMAGE_REFUSED", "IMAGES_BUSY"],
      audit: "recipe.photo-changed",
    },
    async ({ principal, params, body, files, requestId, clientAddress, signal }) => {
      const [file] = files.photo;
      if (file === undefined) throw platformErrors.make.VALIDATION_ERROR();
      const photo = { file, text: body.text, sender: { requestId, clientAddress } };
      return reply(200, await recipes.setPhoto(principal.userId, params.id, photo, signal));
    },
  ),
  route.delete(
    `${ONE}/photo`,
    {
      ...OWN,
      scope: "plans:write",
      summary: "Removes the photo of a recipe",
      params: OwnRecipeParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "recipe.photo-removed",
    },
    async ({ principal, params }) => {
      await recipes.removePhoto(principal.userId, params.id);
      return reply(204);
    },
  ),
];

/** The routes of people's own recipes. */
export const ownRecipeRoutes = (recipes: OwnRecipes): readonly Route[] => [
  route.get(
    PATH,
    {
      ...OWN,
      scope: "plans:read",
      summary: "Lists the recipes of the caller, newest first, with what follows from them",
      responses: { 200: OwnRecipeList },
    },
    async ({ principal, signal }) => ({
      recipes: [...(await recipes.list(principal.userId, signal))],
    }),
  ),
  route.get(
    ONE,
    {
      ...OWN,
      scope: "plans:read",
      summary: "Gives one recipe of the caller with its lines, allergens, diets and nutrition",
      params: OwnRecipeParams,
      responses: { 200: OwnRecipeView },
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params, signal }) =>
      reply(200, await recipes.get(principal.userId, params.id, signal)),
  ),
  ...writingRoutes(recipes),
  ...photoRoutes(recipes),
  ...proposalRoutes(recipes),
  ...contributedRoutes(recipes),
];
