import { type Route, reply, route, Type } from "plinth";
import type { ReaderOf } from "../reader.ts";
import { PortablePlan } from "./files/portable.ts";
import { requireOwnEyes } from "./files/serving.ts";
import { weekPlansOf } from "./meter.ts";
import {
  BasketSchema,
  ChecksBody,
  ChecksReply,
  EditBody,
  FileQuery,
  GroceryQuery,
  PlanParams,
  PlanRequestBody,
  PlanSchema,
  PlanSummaryList,
  ResolveBody,
  SwapBody,
} from "./schema.ts";
import type { PlanService } from "./service.ts";
import { sharingRoutes } from "./sharing/sharing-routes.ts";

/** Solving costs CPU: fewer calls than the default, counted together. */
const SOLVING = { rule: "20/minute, 200/hour", by: "user", name: "solving" } as const;

/** The routes that solve again what is saved. */
const solvingRoutes = (plans: PlanService): readonly Route[] => [
  route.post(
    "/api/v1/plans/:id/swap",
    {
      access: "user",
      scope: "plans:write",
      summary:
        "Gives one meal another recipe, or what an earlier meal leaves; the other meals of its day stay where they can",
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

/** Changes by hand cost the solver little: nothing is searched. */
const EDITING = { rule: "120/minute, 2000/hour", by: "user", name: "editing" } as const;

/** The routes that change what is saved by hand, and take it back. */
const editingRoutes = (plans: PlanService): readonly Route[] => [
  route.patch(
    "/api/v1/plans/:id",
    {
      access: "user",
      scope: "plans:write",
      summary:
        "Moves or copies a meal, sets its portion, locks it, notes something on it or says that it is left over; nothing else changes",
      idempotent: true,
      limit: EDITING,
      params: PlanParams,
      body: EditBody,
      responses: { 200: PlanSchema },
      errors: ["NOT_FOUND", "CONFLICT", "MEAL_EXCLUDED", "DAY_OUT_OF_BOUNDS"],
      audit: "plan.edited",
    },
    async ({ principal, params, body, signal }) =>
      reply(200, await plans.edit(principal.userId, params.id, body, signal)),
  ),
  route.post(
    "/api/v1/plans/:id/undo",
    {
      access: "user",
      scope: "plans:write",
      summary: "Takes the last change of a plan back; the last 20 are kept",
      limit: EDITING,
      params: PlanParams,
      responses: { 200: PlanSchema },
      errors: ["NOT_FOUND", "CONFLICT", "NOTHING_TO_UNDO"],
      audit: "plan.undone",
    },
    async ({ principal, params, signal }) =>
      reply(200, await plans.undo(principal.userId, params.id, signal)),
  ),
];

const groceryRoutes = (plans: PlanService): readonly Route[] => [
  route.get(
    "/api/v1/plans/:id/groceries",
    {
      access: "user",
      scope: "plans:read",
      summary:
        "Gives the shopping list of a plan by aisle, for all or some days and any number of people, less what is at home",
      params: PlanParams,
      query: GroceryQuery,
      responses: { 200: BasketSchema },
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params, query }) =>
      reply(200, await plans.groceries(principal.userId, params.id, query)),
  ),
  route.put(
    "/api/v1/plans/:id/groceries/checks",
    {
      access: "user",
      scope: "plans:write",
      summary: "Ticks foods of a shopping list off, or takes that back; may be sent again",
      idempotent: true,
      limit: EDITING,
      params: PlanParams,
      body: ChecksBody,
      responses: { 200: ChecksReply },
      errors: ["NOT_FOUND"],
      audit: "plan.shopped",
    },
    async ({ principal, params, body }) => ({
      checked: [...(await plans.check(principal.userId, params.id, body))],
    }),
  ),
];

/** The routes of files. */
const fileRoutes = (plans: PlanService, readerOf: ReaderOf): readonly Route[] => [
  route.get(
    "/api/v1/plans/:id/file",
    {
      access: "user",
      scope: "plans:read",
      summary:
        "Gives a plan as a file: JSON that can be read back in, CSV, text, or entries for a calendar",
      params: PlanParams,
      query: FileQuery,
      produces: "text",
      responses: { 200: Type.String() },
      errors: ["NOT_FOUND", "CONSENT_REQUIRED"],
      audit: "plan.exported",
    },
    async (request) => {
      const { principal, params, query, signal } = request;
      const { userId } = principal;
      const { format = "json", lang, ...wish } = query;
      requireOwnEyes(principal.method, wish);
      const t = await readerOf(userId, request, lang);
      const reader = { t, wish, signal };
      const { name, text, type } = await plans.file(userId, params.id, format, reader);
      const disposition = `attachment; filename="${name}"`;
      return reply(200, text, ["Content-Type", type, "Content-Disposition", disposition]);
    },
  ),
  route.post(
    "/api/v1/plans/import",
    {
      access: "user",
      scope: "plans:write",
      summary: "Reads a plan of a JSON file back in; everything but the dishes is worked out again",
      limit: "60/hour",
      idempotent: true,
      body: PortablePlan,
      responses: { 201: PlanSchema },
      errors: ["PLAN_LIMIT_REACHED", "MEAL_EXCLUDED", "DAY_OUT_OF_BOUNDS"],
      audit: "plan.imported",
    },
    async ({ principal, body, signal }) => {
      const plan = await plans.importPlan(principal.userId, body, signal);
      return reply(201, plan, ["Location", `/api/v1/plans/${plan.id}`]);
    },
  ),
];

/** The routes of saved plans; API keys need the scope that a route names. */
export const planRoutes = (plans: PlanService, readerOf: ReaderOf): readonly Route[] => [
  route.post(
    "/api/v1/plans",
    {
      access: "user",
      scope: "plans:write",
      summary: "Solves a plan of 1 to 30 days and saves it",
      limit: SOLVING,
      quota: { meter: "week-plans", cost: weekPlansOf },
      idempotent: true,
      body: PlanRequestBody,
      responses: { 201: PlanSchema },
      errors: ["PLAN_INFEASIBLE", "PLAN_LIMIT_REACHED"],
      audit: "plan.created",
      example: { days: 1, kcal: 2000, diet: "vegetarian", excludeAllergens: ["nuts"], seed: 7 },
    },
    async (request) => {
      const plan = await plans.create(request.principal, request.body, request.signal);
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
  ...groceryRoutes(plans),
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
  ...editingRoutes(plans),
  ...fileRoutes(plans, readerOf),
  ...sharingRoutes(plans),
];
