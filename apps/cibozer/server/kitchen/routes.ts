import { type Route, route } from "plinth";
import { KitchenReply, PantryBody, PreferencesBody, TasteBody, TasteParams } from "./schema.ts";
import type { Kitchen, KitchenView } from "./service.ts";

const PATH = "/api/v1/kitchen";

const answer = ({ tastes, staples, stock, units, aisles }: KitchenView) => ({
  units,
  aisles: [...aisles],
  tastes: [...tastes],
  staples: [...staples],
  stock: [...stock],
});

/** Where people say what they like and what they have. */
export const kitchenRoutes = (kitchen: Kitchen): readonly Route[] => [
  route.get(
    PATH,
    {
      access: "user",
      scope: "plans:read",
      dataClass: "personal",
      summary: "Gives what the caller thinks of recipes, and what they have at home",
      responses: { 200: KitchenReply },
    },
    async ({ principal }) => answer(await kitchen.get(principal.userId)),
  ),
  route.put(
    `${PATH}/tastes/:recipe`,
    {
      access: "user",
      scope: "plans:write",
      dataClass: "personal",
      summary: "Rates a recipe, or says that it is never to be planned again; may be sent again",
      idempotent: true,
      params: TasteParams,
      body: TasteBody,
      responses: { 200: KitchenReply },
      errors: ["NOT_FOUND"],
      audit: "kitchen.rated",
    },
    async ({ principal, params, body, signal }) =>
      answer(await kitchen.rate(principal.userId, params.recipe, body, signal)),
  ),
  route.put(
    `${PATH}/pantry`,
    {
      access: "user",
      scope: "plans:write",
      dataClass: "personal",
      summary: "Says what is at home: staples, and amounts that shopping lists leave out",
      body: PantryBody,
      responses: { 200: KitchenReply },
      audit: "kitchen.stocked",
      example: { staples: ["salt"], stock: [{ food: "brown-rice", grams: 500 }] },
    },
    async ({ principal, body }) => answer(await kitchen.stock(principal.userId, body)),
  ),
  route.patch(
    `${PATH}/preferences`,
    {
      access: "user",
      scope: "plans:write",
      dataClass: "personal",
      summary: "Sets the units of weights, and the order of the sections of the caller's shop",
      body: PreferencesBody,
      responses: { 200: KitchenReply },
      audit: "kitchen.preferred",
      example: { units: "us", aisles: ["bakery", "produce"] },
    },
    async ({ principal, body }) => answer(await kitchen.prefer(principal.userId, body)),
  ),
];
