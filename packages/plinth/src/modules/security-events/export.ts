import type { EventView } from "./service.ts";

const HEAD = [
  "time",
  "event",
  "severity",
  "outcome",
  "address",
  "account",
  "actor",
  "route",
  "request",
  "details",
];

/** A cell that no spreadsheet takes for a formula (CWE-1236), quoted by RFC 4180. */
const cell = (value: string): string => {
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
};

const rowOf = (event: EventView): readonly string[] => [
  event.at,
  event.name,
  event.severity,
  event.outcome,
  event.address ?? "",
  event.accountId ?? "",
  event.actorId ?? "",
  event.route ?? "",
  event.requestId ?? "",
  Object.keys(event.details).length === 0 ? "" : JSON.stringify(event.details),
];

/** Events as CSV (RFC 4180), one a line. */
export const eventsCsv = (events: readonly EventView[]): string =>
  [HEAD, ...events.map(rowOf)].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
