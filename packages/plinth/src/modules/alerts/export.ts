import type { AlertView, IncidentView } from "./views.ts";

/** What a file of alerts says of each. */
export const ALERT_COLUMNS = [
  "id",
  "rule",
  "about",
  "severity",
  "started",
  "ended",
  "value",
  "detail",
  "address",
  "account",
  "told",
  "seen",
  "seen by",
  "incident",
];

/** An alert as a line of a file. */
export const alertCells = (alert: AlertView): readonly string[] => [
  alert.id,
  alert.rule,
  alert.about,
  alert.severity,
  alert.startedAt,
  alert.endedAt ?? "",
  String(alert.value),
  alert.detail,
  alert.address ?? "",
  alert.accountId ?? "",
  alert.noticedAt ?? "",
  alert.acknowledgedAt ?? "",
  alert.acknowledgedBy ?? "",
  alert.incidentId ?? "",
];

/** What a file of incidents says of each. */
export const INCIDENT_COLUMNS = [
  "id",
  "rule",
  "about",
  "severity",
  "opened",
  "closed",
  "closed by",
  "entries",
  "found out",
];

/** An incident as a line of a file. */
export const incidentCells = (incident: IncidentView): readonly string[] => [
  incident.id,
  incident.rule,
  incident.about,
  incident.severity,
  incident.openedAt,
  incident.closedAt ?? "",
  incident.closedBy ?? "",
  String(incident.entries),
  incident.note ?? "",
];
