import { csvLines } from "#core";
import type { CostView } from "./view.ts";

const HEAD = ["time", "account", "endpoint", "model", "tokens in", "tokens out", "cost", "id"];

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
  csvLines([HEAD, ...entries.map(rowOf)]);
