import { type Route, reply, route } from "plinth";
import {
  GroceriesSchema,
  GroceryQuery,
  PlanParams,
  PlanRequestBody,
  PlanSchema,
  PlanSummaryList,
  ResolveBody,
  SwapBody,
} from "./schema.ts";
import type { PlanService } from "./service.ts";

/** Solving costs CPU: fewer calls than the default, counted together. */
const SOLVING = { rule: "20/minute, 200/hour", by: "user", name: "solving" } as const;

/** The routes that solve again what is saved. */
const solvingRoutes = (plans: PlanService): readonly Route[] => [
  route.post(
    "/api/v1/plans/:id/swap",
    {
      access: "user",
      scope: "plans:write",
      summary: "Gives one meal another recipe; the other meals of its day stay where they can",
      limit: SOLVING,
      params: PlanParams,
      body: SwapBody,
      responses: { 200: PlanSchema },
      errors: ["NOT_FOUND", "PLAN_INFEASIBLE", "CONFLICT"],
      audit: "plan.swapped",
    },
    async ({ principal, params, body, signal }) =>
      reply(200, await plans.swap(principal.userId, params.id, body, signal)),
  ),
  route.post(
    "/api/v1/plans/:id/resolve",
    {
      access: "user",
      scope: "plans:write",
      summary: "Keeps the locked meals and solves everything else again",
      limit: SOLVING,
      params: PlanParams,
      body: ResolveBody,
      responses: { 200: PlanSchema },
      errors: ["NOT_FOUND", "PLAN_INFEASIBLE", "CONFLICT"],
      audit: "plan.resolved",
    },
    async ({ principal, params, body, signal }) =>
      reply(200, await plans.resolve(principal.userId, params.id, body, signal)),
  ),
];

/** The routes of saved plans; API keys need the scope that a route names. */
export const planRoutes = (plans: PlanService): readonly Route[] => [
  route.post(
    "/api/v1/plans",
    {
      access: "user",
      scope: "plans:write",
      summary: "Solves a plan of 1 to 30 days and saves it",
      limit: SOLVING,
      quota: { meter: "plans" },
      idempotent: true,
      body: PlanRequestBody,
      responses: { 201: PlanSchema },
      errors: ["PLAN_INFEASIBLE", "PLAN_LIMIT_REACHED"],
      audit: "plan.created",
      example: { days: 2, kcal: 2000, diet: "vegetarian", excludeAllergens: ["nuts"], seed: 7 },
    },
    async (request) => {
      const plan = await plans.create(request.principal.userId, request.body, request.signal);
      return reply(201, plan, ["Location", `/api/v1/plans/${plan.id}`]);
    },
  ),
  route.get(
    "/api/v1/plans",
    {
      access: "user",
      scope: "plans:read",
      summary: "Lists the caller's plans, newest first",
      responses: { 200: PlanSummaryList },
    },
    async (request) => ({ plans: [...(await plans.list(request.principal.userId))] }),
  ),
  route.get(
    "/api/v1/plans/:id",
    {
      access: "user",
      scope: "plans:read",
      summary: "Gives one plan of the caller",
      params: PlanParams,
      responses: { 200: PlanSchema },
      errors: ["NOT_FOUND"],
    },
    async (request) => reply(200, await plans.get(request.principal.userId, request.params.id)),
  ),
  route.get(
    "/api/v1/plans/:id/groceries",
    {
      access: "user",
      scope: "plans:read",
      summary: "Gives the shopping list of a plan by aisle, in metric or US units",
      params: PlanParams,
      query: GroceryQuery,
      responses: { 200: GroceriesSchema },
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params, query }) =>
      reply(200, await plans.groceries(principal.userId, params.id, query.units)),
  ),
  route.delete(
    "/api/v1/plans/:id",
    {
      access: "user",
      scope: "plans:write",
      summary: "Deletes one plan of the caller",
      params: PlanParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "plan.deleted",
    },
    async ({ principal, params }) => {
      await plans.remove(principal.userId, params.id);
      return reply(204);
    },
  ),
  ...solvingRoutes(plans),
];
