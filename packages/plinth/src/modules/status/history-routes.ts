import { platformErrors, requireInstant } from "#core";
import { type Route, reply, route, staticPage } from "#http";
import { type PolicyDeclaration, Type } from "#policy";
import { HistoryQuerySchema, HistorySchema, PublicStatusSchema } from "./history/schema.ts";
import type { History } from "./history/service.ts";
import type { PublicStatus } from "./page/public-status.ts";
import { statusPageMain } from "./page/status-page.ts";
import type { Status } from "./service.ts";

const WEEK_MS = 604_800_000;

/** What the routes of the history need. */
export interface HistoryRouteParts {
  readonly status: Pick<Status, "components">;
  readonly history: Pick<History, "read" | "uptime" | "unmeasured">;
  readonly now: () => number;
  /** Seconds between two checks. */
  readonly interval: number;
}

const historyPolicy = {
  access: { permission: "health:read" },
  summary: "Tells how every part is and was: what the checks of the last 30 days found",
  limit: "60/minute",
  query: HistoryQuerySchema,
  responses: { 200: HistorySchema },
  dataClass: "internal",
} as const satisfies PolicyDeclaration;

const iso = (instant: number): string => new Date(instant).toISOString();

/** The history, for administrators. */
export const historyRoutes = (parts: HistoryRouteParts): readonly Route[] => [
  route.get("/api/v1/admin/health/history", historyPolicy, async ({ query }) => {
    const to = requireInstant("query.to", query.to) ?? parts.now();
    const from = requireInstant("query.from", query.from) ?? to - WEEK_MS;
    if (from >= to) {
      throw platformErrors.make.VALIDATION_ERROR({
        faults: [{ field: "query.from", rule: "order", message: "must be before query.to" }],
      });
    }
    const [components, uptime, page] = await Promise.all([
      parts.status.components(),
      parts.history.uptime(),
      parts.history.read({ component: query.component, from, to }),
    ]);
    return {
      from: iso(from),
      to: iso(to),
      interval: parts.interval,
      components: components.map(({ component: name, state, detail }) => ({
        name,
        state,
        detail,
        days: [...(uptime.get(name) ?? parts.history.unmeasured())],
      })),
      entries: page.entries.map(({ component, state, detail, since, until }) => ({
        component,
        state,
        detail,
        since: iso(since),
        until: until === null ? null : iso(until),
      })),
      isCut: page.isCut,
    };
  }),
];

const publicPolicy = {
  access: { public: true, because: "the operator switched the public status page on" },
  limit: { rule: "120/minute", by: "address", name: "status page" },
  timeout: "10s",
  onStoreDown: "local",
} as const;

/** The public page and its data; mounted only where PUBLIC_STATUS_PAGE asks for it. */
export const publicStatusRoutes = (
  application: string,
  read: () => Promise<PublicStatus>,
): readonly Route[] => [
  route.get(
    "/status.json",
    {
      ...publicPolicy,
      summary: "Tells everyone which parts work, and how reliably they did",
      cache: "no-cache",
      responses: { 200: PublicStatusSchema },
    },
    async () => {
      const { status, timestamp, components } = await read();
      return {
        status,
        timestamp,
        components: components.map((part) => ({ ...part, days: [...part.days] })),
      };
    },
  ),
  route.get(
    "/status",
    {
      ...publicPolicy,
      summary: "Shows everyone which parts work, and how reliably they did",
      cache: "no-cache",
      responses: { 200: Type.String() },
      produces: "html",
    },
    async () =>
      reply(
        200,
        staticPage(`Status of ${application}`, statusPageMain(application, await read())),
        ["Content-Type", "text/html; charset=utf-8"],
      ),
  ),
];
