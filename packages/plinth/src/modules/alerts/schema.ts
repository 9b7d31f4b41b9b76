import { idText, list, oneOf, type Static, shortText, strictObject, Type } from "#policy";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Severity = oneOf(["warning", "critical"]);
const Time = Type.String({ description: "ISO 8601" });
const RuleId = () => Type.String({ pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", maxLength: 60 });

/** Path of one thing. */
export const IdParams = strictObject({ id: idText() });

const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

/** Milliseconds since the epoch; only what went on at some moment in between. */
const between = { from: Type.Optional(Instant), to: Type.Optional(Instant) };

const alertFilter = {
  /** `true` for what goes on now. */
  open: Type.Optional(oneOf(["true", "false"])),
  /** `true` leaves out what somebody has acknowledged. */
  unseen: Type.Optional(oneOf(["true", "false"])),
  rule: Type.Optional(RuleId()),
  ...between,
};

/** Query of GET /api/v1/admin/alerts/export */
export const AlertsExportQuery = strictObject(alertFilter);

/** See {@link AlertsExportQuery}. */
export type AlertsExportValue = Static<typeof AlertsExportQuery>;

/** GET /api/v1/admin/alerts */
export const AlertsQuery = strictObject({ ...alertFilter, before: Type.Optional(idText()) });

const Alert = strictObject({
  id: idText(),
  rule: Type.String(),
  about: Type.String(),
  advice: nullable(Type.String()),
  severity: Severity,
  isOpen: Type.Boolean(),
  startedAt: Time,
  endedAt: nullable(Time),
  value: Type.Number(),
  detail: Type.String(),
  address: nullable(Type.String()),
  accountId: nullable(Type.String()),
  noticedAt: nullable(Time),
  acknowledgedAt: nullable(Time),
  acknowledgedBy: nullable(Type.String()),
  incidentId: nullable(Type.String()),
});

const Sink = strictObject({
  name: oneOf(["webhook", "mail"]),
  waiting: Count,
  /** More than ten came within an hour: they go together when there is room. */
  held: Count,
  lastSentAt: nullable(Time),
  lastError: nullable(Type.String()),
});

/** One page of alerts, newest first; how many there are, and how the ways out do. */
export const AlertsReply = strictObject({
  alerts: list(Alert),
  open: Count,
  unseen: Count,
  incidents: Count,
  next: nullable(idText()),
  sinks: list(Sink, { max: 2 }),
});

const Limits = strictObject({
  unit: oneOf(["ratio", "seconds", "count"]),
  fires: oneOf(["above", "below"]),
  warning: Type.Number(),
  critical: nullable(Type.Number()),
  declaredWarning: Type.Number(),
  declaredCritical: nullable(Type.Number()),
});

const Rule = strictObject({
  id: Type.String(),
  about: Type.String(),
  advice: nullable(Type.String()),
  severity: Severity,
  kind: oneOf(["looked-at", "moment"]),
  isOn: Type.Boolean(),
  isOpen: Type.Boolean(),
  limits: nullable(Limits),
  chart: nullable(
    strictObject({
      metric: Type.String(),
      statistic: nullable(Type.String()),
      where: nullable(Type.String()),
    }),
  ),
  changedAt: nullable(Time),
  changedBy: nullable(Type.String()),
});

const Silence = strictObject({
  id: idText(),
  rule: Type.String({ description: "* for all rules" }),
  reason: Type.String(),
  from: Time,
  until: Time,
  madeBy: nullable(Type.String()),
});

/** Every rule there is, and the silences that hold. */
export const RulesReply = strictObject({
  rules: list(Rule, { max: 500 }),
  silences: list(Silence, { max: 200 }),
});

/** Path of one rule. */
export const RuleParams = strictObject({ id: RuleId() });

const Limit = Type.Number({ minimum: 0, maximum: 1_000_000_000 });

/** PUT /api/v1/admin/alerts/rules/:id; null is what was declared. */
export const RuleBody = strictObject({
  warning: nullable(Limit),
  critical: nullable(Limit),
  isOn: Type.Boolean(),
});

/** The rule as it is now. */
export const RuleReply = strictObject({ rule: Rule });

/** POST /api/v1/admin/alerts/rules/:id/try */
export const TryBody = strictObject({ warning: nullable(Limit), critical: nullable(Limit) });

/** What a look with these limits finds now; null where nothing can be said. */
export const TryReply = strictObject({
  firing: nullable(Type.Boolean()),
  value: nullable(Type.Number()),
  severity: nullable(Severity),
  detail: Type.String(),
});

/** POST /api/v1/admin/alerts/silences */
export const SilenceBody = strictObject({
  rule: Type.Union([RuleId(), Type.Literal("*")]),
  minutes: Type.Integer({ minimum: 1, maximum: 43_200 }),
  reason: shortText({ max: 200 }),
});

/** The silence that was made. */
export const SilenceReply = strictObject({ silence: Silence });

/** POST /api/v1/admin/alerts/test */
export const TestReply = strictObject({
  results: list(
    strictObject({
      sink: oneOf(["webhook", "mail"]),
      /** "queued" for a mail: it is on its way like every other. */
      outcome: oneOf(["arrived", "queued", "failed"]),
      detail: Type.String(),
    }),
    { max: 2 },
  ),
});

const incidentFilter = { open: Type.Optional(oneOf(["true", "false"])), ...between };

/** Query of GET /api/v1/admin/incidents/export */
export const IncidentsExportQuery = strictObject(incidentFilter);

/** See {@link IncidentsExportQuery}. */
export type IncidentsExportValue = Static<typeof IncidentsExportQuery>;

/** GET /api/v1/admin/incidents */
export const IncidentsQuery = strictObject({ ...incidentFilter, before: Type.Optional(idText()) });

const Incident = strictObject({
  id: idText(),
  rule: Type.String(),
  about: Type.String(),
  advice: nullable(Type.String()),
  severity: Severity,
  openedAt: Time,
  closedAt: nullable(Time),
  closedBy: nullable(Type.String()),
  note: nullable(Type.String()),
  entries: Count,
});

/** One page of incidents, newest first. */
export const IncidentsReply = strictObject({
  incidents: list(Incident),
  open: Count,
  next: nullable(idText()),
});

const Entry = strictObject({
  id: idText(),
  at: Time,
  kind: oneOf(["alert", "worse", "resolved", "response", "note", "closed"]),
  text: Type.String(),
  address: nullable(Type.String()),
  accountId: nullable(Type.String()),
  actorId: nullable(Type.String()),
});

/** One incident with its timeline, oldest first, and the alerts that belong to it, newest first. */
export const IncidentReply = strictObject({
  incident: Incident,
  timeline: list(Entry, { max: 1_001 }),
  alerts: list(Alert),
});

/** What somebody writes down of an incident. */
export const NoteBody = strictObject({ text: shortText({ max: 500 }) });
