import { csvLines } from "#core";
import type { EntryView, PartyView } from "./views.ts";

const HEAD = [
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

const rowOf = (entry: EntryView): readonly string[] => [
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

/** Entries as CSV (RFC 4180), one a line. */
export const entriesCsv = (entries: readonly EntryView[]): string =>
  csvLines([HEAD, ...entries.map(rowOf)]);
