import type { EventView } from "./service.ts";

/** What the columns of a file of events are called. */
export const EVENT_COLUMNS = [
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

/** One event as cells of a table. */
export const eventCells = (event: EventView): readonly string[] => [
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
