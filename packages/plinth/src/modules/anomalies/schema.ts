import { list, oneOf, strictObject, Type } from "#policy";
import { ROUTE_CLASSES, SIGNALS } from "./detecting/signals.ts";

const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

/** Most anomalies of one answer. */
export const MOST = 200;

/** GET /api/v1/admin/anomalies; milliseconds since the epoch, the last 24 hours where they are absent. */
export const AnomaliesQuery = strictObject({
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
});

/** Its answer, newest first. */
export const AnomaliesReply = strictObject({
  anomalies: list(
    strictObject({
      id: Type.String(),
      node: Type.String(),
      class: oneOf(ROUTE_CLASSES),
      signal: oneOf(SIGNALS),
      from: Type.String({ format: "date-time" }),
      to: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
      points: Type.Integer({ minimum: 1 }),
      value: Type.Number({ description: "seconds, a share, or requests in ten seconds" }),
      expected: Type.Number(),
      z: Type.Number({ description: "standard deviations off the mean" }),
      isSettled: Type.Boolean({ description: "whether it has become the usual" }),
    }),
    { max: MOST },
  ),
  isCut: Type.Boolean(),
});
