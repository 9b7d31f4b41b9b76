import type { CostView } from "./view.ts";

const HEAD = ["time", "account", "endpoint", "model", "tokens in", "tokens out", "cost", "id"];

/** A cell that no spreadsheet takes for a formula (CWE-1236), quoted by RFC 4180. */
const cell = (value: string): string => {
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${inert.replaceAll('"', '""')}"`;
};

const rowOf = (entry: CostView): readonly string[] => [
  entry.at,
  entry.accountId ?? "",
  entry.endpoint,
  entry.model,
  String(entry.tokensIn),
  String(entry.tokensOut),
  entry.cost,
  entry.id,
];

/** Costs as CSV (RFC 4180), one call a line. */
export const costsCsv = (entries: readonly CostView[]): string =>
  [HEAD, ...entries.map(rowOf)].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
