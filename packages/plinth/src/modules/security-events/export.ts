import { csvLines } from "#core";
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
  csvLines([HEAD, ...events.map(rowOf)]);
