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

/** A cell that no spreadsheet takes for a formula (CWE-1236), quoted by RFC 4180. */
const cell = (value: string): string => {
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
};

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
  [HEAD, ...entries.map(rowOf)].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
