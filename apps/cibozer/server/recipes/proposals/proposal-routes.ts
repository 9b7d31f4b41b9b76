import { type Route, reply, route } from "plinth";
import { OwnRecipeParams } from "../schema.ts";
import {
  DecisionBody,
  ProposalBody,
  ProposalReply,
  ReviewEntry,
  ReviewList,
  ReviewParams,
  ReviewQuery,
} from "./schema.ts";
import type { Proposals } from "./service.ts";

const ONE = "/api/v1/own-recipes/:id/proposal";
const OWN = { access: "user", dataClass: "personal" } as const;
const REVIEW = { access: { permission: "recipes:review" } } as const;

/** Where authors offer recipes to everybody. */
const authorRoutes = (proposals: Proposals): readonly Route[] => [
  route.get(
    ONE,
    {
      ...OWN,
      scope: "plans:read",
      summary: "Says where a recipe stands that the caller offered to everybody; null = it was not",
      params: OwnRecipeParams,
      responses: { 200: ProposalReply },
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params }) => ({
      proposal: await proposals.proposal(principal.userId, params.id),
    }),
  ),
  route.put(
    ONE,
    {
      ...OWN,
      scope: "plans:write",
      summary:
        "Offers a recipe as it is now to everybody: once reviewed, all who plan here may get it",
      limit: "10/hour, 30/day",
      params: OwnRecipeParams,
      body: ProposalBody,
      responses: { 200: ProposalReply },
      errors: ["NOT_FOUND"],
      audit: "recipe.proposed",
      example: { consent: true },
    },
    async ({ principal, params, body }) => ({
      proposal: await proposals.propose(principal.userId, params.id, body.credit),
    }),
  ),
  route.delete(
    ONE,
    {
      ...OWN,
      scope: "plans:write",
      summary: "Takes the offer of a recipe back, with its copy: nobody else gets it any more",
      params: OwnRecipeParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "recipe.proposal-withdrawn",
    },
    async ({ principal, params }) => {
      await proposals.withdraw(principal.userId, params.id);
      return reply(204);
    },
  ),
];

/** The routes of recipes that are offered, and of those who judge them. */
export const proposalRoutes = (proposals: Proposals): readonly Route[] => [
  ...authorRoutes(proposals),
  route.get(
    "/api/v1/admin/recipe-proposals",
    {
      ...REVIEW,
      summary: "Lists recipes that were offered, by state, oldest first, and not whose they are",
      query: ReviewQuery,
      responses: { 200: ReviewList },
    },
    async ({ query: { state = "waiting", after }, signal }) => {
      const { entries, next } = await proposals.review(state, after, signal);
      return { entries: [...entries], next };
    },
  ),
  route.patch(
    "/api/v1/admin/recipe-proposals/:id",
    {
      ...REVIEW,
      summary:
        "Accepts an offered recipe, which shows it to all, or returns it; its author is told by mail",
      params: ReviewParams,
      body: DecisionBody,
      responses: { 200: ReviewEntry },
      errors: ["NOT_FOUND", "RECIPE_NOT_PLANNABLE"],
      audit: "recipe.proposal-judged",
      example: { state: "returned", note: "How much flour is it?" },
    },
    async ({ params, body, signal }) => reply(200, await proposals.decide(params.id, body, signal)),
  ),
];
