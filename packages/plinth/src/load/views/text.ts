import type { Comparison } from "../compare.ts";
import type { Second, Tally } from "../recorder.ts";
import type { LoadResult } from "../results.ts";

const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.01 ? 3 : 1)} %`;

/** Why answers did not count as expected, worst first. */
export const errorsText = ({ statuses, faults, ok, requests }: Tally): string => {
  if (ok === requests) return "none";
  const kinds = [
    ...Object.entries(faults).map(([kind, count]) => [kind, count] as const),
    ...Object.entries(statuses).map(([status, count]) => [`status ${status}`, count] as const),
  ];
  const named = kinds.sort(([, a], [, b]) => b - a).map(([kind, count]) => `${count} x ${kind}`);
  return `${requests - ok} of ${requests} (of all: ${named.join(", ")})`;
};

/** One line of a running test. */
export const secondLine = ({ at, ok, errors, p50, p99 }: Second, connections: number): string =>
  `${String(at + 1).padStart(4)} s  ${String(ok).padStart(7)} ok  ${String(errors).padStart(6)} errors  p50 ${ms(p50).padStart(7)} ms  p99 ${ms(p99).padStart(7)} ms  ${connections} connections`;

/** What kind of load it was, in words. */
export const modelText = ({ model }: Pick<LoadResult, "model">): string =>
  model.kind === "closed"
    ? `closed: ${model.users} users, each waits for its answer`
    : `open: ${model.perSecond} journeys a second whatever the answers, on at most ${model.connections} connections; times count from when a request was due`;

/** What an objective was held against; a time of answers that never came is no zero. */
export const measuredText = (measured: number, { ok }: Pick<Tally, "ok">): string =>
  ok === 0 && measured === 0 ? "nothing came back as expected" : String(measured);

const COLUMNS = ["p50", "p75", "p90", "p95", "p99", "p999", "max"] as const;
const names = {
  p50: "p50",
  p75: "p75",
  p90: "p90",
  p95: "p95",
  p99: "p99",
  p999: "p99.9",
  max: "max",
};

const table = (result: LoadResult): string[] => {
  const rows = [
    ["", "ok", "errors", ...COLUMNS.map((column) => names[column])],
    ...[...result.endpoints, { name: "all", ...result.total }].map((tally) => [
      tally.name,
      String(tally.ok),
      String(tally.requests - tally.ok),
      ...COLUMNS.map((column) => ms(tally.latency[column])),
    ]),
  ];
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  "),
  );
};

/** A comparison as lines. */
export const comparisonLines = (comparisons: readonly Comparison[]): readonly string[] =>
  comparisons.map(({ measure, before, after, ratio, interval, verdict }) => {
    const range =
      interval === undefined
        ? ""
        : `, x${ratio?.toFixed(3)} (95 %: ${interval.map((one) => one.toFixed(3)).join(" to ")})`;
    return `${measure}: ${before.toFixed(2)} -> ${after.toFixed(2)}${range}: ${verdict}`;
  });

/** A result for people who read a terminal. */
export const loadText = (result: LoadResult): string => {
  const { connections, confirmation, objectives, total, environment } = result;
  const lines = [
    `${result.target}  ${modelText(result)}`,
    `${(result.measuredMs / 1000).toFixed(1)} s measured after ${(result.rampMs / 1000).toFixed(1)} s of growth, ${connections.peak} of ${connections.asked} connections open at the peak`,
    `${environment.processor}, ${environment.cores} cores, load ${environment.load}, Node ${environment.node}`,
    "",
    `rate     ${result.rate} expected answers a second, ${Math.round(total.bytes / 1024)} KB received`,
    `errors   ${percent(result.errorShare)}: ${errorsText(total)}`,
    "",
    "milliseconds, of answers as expected",
    ...table(result),
  ];
  if ((total.statuses["429"] ?? 0) > 0) {
    lines.push("", "429: the target's limits were met, so this is not what it can do at most");
  }
  if (confirmation !== undefined) {
    const { answered, peakInFlight, peakConnections } = confirmation;
    lines.push("", `server   ${confirmation.state}: ${confirmation.detail}`);
    if (answered !== undefined) {
      lines.push(`         answers: client ${answered.client}, server ${answered.server}`);
    }
    if (peakConnections !== undefined) {
      lines.push(
        `         connections at the peak: client ${peakConnections.client}, server ${peakConnections.server}`,
      );
    }
    if (peakInFlight !== undefined) {
      lines.push(`         most requests in flight that the server was seen with: ${peakInFlight}`);
    }
  }
  for (const { objective, measured, holds } of objectives) {
    lines.push(
      `${holds ? "holds " : "MISSED"}   ${objective}: ${measuredText(measured, result.total)}`,
    );
  }
  return lines.join("\n");
};
