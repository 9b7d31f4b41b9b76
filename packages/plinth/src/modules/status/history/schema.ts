import { oneOf, strictObject, Type } from "#policy";

const state = oneOf(["ok", "degraded", "failed", "unknown"]);
const instant = (description: string) => Type.String({ format: "date-time", description });

const Day = strictObject({
  day: Type.String({ description: "UTC, such as 2026-01-31" }),
  uptime: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()], {
    description: "percent of the measured time in which it worked; null: not measured",
  }),
});

/** What GET /api/v1/admin/health/history may be asked. */
export const HistoryQuerySchema = strictObject({
  component: Type.Optional(
    Type.String({ minLength: 1, maxLength: 100, description: "only this part, such as database" }),
  ),
  from: Type.Optional(
    Type.String({ maxLength: 40, description: "ISO 8601; default a week before `to`" }),
  ),
  to: Type.Optional(Type.String({ maxLength: 40, description: "ISO 8601; default now" })),
});

/** The parts as they are now, and what the checks of the past found. */
export const HistorySchema = strictObject({
  from: instant("start of the time shown"),
  to: instant("end of the time shown"),
  /** Seconds. */
  interval: Type.Integer({ minimum: 1, description: "seconds between two checks" }),
  components: Type.Array(
    strictObject({
      name: Type.String(),
      state,
      detail: Type.String({ description: "empty when there is nothing to say" }),
      days: Type.Array(Day, { description: "the last 90 days, oldest first" }),
    }),
  ),
  entries: Type.Array(
    strictObject({
      component: Type.String(),
      state,
      detail: Type.String(),
      since: instant("when a check first found it so"),
      until: Type.Union([Type.String(), Type.Null()], { description: "null while it lasts" }),
    }),
    { description: 'newest first, 500 at most; "unknown" where nobody looked' },
  ),
  isCut: Type.Boolean({ description: "whether older entries of the time asked for are left out" }),
});

/** What everyone may know. */
export const PublicStatusSchema = strictObject({
  status: oneOf(["healthy", "degraded", "unhealthy"]),
  timestamp: instant("when it was so"),
  components: Type.Array(strictObject({ name: Type.String(), state, days: Type.Array(Day) })),
});
