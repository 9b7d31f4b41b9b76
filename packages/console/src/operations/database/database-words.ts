import type { DatabaseOverview, RunningWork, StatementCost } from "./database-api.ts";

const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** A duration as people read it, such as "0.12 ms", "45 ms" or "1.5 s". */
export const timeWords = (ms: number): string => {
  if (ms >= 1_000) return `${numbers.format(ms / 1_000)} s`;
  if (ms >= 10) return `${Math.round(ms)} ms`;
  return `${ms.toFixed(2)} ms`;
};

const percentWords = (share: number): string => `${numbers.format(share * 100)} %`;

const timesWords = (count: number): string =>
  count === 1 ? "once" : `${numbers.format(count)} times`;

/** How often a statement ran and what came of it, such as "1,200 times, 3 slow". */
export const countWords = ({ count, slow, failures }: StatementCost): string =>
  [
    timesWords(count),
    ...(slow === 0 ? [] : [`${numbers.format(slow)} slow`]),
    ...(failures === 0 ? [] : [`${numbers.format(failures)} failed`]),
  ].join(", ");

/** What a statement cost in all, such as "1.5 s, 40 % of the time". */
export const costWords = ({ totalMs, share }: StatementCost): string =>
  `${timeWords(totalMs)}, ${percentWords(share)} of the time`;

/** What one run costs, such as "mean 0.12 ms, p95 0.40 ms, longest 12 ms". */
export const runWords = ({ meanMs, p95Ms, maxMs }: StatementCost): string =>
  `mean ${timeWords(meanMs)}, p95 ${timeWords(p95Ms)}, longest ${timeWords(maxMs)}`;

/** How far a piece of work is, such as "12 statements, last update session". */
export const progressWords = ({ kind, statements, last, heldMs }: RunningWork): string => {
  if (kind === "statement") return "one statement";
  const held = heldMs === null ? "waits for a connection" : `connection for ${timeWords(heldMs)}`;
  const sent = `${statements} ${statements === 1 ? "statement" : "statements"}`;
  return [held, sent, ...(last === null ? [] : [`last ${last}`])].join(", ");
};

/** What stands on top of the page: a name and a number each. */
export const gaugesOf = ({
  pool,
  totals,
  meanMs,
  slowShare,
}: DatabaseOverview): readonly { readonly label: string; readonly value: string }[] => [
  { label: "Connections in use", value: `${pool.checkedOut} of ${pool.size + pool.overflow}` },
  { label: "Waiting", value: numbers.format(pool.waiting) },
  { label: "Statements", value: numbers.format(totals.queries) },
  { label: "Mean time", value: timeWords(meanMs) },
  { label: "Slow", value: `${numbers.format(totals.slowQueries)} (${percentWords(slowShare)})` },
  { label: "Failed", value: numbers.format(totals.failures) },
];
