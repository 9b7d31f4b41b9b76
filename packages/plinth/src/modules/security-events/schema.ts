import { idText, list, oneOf, shortText, strictObject, Type } from "#policy";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Severity = oneOf(["info", "warning", "alert"]);
const Time = Type.String({ description: "ISO 8601" });
const NameText = () => Type.String({ pattern: "^[a-z][a-z0-9.-]*$", maxLength: 100 });

const filters = {
  name: Type.Optional(NameText()),
  severity: Type.Optional(Severity),
  outcome: Type.Optional(oneOf(["refused", "success", "noticed"])),
  /** Id of an account, or the pseudonym in the place of one. */
  account: Type.Optional(Type.String({ pattern: "^[a-z0-9-]+$", maxLength: 40 })),
  address: Type.Optional(Type.String({ pattern: "^[0-9a-fA-F.:/]+$", maxLength: 50 })),
  /** Path of a route as it is declared, such as /api/v1/plans/:id */
  route: Type.Optional(shortText({ max: 200 })),
  from: Type.Optional(shortText({ max: 35 })),
  to: Type.Optional(shortText({ max: 35 })),
};

/** GET /api/v1/admin/security-events */
export const EventsQuery = strictObject({
  ...filters,
  /** The `next` of the page before. */
  before: Type.Optional(idText()),
});

/** GET /api/v1/admin/security-events/export */
export const ExportQuery = strictObject({
  ...filters,
  format: Type.Optional(oneOf(["csv", "json"])),
});

const EventSchema = strictObject({
  id: idText(),
  at: Time,
  name: Type.String(),
  severity: Severity,
  outcome: oneOf(["refused", "success", "noticed"]),
  requestId: nullable(Type.String()),
  route: nullable(Type.String()),
  /** Of IPv6 the /64. */
  address: nullable(Type.String()),
  accountId: nullable(Type.String()),
  actorId: nullable(Type.String()),
  details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
});

/** One page of events, newest first. */
export const EventsReply = strictObject({ events: list(EventSchema), next: nullable(idText()) });

const WindowSchema = oneOf(["1h", "24h", "7d"]);

/** GET /api/v1/admin/security-events/summary */
export const SummaryQuery = strictObject({ window: Type.Optional(WindowSchema) });

/** Counts by name, and the course of a window; exact to five minutes. */
export const SummaryReply = strictObject({
  window: WindowSchema,
  names: list(
    strictObject({
      name: Type.String(),
      kind: oneOf(["refusal", "change", "use", "alarm"]),
      severity: Severity,
      about: Type.String(),
      hour: Count,
      day: Count,
      week: Count,
    }),
    { max: 200 },
  ),
  series: list(strictObject({ from: Time, refusals: Count, others: Count })),
});
