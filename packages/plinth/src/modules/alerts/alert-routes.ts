import { type Route, route, TABLE_FILE, tableFile } from "#http";
import { ALERT_COLUMNS, alertCells } from "./export.ts";
import {
  AlertsExportQuery,
  type AlertsExportValue,
  AlertsQuery,
  AlertsReply,
  IdParams,
  RuleBody,
  RuleParams,
  RuleReply,
  RulesReply,
  SilenceBody,
  SilenceReply,
  TestReply,
  TryBody,
  TryReply,
} from "./schema.ts";
import type { AlertControl } from "./service.ts";

const READ = {
  access: { permission: "alerts:read" },
  // Pages look again every few seconds.
  limit: "120/minute",
  dataClass: "personal",
} as const;
const WRITE = {
  access: { permission: "alerts:write" },
  limit: "60/minute",
  dataClass: "personal",
} as const;

const ruleRoutes = (alerts: AlertControl): readonly Route[] => [
  route.get(
    "/api/v1/admin/alerts/rules",
    {
      ...READ,
      summary: "Lists every rule with its limits, and the silences that hold",
      responses: { 200: RulesReply },
    },
    () => alerts.rules(),
  ),
  route.put(
    "/api/v1/admin/alerts/rules/:id",
    {
      ...WRITE,
      assurance: { freshWithin: "30m" },
      summary: "Sets the limits of a rule, or switches it off; null is what was declared",
      params: RuleParams,
      body: RuleBody,
      responses: { 200: RuleReply },
      audit: "alert-rule.changed",
      errors: ["NOT_FOUND"],
    },
    async ({ params, body, principal }) => ({
      rule: await alerts.saveRule(principal.userId, params.id, body),
    }),
  ),
  route.post(
    "/api/v1/admin/alerts/rules/:id/try",
    {
      ...READ,
      summary: "Looks at a rule once with limits that somebody thinks of; changes nothing",
      params: RuleParams,
      body: TryBody,
      audit: "alert.rule-tried",
      responses: { 200: TryReply },
      errors: ["NOT_FOUND"],
      timeout: "20s",
    },
    ({ params, body }) => alerts.tryRule(params.id, body),
  ),
  route.post(
    "/api/v1/admin/alerts/silences",
    {
      ...WRITE,
      summary:
        "Tells nobody of a rule, or of any, for a while; it is looked at and shown all the same",
      body: SilenceBody,
      responses: { 201: SilenceReply },
      audit: "alert.silenced",
      errors: ["NOT_FOUND"],
    },
    async ({ body, principal }) => ({ silence: await alerts.silence(principal.userId, body) }),
  ),
  route.delete(
    "/api/v1/admin/alerts/silences/:id",
    {
      ...WRITE,
      summary: "Ends a silence",
      params: IdParams,
      responses: { 204: null },
      audit: "alert.silence-ended",
      errors: ["NOT_FOUND"],
    },
    async ({ params }) => {
      await alerts.endSilence(params.id);
      return undefined;
    },
  ),
];

const questionOf = (query: AlertsExportValue, before: string | undefined) => ({
  isOpen: query.open === "true",
  isUnseen: query.unseen === "true",
  rule: query.rule,
  from: query.from,
  to: query.to,
  before,
});

/** What those who operate see of alerts, and do about them (OBS-08, OBS-09). */
export const alertRoutes = (alerts: AlertControl): readonly Route[] => [
  route.get(
    "/api/v1/admin/alerts",
    {
      ...READ,
      summary: "Lists alerts, newest first, with how many go on and how the ways out do",
      query: AlertsQuery,
      responses: { 200: AlertsReply },
    },
    async ({ query }) => ({
      ...(await alerts.page(questionOf(query, query.before))),
      ...(await alerts.standing()),
    }),
  ),
  route.get(
    "/api/v1/admin/alerts/export",
    {
      ...READ,
      ...TABLE_FILE,
      summary: "All alerts that fit, newest first, as a file: RFC 4180",
      query: AlertsExportQuery,
      audit: "alerts.exported",
    },
    ({ query }) =>
      tableFile({
        name: "alerts",
        head: ALERT_COLUMNS,
        cells: alertCells,
        read: async (from?: string) => {
          const { alerts: rows, next } = await alerts.page(questionOf(query, from));
          return { rows, next };
        },
      }),
  ),
  route.post(
    "/api/v1/admin/alerts/:id/acknowledge",
    {
      ...WRITE,
      limit: "120/minute",
      summary: "Notes that the caller has seen an alert; the first who did stays",
      params: IdParams,
      responses: { 204: null },
      audit: "alert.acknowledged",
      errors: ["NOT_FOUND"],
    },
    async ({ params, principal }) => {
      await alerts.acknowledge(principal.userId, params.id);
      return undefined;
    },
  ),
  route.post(
    "/api/v1/admin/alerts/test",
    {
      ...WRITE,
      limit: "6/minute",
      summary:
        "Sends a test notice to everybody who is told of alerts, and says whether it arrived",
      responses: { 200: TestReply },
      audit: "alert.tested",
      timeout: "25s",
    },
    async () => ({ results: await alerts.test() }),
  ),
  ...ruleRoutes(alerts),
];
