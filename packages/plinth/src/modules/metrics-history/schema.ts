import { list, oneOf, strictObject, Type } from "#policy";
import { MAX_POINTS } from "./query/plan.ts";
import { STATISTICS } from "./query/statistics.ts";

const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });
const Name = Type.String({ pattern: "^[a-z][a-z0-9_]{0,99}$", maxLength: 100 });
const Kind = oneOf(["counter", "gauge", "histogram"]);

const question = {
  /** http_requests_total where it is absent. */
  name: Type.Optional(Name),
  /** Milliseconds since the epoch; the last six hours where they are absent. */
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  /** Seconds. */
  step: Type.Optional(Type.Integer({ minimum: 10, maximum: 86_400 })),
  statistic: Type.Optional(oneOf(STATISTICS)),
  by: Type.Optional(Name),
  where: Type.Optional(Type.String({ maxLength: 300 })),
};

/** GET /api/v1/admin/metrics */
export const HistoryQuery = strictObject(question);

/** GET /api/v1/admin/metrics/export */
export const HistoryExportQuery = strictObject({
  ...question,
  format: Type.Optional(oneOf(["csv", "json"])),
});

/** Null is a step in which nobody recorded anything, or that has no such value. */
const Value = Type.Unsafe<number | null>({ type: ["number", "null"] });

/** Lines over time. */
export const HistoryReply = strictObject({
  name: Type.String(),
  kind: Kind,
  help: Type.String(),
  statistic: oneOf(STATISTICS),
  step: Type.Integer({ description: "seconds" }),
  times: list(Type.Integer({ description: "seconds since the epoch" }), { max: MAX_POINTS }),
  lines: list(
    strictObject({
      label: Type.String({ description: "value of the label asked for; empty where none was" }),
      values: list(Value, { max: MAX_POINTS }),
    }),
    { max: 20 },
  ),
});

/** GET /api/v1/admin/metrics/names */
export const FamiliesReply = strictObject({
  families: list(
    strictObject({
      name: Type.String(),
      kind: Kind,
      help: Type.String(),
      labels: list(Type.String()),
      statistics: list(oneOf(STATISTICS)),
    }),
    { max: 2_000 },
  ),
});
