import { type Route, reply, route } from "plinth";
import { ContributedParams } from "../recipes/index.ts";
import {
  PlanReportBody,
  RecipeReportBody,
  ReviewList,
  ReviewParams,
  ReviewQuery,
  TakeOutBody,
} from "./schema.ts";
import type { Reports } from "./service.ts";

const REVIEW = { access: { permission: "reports:review" }, dataClass: "personal" } as const;
const PATH = "/api/v1/admin/reports";

/** Where people say what is wrong with what others gave or shared. */
const sayingRoutes = (reports: Reports): readonly Route[] => [
  route.post(
    "/api/v1/contributed-recipes/:id/reports",
    {
      access: "user",
      scope: "plans:write",
      dataClass: "personal",
      summary:
        "Reports a recipe that somebody gave to all; in place of what the caller said of it before",
      limit: "10/hour, 30/day",
      params: ContributedParams,
      body: RecipeReportBody,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "recipe.reported",
      example: { reason: "unsafe", words: "There is butter in it, and no milk is named." },
    },
    async ({ principal, params, body }) => {
      await reports.reportRecipe(principal.userId, params.id, body);
      return reply(204);
    },
  ),
  route.post(
    "/api/v1/shared-plans/reports",
    {
      access: { public: true, because: "a link is for people without an account" },
      dataClass: "personal",
      summary: "Reports a shared plan or list that the link opens; it is not counted as seen",
      limit: { rule: "5/hour, 10/day", by: "address" },
      body: PlanReportBody,
      responses: { 204: null },
      errors: ["NOT_FOUND", "SHARE_PASSWORD"],
      audit: "plan.reported",
    },
    async ({ body }) => {
      await reports.reportPlan(body);
      return reply(204);
    },
  ),
];

/** Where people report, and where reviewers decide. */
export const reportRoutes = (reports: Reports): readonly Route[] => [
  ...sayingRoutes(reports),
  route.get(
    PATH,
    {
      ...REVIEW,
      summary: "Lists what was reported, how often and why, and not by whom",
      query: ReviewQuery,
      responses: { 200: ReviewList },
    },
    async ({ query, signal }) => {
      const { entries, next } = await reports.review(query.after, signal);
      return { entries: [...entries], next };
    },
  ),
  route.delete(
    `${PATH}/:id`,
    {
      ...REVIEW,
      summary: "Leaves what was reported as it is, and forgets what was said of it",
      params: ReviewParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "report.dismissed",
    },
    async ({ params }) => {
      await reports.dismiss(params.id);
      return reply(204);
    },
  ),
  route.post(
    `${PATH}/:id/take-out`,
    {
      ...REVIEW,
      summary:
        "Returns a reported recipe to its author, who is told by mail, or ends a reported link",
      params: ReviewParams,
      body: TakeOutBody,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "report.upheld",
      example: { note: "Name the butter among the ingredients, please." },
    },
    async ({ params, body, signal }) => {
      await reports.takeOut(params.id, body.note, signal);
      return reply(204);
    },
  ),
];
