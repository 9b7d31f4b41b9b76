import { platformErrors, type Secret } from "#core";
import { constantTimeEqual } from "#crypto";
import { isLoopback, type Principal, type Route, reply, route } from "#http";
import { type PolicyDeclaration, Type } from "#policy";
import { METRIC_CONTENT_TYPES, type MetricFormat } from "#telemetry";
import { HealthSchema, ReadySchema } from "./schema.ts";
import type { Status } from "./service.ts";

/** Seconds after which asking again makes sense. */
const RETRY_SECONDS = 5;

/** Headers that only intermediaries add. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"] as const;

interface Caller {
  readonly clientAddress: string;
  readonly principal: Principal | undefined;
  readonly header: (name: string) => string | undefined;
}

/** Whether the caller is the operator's program elsewhere, by OPS_TOKEN. */
const hasToken = (caller: Caller, token: Secret | undefined): boolean =>
  token !== undefined &&
  constantTimeEqual(caller.header("authorization") ?? "", `Bearer ${token.reveal()}`);

/**
 * Whether the caller may see everything: an administrator, the operator's program, or a program on
 * this machine. A request that came through a proxy is never local: an undeclared proxy on this
 * machine would otherwise make the whole world local.
 */
const isInsider = (caller: Caller, token: Secret | undefined): boolean =>
  caller.principal?.role === "admin" ||
  hasToken(caller, token) ||
  (isLoopback(caller.clientAddress) &&
    FORWARDED.every((name) => caller.header(name) === undefined));

/** Ten a second are never throttled, a flood is (RL-15); apart from the budget of other routes. */
const limit = { rule: "1200/minute", by: "address", name: "status" } as const;

const healthPolicy = {
  access: {
    public: true,
    because: "load balancers and uptime checks ask without an account",
    identify: true,
  },
  summary:
    "Tells how the application is; callers on this machine and administrators get all figures",
  limit,
  responses: { 200: HealthSchema },
  timeout: "10s",
  // A share of the budget would be less than ten a second (RL-15); answers are cached.
  onStoreDown: "allow",
} as const satisfies PolicyDeclaration;

const readyPolicy = {
  access: { public: true, because: "load balancers and orchestrators ask without an account" },
  summary: "Answers 200 only when a request would succeed now, else 503 with what is missing",
  limit,
  responses: { 200: ReadySchema },
  errors: ["SERVICE_UNAVAILABLE"],
  timeout: "10s",
  // A share of the budget would be less than ten a second (RL-15); answers are cached.
  onStoreDown: "allow",
} as const satisfies PolicyDeclaration;

const metricsPolicy = {
  access: {
    public: true,
    because: "a collector on this machine scrapes without an account; all others need role admin",
    identify: true,
  },
  summary:
    "Gives all metrics as Prometheus text or OpenMetrics, to this machine and to administrators",
  limit,
  responses: { 200: Type.String() },
  produces: "text",
  cors: false,
  errors: ["AUTHORIZATION_ERROR"],
  dataClass: "internal",
  timeout: "10s",
  onStoreDown: "local",
} as const satisfies PolicyDeclaration;

/** Prometheus asks for OpenMetrics by name; whoever does not gets the older format, as ever. */
const formatFor = (accept: string | undefined): MetricFormat =>
  accept?.includes("application/openmetrics-text") === true ? "openmetrics" : "text";

/** The routes under which operators and their machines ask how the application is. */
export const statusRoutes = (
  status: Status,
  scrape: (format: MetricFormat) => Promise<string>,
  opsToken: Secret | undefined,
): readonly Route[] => [
  route.get("/health", healthPolicy, async (request) => {
    const health = await status.health();
    if (isInsider(request, opsToken)) return health;
    const { status: state, version, environment, timestamp } = health;
    return { status: state, version, environment, timestamp };
  }),
  route.get("/ready", readyPolicy, async () => {
    const { ready, checks, failed } = await status.readiness();
    if (ready) return { ready, checks: { ...checks } };
    throw platformErrors.make.SERVICE_UNAVAILABLE({
      detail: `Not ready: ${failed.join(", ")}.`,
      extra: { failed, checks },
      headers: { "Retry-After": String(RETRY_SECONDS) },
    });
  }),
  route.get("/metrics", metricsPolicy, async (request) => {
    if (!isInsider(request, opsToken)) {
      throw platformErrors.make.AUTHORIZATION_ERROR({
        detail: "Metrics are for this machine and for administrators.",
      });
    }
    const format = formatFor(request.header("accept"));
    return reply(200, await scrape(format), [
      ...["Content-Type", METRIC_CONTENT_TYPES[format]],
      ...["Vary", "Accept"],
    ]);
  }),
];
