import type { EntryView, PartyView } from "./views.ts";

/** What the columns of a file of entries are called. */
export const ENTRY_COLUMNS = [
  "entry",
  "time",
  "action",
  "outcome",
  "actor",
  "via",
  "target",
  "address",
  "browser",
  "route",
  "status",
  "request",
  "trace",
  "details",
  "hash",
];

const partyText = (party: PartyView | null): string => party?.id ?? "";

/** One entry as cells of a table. */
export const entryCells = (entry: EntryView): readonly string[] => [
  String(entry.seq),
  entry.at,
  entry.action,
  entry.outcome,
  partyText(entry.actor),
  entry.via ?? "",
  partyText(entry.target),
  entry.address ?? "",
  entry.agent ?? "",
  entry.route ?? "",
  entry.status === null ? "" : String(entry.status),
  entry.requestId ?? "",
  entry.traceId ?? "",
  Object.keys(entry.details).length === 0 ? "" : JSON.stringify(entry.details),
  entry.hash,
];
